"""What is found through its meaning: vectors made in the background, neighbours among the answers."""

import sqlite3
import uuid
from threading import Event

import pytest

from comity.engines.search import actions, queries
from comity.engines.search.actions import encode, encoding, rebuild
from comity.engines.search.enums import Facet, Reason
from comity.engines.search.grammar import parse
from comity.engines.search.index.beside import Died, Part
from comity.engines.search.index.shelf import ENCODING
from comity.engines.search.tasks import Encoder
from comity.engines.search.vectors import encoder, meaning
from comity.engines.search.vectors.store import OPENINGS, Store
from comity.kernel.errors import NotNow, Unreadable
from tests.engines.search.conftest import document


ACT, LEY, LOI = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
ENGLISH = "Extradition of persons accused of a crime"
SPANISH = "Extradición de personas acusadas de un delito"


@pytest.fixture
def filled(shop):
    shop.put(ACT, document("act", "Statute of the railways", "Trains stop at stations.", places=("GB",)))
    shop.put(LEY, document("ley", SPANISH, "Se entrega a quien otro Estado reclama.", "es", places=("UY",)))
    shop.put(LOI, document("loi", "Chemins de fer", "Le train est en gare.", "fr", places=("FR",)))
    rebuild()
    return shop


def ask(text, **others):
    return queries.ask(text, person=None, language="en", **others)


def ids(text, **others):
    return [hit.id for hit in ask(text, **others).hits]


def test_without_vectors_words_answer_alone(filled):
    assert ids("railways") == ["act:en"]
    assert ids(ENGLISH) == []
    assert queries.state().texts == 0


def test_a_text_in_another_language_is_found_and_says_why(filled):
    assert encode() > 0
    hit = ask(ENGLISH).hits[0]
    assert (hit.id, hit.why[0]) == ("ley:es", Reason.MEANING)
    assert ids(ENGLISH, across=False) == []
    state = queries.state()
    assert state.texts == 6
    assert state.encoded == 1.0


def test_what_has_the_words_says_so_and_stays_first(filled):
    encode()
    answer = ask("statute of the railways")
    assert answer.hits[0].id == "act:en"
    assert Reason.MEANING not in answer.hits[0].why
    assert Reason.TITLE in answer.hits[0].why


def test_it_goes_on_where_it_was_killed(filled, monkeypatch):
    def killed(self, connection, digests, vectors, keep=Store._keep):
        if kept.append(1) or len(kept) > 2:
            raise KeyboardInterrupt
        return keep(self, connection, digests, vectors)

    kept = []
    with monkeypatch.context() as once:
        once.setattr(Store, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            encode()
    before = queries.state().texts
    assert before == 2
    assert encode() == 6 - before
    assert queries.state().texts == 6
    assert encode() == 0


def test_it_stops_when_told_and_goes_on_later(filled):
    answers = iter([False, False, True])
    assert encode(stop=lambda: next(answers, True)) < 6
    told = []
    encode(progress=lambda *said: told.append(said))
    assert told[-1] == ("texts", 3, 3)
    assert queries.state().encoded == 1.0


def test_what_changes_or_is_withdrawn_changes_among_the_neighbours(filled):
    encode()
    filled.put(LOI, document("loi", "Extradition des personnes accusées d’un crime", "", "fr"))
    filled.put(LEY)
    encode()
    near = [one.id for one in meaning.nearest(parse(ENGLISH, "en")).near]
    assert near[0] == "loi:fr"
    assert "ley:es" not in near


def test_a_database_put_back_to_an_earlier_day_is_walked_anew_and_nothing_encoded_twice(filled):
    encode()
    meaning.store().forget(10**6)
    assert encode() == 0
    assert ask(ENGLISH).hits[0].id == "ley:es"


def test_one_process_encodes_at_a_time(filled):
    with queries.shelf().only_one(ENCODING), pytest.raises(NotNow):
        encode(wait=0.0)


@pytest.mark.parametrize("harm", ["rows.sqlite3", "numbers"])
def test_damaged_vectors_are_no_fault_of_a_query_and_are_made_anew(filled, harm, settings, caplog):
    encode()
    file = settings.HOME / meaning.FOLDER / harm
    for beside in file.parent.glob(f"{harm}-*"):
        beside.unlink()
    # Another file in its place, as after a bad copy; what is mapped stays whole.
    file.unlink()
    file.write_bytes(b"x" * 100)
    meaning._store_at.cache_clear()
    meaning._tell.cache_clear()
    assert ids("railways") == ids("railways") == ["act:en"]
    assert sum("cannot be read" in one.message for one in caplog.records) == 1
    assert queries.state().exists
    assert encode() == 6
    assert ids(ENGLISH)[0] == "ley:es"


def test_a_server_does_not_wait_for_the_encoder(filled, monkeypatch):
    encode()
    loading = encoder._Loading()
    loading.is_begun = True
    monkeypatch.setattr(encoder, "_loading", loading)
    assert ids(ENGLISH) == []
    loading.run()
    assert ids(ENGLISH)[0] == "ley:es"


def test_the_thread_of_a_server_encodes_and_pauses(filled, monkeypatch):
    def encoding(*, stop, wait, is_gentle):
        told.append((stop(), wait, is_gentle))
        called.set()

    told, called = [], Event()
    monkeypatch.setattr("comity.engines.search.tasks.encode", encoding)
    thread = Encoder(every=0.01)
    thread.thread.start()
    assert called.wait(10)
    thread.stop()
    assert told[0] == (False, 0.0, True)
    assert thread.pause() is True


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("extradition of nationals", "extradition of nationals"),
        ("extradition -tax place:uy", "extradition"),
        ('"extradition of nationals"', ""),
        ("title:extradition", ""),
        ("extradition OR surrender", ""),
        ("no slavery or servitude", "no slavery or servitude"),
        ("extradit*", ""),
        ("UNCAC art. 44", ""),
        ("place:uy", ""),
        ("", ""),
    ],
)
def test_only_plain_words_have_neighbours(typed, taken):
    assert meaning.sentences(parse(typed, "en")) == ((taken,) if taken else ())


