import pytest

from comity.base.audit.models import Event
from comity.engines.records.actions import withdraw
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Record, Revision
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.actions import importing
from comity.knowledge.legislation.enums import Change, Split
from comity.knowledge.legislation.models import Law, Part, Passage, Version


def test_an_imported_law_is_published_and_reads_as_its_source(by, act):
    report = actions.import_law(act(), by=by)

    assert report.outcome is Outcome.CREATED
    assert report.address == "/laws/it/act-7/"
    law = queries.law_by("IT", "act-7")
    assert law.record.state == State.PUBLISHED
    assert law.record.sources.get().licence == "CC0-1.0"
    version = queries.version_on(law)
    assert [h.eid for h in queries.table_of_contents(version)] == [
        "div_1", "art_1", "art_2", "div_2", "art_2-bis", "art_3",
    ]  # fmt: skip
    bis = queries.provision(version, "art_2-bis")
    assert (bis.number, bis.label, bis.heading) == ("2 bis", "Article 2 bis", "Trafficking in firearms")
    assert bis.body == "Whoever trades in arms without a licence is punished by five years."
    assert [h.heading for h in queries.divisions_around(version, bis)] == ["Part II Offences"]
    assert [h.eid for h in queries.neighbours(version, bis.position)] == ["art_2", "art_3"]


def test_every_character_of_the_source_is_accounted_for(by, act):
    report = actions.import_law(act(), by=by)

    (file,) = report.files
    assert (file.articles, file.split) == (4, Split.ARTICLES)
    assert file.accounted == file.characters > 500
    assert Version.objects.get().unaccounted == 0


def test_the_same_law_again_changes_nothing(by, act):
    actions.import_law(act(), by=by)
    before = Event.objects.count(), Revision.objects.count(), list(Part.objects.order_by("pk").values_list("pk"))

    assert actions.import_law(act(), by=by).outcome is Outcome.UNCHANGED
    assert (
        Event.objects.count(),
        Revision.objects.count(),
        list(Part.objects.order_by("pk").values_list("pk")),
    ) == before


def test_a_corrected_law_updates_by_its_identifier(by, act):
    actions.import_law(act(), by=by)
    key = Law.objects.get().pk

    report = actions.import_law(act(years="seven"), by=by)

    assert report.outcome is Outcome.CHANGED
    assert [(row.eid, row.change) for row in report.rows] == [("art_2-bis", Change.CHANGED)]
    assert Law.objects.get().pk == key
    assert Version.objects.count() == 1
    assert not Passage.objects.filter(body__contains="five years").exists()
    assert Revision.objects.filter(record=key).count() == 2


def test_a_dry_run_says_what_would_change_and_changes_nothing(by, act):
    assert actions.import_law(act(), by=by, dry_run=True).outcome is Outcome.CREATED
    assert not Record.objects.exists()
    actions.import_law(act(), by=by)
    before = Event.objects.count()

    report = actions.import_law(act(years="seven"), by=by, dry_run=True)

    assert [(row.version, row.eid, row.label, row.change) for row in report.rows] == [
        ("2001-03-01 en", "art_2-bis", "Article 2 bis", Change.CHANGED)
    ]
    assert Event.objects.count() == before
    assert Passage.objects.filter(body__contains="five years").exists()


def test_search_learns_of_the_law_from_the_audit_trail(by, act):
    actions.import_law(act(), by=by)
    law = Law.objects.get()
    assert {"record.publish", "law.import"} <= set(
        Event.objects.filter(record_id=law.pk).values_list("verb", flat=True)
    )


def test_words_that_two_versions_share_are_kept_once(by, act):
    actions.import_law(act(), by=by)
    once = Passage.objects.count()

    actions.import_law(act(years="seven", on="2005-01-01"), by=by)

    assert Version.objects.count() == 2
    assert Passage.objects.count() == once + 1


def test_a_law_that_fails_half_way_leaves_nothing(by, act, monkeypatch):
    def broken(*given):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(importing, "_write_parts", broken)
    with pytest.raises(RuntimeError):
        actions.import_law(act(), by=by)
    assert (Record.objects.count(), Law.objects.count(), Version.objects.count()) == (0, 0, 0)


