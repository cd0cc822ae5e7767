import zipfile

import pytest

from comity.engines.records.enums import Outcome
from comity.engines.records.models import Record
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.legislation.imports import packs, reading
from comity.knowledge.legislation.models import Law, Passage, Reading

from .conftest import markdown


MANIFEST = "name: {name}\nkind: legislation\nreader: plain\nlicence: CC0-1.0\n"
XML = '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">{}</akomaNtoso>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HEAD = "---\nidentifier: BAD-1\ntitle: Bad\nplace: IT\nlanguage: en\n"

HOSTILE = {
    "broken.xml": (XML.format("<act><meta></act>"), "bad/broken.xml, line 1: The XML is broken"),
    "entity.xml": (
        '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + XML.format("&x;"),
        "bad/entity.xml, line 2: The file declares a document type or entities",
    ),
    "laughs.xml": (
        f'<?xml version="1.0"?>\n\n<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>\n' + XML.format("&l9;"),
        "bad/laughs.xml, line 3: The file declares a document type or entities",
    ),
    "other.xml": ("<html/>", "bad/other.xml, line 1: The first element is not akomaNtoso"),
    "deep.xml": (XML.format("<act>" + "<part>" * 300 + "</part>" * 300 + "</act>"), "bad/deep.xml"),
    "latin.md": (
        (HEAD + "---\n\nArtículo 1\n").encode("latin-1"),
        "bad/latin.md, line 8: Byte 0xed is not UTF-8. Save the file in UTF-8",
    ),
    "wide.md": ((HEAD + "---\nText").encode("utf-16"), "bad/wide.md, line 1: Byte 0xff is not UTF-8"),
    "line.md": (HEAD + "---\n" + "x" * (8 * 2**20 + 1), "bad/line.md, line 7: The line is longer than 8 million"),
    "null.md": (HEAD + "---\nText\n\x00\n", "bad/null.md, line 8: There is a null character"),
    "open.md": ("---\ntitle: x\n", "bad/open.md, line 1: The header begins with --- but does not end"),
    "alias.md": (
        "---\na: &a [x,x]\nb: &b [*a,*a]\n---\nText",
        "bad/alias.md: The header is not readable YAML: an alias (*) on line 3",
    ),
    "object.md": ("---\na: !!python/object/apply:os.system [ls]\n---\n", "bad/object.md, line 2: The header is not"),
    "nameless.md": ("---\ntitle: x\n---\nText", "bad/nameless.md: The field “identifier” is missing"),
    "deep.json": ("[" * 100_000, "bad/deep.json"),
    "list.json": ("[1, 2]", "bad/list.json: There is no object with a list “versions”"),
    "half.json": ('{"identifier": ', "bad/half.json, line 1"),
    "empty.html": ("", "bad/empty.html: There is no text in this HTML"),
    "letter.doc": ("PK", "bad/letter.doc: A file of this kind is not read. Known are: .htm, .html, .json, .md, .xml"),
}