def test_what_is_longer_than_a_text_is_encoded_has_neighbours_at_both_lengths():
    pasted = "The requested State shall surrender whoever is found in its territory. " * 12
    assert [len(one) for one in meaning.sentences(parse(pasted, "en"))] == [240, 400]
    assert [len(one) for one in meaning.sentences(parse("被请求国应当引渡在其境内发现的人。" * 20, "zh"))] == [80, 133]


def test_every_page_has_the_neighbours_of_the_first(filled):
    filled.put(LOI, document("loi", "Extradition des personnes accusées d’un crime", "", "fr"))
    actions.catch_up()
    encode()
    first = ask(ENGLISH, limit=1)
    assert first.count == 2
    filled.put(ACT, document("act", "تسليم الأشخاص المتهمين بارتكاب جريمة", "", "ar"))
    actions.catch_up()
    encode()
    assert ask(ENGLISH).count == 3
    following = ask(ENGLISH, limit=1, cursor=first.next)
    assert following.count == 2
    assert {first.hits[0].id, following.hits[0].id} == {"ley:es", "loi:fr"}
    assert following.next == ""
    with pytest.raises(Unreadable):
        ask(ENGLISH, cursor="bm9uc2Vuc2U")


def test_a_store_that_is_locked_gives_no_neighbours(filled, settings):
    encode()
    connection = sqlite3.connect(settings.HOME / meaning.FOLDER / "rows.sqlite3", isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("DELETE FROM about WHERE name = 'nothing'")
    try:
        assert ids("railways")[0] == "act:en"
    finally:
        connection.execute("COMMIT")
        connection.close()


def test_filters_hold_for_neighbours(filled):
    encode()
    assert ids(ENGLISH, filters={Facet.PLACE: ("FR",)}) in ([], ["loi:fr"])
    assert ids(ENGLISH, filters={Facet.PLACE: ("UY",)}) == ["ley:es"]
    assert meaning.store().complete() == 3
    assert meaning.store().lacking([ACT], OPENINGS) == []


@pytest.mark.parametrize("is_lost", [False, True])
def test_others_help_to_encode_what_is_much_and_are_done_without_when_lost(filled, monkeypatch, is_lost):
    class Others:
        def __init__(self, task, *, processes):
            self.task = task

        def __enter__(self):
            return self

        def __exit__(self, *_fault):
            return None

        def run(self, batches):
            for batch in batches:
                asked.append(batch)
                for result in self.task(batch):
                    yield Part(batch, result, is_last=False)
                if is_lost:
                    raise Died
                yield Part(batch, None, is_last=True)

    asked = []
    monkeypatch.setattr(encoding, "Beside", Others)
    monkeypatch.setattr(encoding, "cores", lambda: 2)
    for name, value in (("FEW", 1), ("TEXTS", 1)):
        monkeypatch.setattr(encoding, name, value)
    assert encode() == 6
    assert len(asked) == (1 if is_lost else 6)
    assert queries.state().encoded == 1.0
    assert encode() == 0