def test_what_an_editor_withdrew_stays_withdrawn(by, act):
    actions.import_law(act(), by=by)
    withdraw(Record.objects.get(), by=by, reason="by mistake")

    report = actions.import_law(act(years="seven"), by=by)

    assert (report.outcome, report.remark) == (Outcome.UNCHANGED, "withdrawn by an editor; left as it is")
    assert Record.objects.get().state == State.WITHDRAWN


def test_only_editors_import(by, act, person_with):
    with pytest.raises(NotPermitted):
        actions.import_law(act(), by=person_with("contributor"))


def changed(parsed, **fields):
    for name, value in fields.items():
        setattr(parsed, name, value)
    return parsed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": "QQ"}, "act-7.md: No place has the code “QQ”"),
        ({"source_url": "javascript:alert(1)"}, "act-7.md: “javascript:alert(1)” is not an address"),
        ({"licence_url": "https://a b"}, "is not an address that begins with https://"),
        ({"publisher": "x" * 301}, "act-7.md: The field “publisher” is longer than 300 characters"),
        ({"language": "English"}, "“English” is not a code of a language such as fr"),
        ({"title": " "}, "has no identifier or no title"),
    ],
)
def test_a_card_that_cannot_be_kept_is_refused_with_its_reason(by, act, fields, sentence):
    with pytest.raises(Unreadable) as refusal:
        actions.import_law(changed(act(), **fields), by=by)
    assert sentence in str(refusal.value)
    assert not Record.objects.exists()


def test_a_text_of_which_something_was_lost_is_refused(by, act):
    parsed = act()
    parsed.versions[0].accounting.markup -= 3
    with pytest.raises(Unreadable, match="Not every character could be placed"):
        actions.import_law(parsed, by=by)


def test_two_parts_of_one_name_are_refused(by, act):
    parsed = act()
    parsed.versions[0].parts[-1].eid = "art_1"
    with pytest.raises(Unreadable, match="Two parts are called “art_1”"):
        actions.import_law(parsed, by=by)


def test_a_title_beyond_all_measure_is_shortened_and_kept_whole_in_the_summary(by, act):
    title = "Act " + "on the very long matter of bees " * 40
    actions.import_law(changed(act(), title=title), by=by)
    text = Record.objects.get().texts.get()
    assert len(text.title) <= 1000
    assert text.title.endswith("…")
    assert text.summary == title


def test_a_null_character_becomes_a_blank(by, act):
    parsed = act()
    parsed.versions[0].parts[-1].body += "\x00 end"
    actions.import_law(parsed, by=by)
    assert Passage.objects.filter(body__endswith="  end").exists()


@pytest.mark.parametrize(
    ("identifier", "slug"),
    [
        ("LEY-25246", "ley-25246"),
        ("ukpga/2025/31/2026-03-05", "ukpga-2025-31-2026-03-05"),
        ("/akn/tz/act/1977/1", "akn-tz-act-1977-1"),
    ],
)
def test_addresses_are_made_from_identifiers(identifier, slug):
    assert actions.slug_for(identifier) == slug


@pytest.mark.parametrize("identifier", ["中华人民共和国刑法", "نظام مكافحة الرشوة ١٤٢٤", "a" * 200, "§§"])
def test_an_address_is_short_and_ascii_whatever_the_identifier(identifier):
    slug = actions.slug_for(identifier)
    assert slug.isascii()
    assert len(slug) <= 60
    assert slug == actions.slug_for(identifier)
    assert slug != actions.slug_for(f"{identifier}。")


def test_identifiers_that_differ_in_marks_only_have_addresses_of_their_own(by, act):
    first = actions.import_law(changed(act(), identifier="a/2002-51"), by=by)
    second = actions.import_law(changed(act(), identifier="a-2002-51"), by=by)
    assert first.address == "/laws/it/a-2002-51/"
    assert second.address != first.address
    assert Law.objects.count() == 2