@pytest.fixture
def pack(tmp_path):
    """A pack with one good law in it."""
    folder = tmp_path / "examples"
    (folder / "good").mkdir(parents=True)
    (folder / "comity-pack.yaml").write_text(MANIFEST.format(name="examples"), encoding="utf-8")
    (folder / "good" / "act-7.md").write_bytes(markdown().content)
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_refused_with_file_line_and_sentence_and_the_good_ones_are_kept(by, pack, name):
    content, sentence = HOSTILE[name]
    (pack / "bad").mkdir()
    (pack / "bad" / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    report = packs.import_pack(pack, by=by)

    (refused,) = report.refused
    assert refused.startswith(sentence)
    assert len(refused) < 500
    assert [law.slug for law in Law.objects.all()] == ["act-7"]
    assert next(report.lines()) == refused
    assert not Reading.objects.exists(), "a pack with a bad file must be told of again"


def test_html_with_script_is_imported_without_it(by, pack):
    (pack / "page.html").write_text(
        '<html><head><meta name="comity:identifier" content="H-1"><meta name="comity:title" content="Bees <b>Act</b>">'
        '<meta name="comity:place" content="FR"><meta name="comity:language" content="en">'
        "<script>steal()</script></head><body onload='steal()'><h2>Article 1 Bees</h2><p>Bees are "
        "<a href='javascript:steal()'>free</a>.<img src=x onerror=steal()></p><script>steal()</script>"
        "<style>p{}</style><h2>Article 2 Hives</h2><p>Hives are theirs.</p></body></html>",
        encoding="utf-8",
    )
    report = packs.import_pack(pack, by=by)
    assert report.refused == []
    texts = " ".join(Passage.objects.values_list("body", flat=True))
    assert "Bees are free." in texts
    assert not any(word in texts for word in ("steal", "javascript", "onerror", "onload", "<"))


def test_a_pack_that_has_not_changed_is_not_read_again(by, pack, monkeypatch):
    first = packs.import_pack(pack, by=by)
    assert (first.count(Outcome.CREATED), first.totals()["articles"]) == (1, 4)
    monkeypatch.setattr(reading, "read", None)

    second = packs.import_pack(pack, by=by)

    assert second.count(Outcome.UNCHANGED) == 1
    assert second.totals() == first.totals()
    assert list(second.lines()) == ["The pack is the one that was read before."]


def test_a_corrected_file_in_a_pack_updates_its_law(by, pack):
    packs.import_pack(pack, by=by)
    (pack / "good" / "act-7.md").write_bytes(markdown(years="seven").content)

    dry = packs.import_pack(pack, by=by, dry_run=True)
    assert "    2001-03-01 en art_2-bis Article 2 bis: would be changed" in list(dry.lines())
    assert Passage.objects.filter(body__contains="five years").exists()

    report = packs.import_pack(pack, by=by)
    assert report.count(Outcome.CHANGED) == 1
    assert not Passage.objects.filter(body__contains="five years").exists()


def test_two_files_of_one_law_are_its_versions(by, pack):
    (pack / "good" / "act-7-of-2005.md").write_bytes(markdown(years="seven", on="2005-01-01").content)
    packs.import_pack(pack, by=by)
    assert [str(v.on) for v in Law.objects.get().versions.order_by("on")] == ["2001-03-01", "2005-01-01"]


def test_a_pack_may_be_an_archive_with_a_folder_around_it(by, pack, tmp_path):
    archive = tmp_path / "legislation_uy.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("legislation_uy/README.md", "Nothing")
        file.writestr(
            "legislation_uy/uy/UY-ley-1.md",
            '---\ntitle: "Ley Nº 1"\nidentifier: "UY-ley-1"\ncountry: "uy"\nrank: "ley"\n'
            'publication_date: "2001-01-01"\nstatus: "in_force"\n---\n'
            "# Ley Nº 1\n\n## Artículo 1\n\nPrimero.\n\n## Artículo 2\n\nSegundo.\n",
        )
    report = packs.import_pack(archive, by=by)
    assert (report.refused, report.totals()["articles"]) == ([], 2)


def test_a_zip_bomb_is_not_opened(by, tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("comity-pack.yaml", MANIFEST.format(name="bomb"))
        file.writestr("law.md", b"0" * 2**26)
    with pytest.raises(Unreadable, match=r"bomb\.zip/law\.md: The entry would grow more than 200 times"):
        packs.import_pack(archive, by=by)
    assert not Record.objects.exists()


def test_a_pack_that_nothing_describes_is_refused(by, tmp_path):
    (tmp_path / "mystery").mkdir()
    with pytest.raises(Unreadable, match="has no manifest"):
        packs.import_pack(tmp_path / "mystery", by=by)


def test_only_editors_import_packs(by, pack, person_with):
    with pytest.raises(NotPermitted):
        packs.import_pack(pack, by=person_with("contributor"))


def test_progress_ends_where_it_said(by, pack):
    told = []
    packs.import_pack(pack, by=by, progress=lambda *step: told.append(step))
    assert told[-1][1] == told[-1][2]
    assert all(done <= total for _what, done, total in told)


def test_one_file_can_be_imported_alone(by, pack):
    report = packs.import_file(pack / "good" / "act-7.md", by=by)
    assert report.outcome is Outcome.CREATED
    with pytest.raises(Unreadable, match=r"nothing\.md: There is no file here"):
        packs.import_file(pack / "nothing.md", by=by)


@pytest.mark.packs
@pytest.mark.parametrize("name", sorted(reading.known()))
def test_every_character_of_the_packs_is_accounted_for(packs_folder, name):
    held = [v for law in reading.laws_in(packs_folder / name) for v in law.versions if v.is_held]
    assert held
    assert [v.file for v in held if v.accounting.unaccounted or v.accounting.missing_words] == []
    for counted in (version.accounting for version in held):
        kept = counted.headings + counted.provisions + counted.other_text
        assert counted.characters == counted.metadata + kept + counted.markup


@pytest.mark.packs
@pytest.mark.parametrize(
    ("name", "laws", "articles"), [("legislation_ru", 2, 1076), ("legislation_uy", 184, 1059), ("akn_samples", 1, 155)]
)
def test_real_packs_are_kept_whole_and_once(by, packs_folder, name, laws, articles):
    report = packs.import_pack(packs_folder / name, by=by)
    assert (report.refused, report.count(Outcome.CREATED)) == ([], laws)
    assert (report.totals()["articles"], report.totals()["unaccounted"]) == (articles, 0)
    assert packs.import_pack(packs_folder / name, by=by, again=True).count(Outcome.UNCHANGED) == laws


@pytest.mark.packs
def test_treaties_that_a_publisher_made_from_pdf_are_kept_whole_and_marked(packs_folder):
    laws = list(reading.laws_in(packs_folder / "legislation_ch"))
    whole = [law for law in laws if law.versions[0].split == "whole"]
    assert len(whole) == 59
    assert all(len(law.versions[0].provisions) == 0 for law in whole)
