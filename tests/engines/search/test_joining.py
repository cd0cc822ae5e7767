"""An index that several processes built in parts."""

from dataclasses import replace

import pytest

from comity.engines.search.actions import sharing
from comity.engines.search.actions.reading import never
from comity.engines.search.grammar import parse
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.interface import Question
from comity.engines.search.index.joining import join
from comity.engines.search.shapes import PUBLIC, Document


RECORDS = [f"r{number}" for number in range(90)]


def documents(records):
    """Two documents for each record."""
    for record in records:
        for language, title in (("en", "Confiscation of proceeds"), ("fr", "Confiscation du produit")):
            yield Document(
                id=f"{record}:{language}",
                record=record,
                kind="law",
                address=f"/{record}/",
                language=language,
                title=f"{title} {record}",
            )


def found(index, text):
    question = Question(query=parse(text, "en"), audience=frozenset({PUBLIC}), language="en", limit=1000)
    return sorted(hit.id for hit in index.query(question).hits)


def part(folder, *records):
    index = EmbeddedIndex(folder)
    index.write(documents(records))
    index.close()
    return folder


EVERY = sorted(one.id for one in documents(RECORDS))


@pytest.mark.parametrize("most", [10, 150_000])
def test_processes_build_an_index_together(tmp_path, most, monkeypatch):
    index, read, kept = EmbeddedIndex(tmp_path / "index"), [], []
    task = sharing.Writing(documents, index.folder, sharing.LEAST_HEAP)
    monkeypatch.setattr(sharing, "DOCUMENTS", most)
    # In this process as in another: what was written is made last at intervals, and at the end.
    for start in range(0, len(RECORDS), 20):
        kept += [record for some in task(RECORDS[start : start + 20]) for record in some]
    assert len(kept) == (90 if most == 10 else 0)
    kept += [record for some in task(()) for record in some]
    sharing.gather(index)
    assert sorted(kept) == sorted(RECORDS)
    assert found(index, "confiscation") == EVERY
    assert not list(index.folder.glob("part-*"))

    index = EmbeddedIndex(tmp_path / "beside")
    how = {"processes": 2, "stop": never, "source": documents}
    kept.clear()
    assert sharing.share(index, RECORDS, read=read.extend, kept=kept.extend, **how)
    assert sorted(read) == sorted(kept) == sorted(RECORDS)
    assert found(index, "confiscation") == EVERY


def test_what_is_joined_goes_on_being_written(tmp_path):
    index = EmbeddedIndex(tmp_path / "index")
    index.write(documents(["r1"]), position=7)
    index.close()
    join(index.folder, [part(tmp_path / "one", "r2", "r3"), part(tmp_path / "two", "r4")])
    assert found(index, "confiscation") == [f"r{n}:{language}" for n in (1, 2, 3, 4) for language in ("en", "fr")]
    assert index.position() == 7

    changed = [replace(one, title="Extradition") for one in documents(["r3"])]
    index.write(changed, position=8)
    index.delete(["r4"], position=9)
    index.close()
    again = EmbeddedIndex(index.folder)
    assert found(again, "extradition") == ["r3:en", "r3:fr"]
    assert found(again, "confiscation") == ["r1:en", "r1:fr", "r2:en", "r2:fr"]
    assert (again.position(), again.size()) == (9, 6)


def test_what_was_taken_out_of_a_part_stays_out(tmp_path):
    index = EmbeddedIndex(tmp_path / "index")
    other = EmbeddedIndex(tmp_path / "one")
    other.write(documents(["r2", "r3"]))
    other.delete(["r2"])
    other.close()
    join(index.folder, [other.folder])
    assert found(index, "confiscation") == ["r3:en", "r3:fr"]


def test_a_joining_that_was_cut_off_is_done_again(tmp_path, monkeypatch):
    index = EmbeddedIndex(tmp_path / "index")
    one = part(index.folder / "part-1", "r1")

    def killed(*_given):
        raise KeyboardInterrupt

    for step in ("comity.engines.search.index.joining._write", "comity.engines.search.index.joining.shutil.rmtree"):
        with monkeypatch.context() as patched:
            patched.setattr(step, killed)
            with pytest.raises(KeyboardInterrupt):
                join(index.folder, [one])
        assert one.exists()
    sharing.gather(index)
    assert found(index, "confiscation") == ["r1:en", "r1:fr"]
    assert not one.exists()


def test_a_part_of_which_nothing_was_made_last_is_left_aside(tmp_path):
    index = EmbeddedIndex(tmp_path / "index")
    (index.folder / "part-0").mkdir()
    sharing.gather(index)
    assert index.size() == 0


def test_stopping_finishes_what_is_in_hand(tmp_path):
    index, kept = EmbeddedIndex(tmp_path / "index"), []
    asked = iter([False, False])
    how = {"processes": 1, "stop": lambda: next(asked, True), "source": documents}
    assert sharing.share(index, RECORDS, read=lambda _records: None, kept=kept.extend, **how)
    assert sorted(kept) == sorted(RECORDS[:40])
    assert len(found(index, "confiscation")) == 80


def test_the_memory_is_shared_among_the_processes():
    assert sharing.LEAST_HEAP <= sharing.heap(8) <= sharing.heap(1) <= sharing.HEAP
