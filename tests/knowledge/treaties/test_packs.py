"""Packs of texts: cut into articles, every character kept, refused whole when anything is wrong."""

import shutil
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.engines.records.enums import Wording
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.treaties.imports.packs import described, import_pack
from comity.knowledge.treaties.imports.splitting import Wanted, arabic, split
from comity.knowledge.treaties.models import Article, ArticleText, TreatyAction, TreatyText
from comity.knowledge.treaties.queries import instruments


TEXT = """## An invented convention

The invented States,

### Article 1
#### Purpose

Words of the first article.

### Article 2
#### Terms

Words of the second article.

### Article 3

Words of the third.

DONE at Nowhere.
"""
MANIFEST = """name: invented_treaties
title: An invented pack
kind: treaties
licence: CC0-1.0
options:
  texts:
    - {file: one.md, symbol: XVIII-12, language: de, wording: unofficial}
"""


@pytest.fixture
def pack(tmp_path):
    """A pack with one text."""
    folder = tmp_path / "invented"
    folder.mkdir()
    (folder / "comity-pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "one.md").write_text(TEXT, encoding="utf-8")
    return folder


def german(symbol="XVIII-12"):
    texts = ArticleText.objects.filter(article__treaty__symbol=symbol, language="de").order_by("article__position")
    return [(text.article.number, text.title, text.body.strip()) for text in texts.select_related("article")]


def test_a_pack_is_cut_into_articles_and_every_character_is_kept(pack, facts, service):
    report = import_pack(pack, by=service)
    assert german() == [
        ("1", "Purpose", "Words of the first article."),
        ("2", "Terms", "Words of the second article."),
        ("3", "", "Words of the third."),
    ]
    texts = ArticleText.objects.filter(language="de")
    portions = TreatyText.objects.filter(language="de")
    kept = sum(len(text.heading) + len(text.body) for text in texts) + sum(len(one.body) for one in portions)
    assert kept == len(TEXT) == report.characters == report.accounted
    assert report.articles == 3
    assert "de" in instruments.languages_of(instruments.by_symbol("XVIII-12"))


def test_the_same_again_changes_nothing_and_a_corrected_file_updates(pack, facts, service):
    import_pack(pack, by=service)
    before = list(ArticleText.objects.order_by("pk").values_list("pk", "body"))
    assert import_pack(pack, by=service).count("unchanged") == 1
    assert list(ArticleText.objects.order_by("pk").values_list("pk", "body")) == before
    (pack / "one.md").write_text(TEXT.replace("of the third", "of the last"), encoding="utf-8")
    assert import_pack(pack, by=service, dry_run=True).count("changed") == 1
    assert german()[-1][-1] == "Words of the third."
    import_pack(pack, by=service)
    assert german()[-1][-1] == "Words of the last."
    assert len(german()) == 3


def test_a_text_with_a_gap_is_kept_whole_and_marked(pack, facts, service):
    (pack / "one.md").write_text(TEXT.replace("Article 2", "Article 7"), encoding="utf-8")
    report = import_pack(pack, by=service)
    assert (report.articles, report.undivided) == (0, 1)
    (kept,) = TreatyText.objects.filter(language="de")
    assert (kept.portion, len(kept.body)) == ("whole", len(TEXT))
    assert any("kept whole" in line for line in report.lines())


def test_an_archive_with_everything_in_one_folder_is_the_same_pack(pack, facts, service, tmp_path):
    with zipfile.ZipFile(tmp_path / "any.zip", "w") as archive:
        for file in pack.iterdir():
            archive.write(file, file.name)
    assert import_pack(tmp_path / "any.zip", by=service).articles == 3


def test_a_bad_file_refuses_the_whole_pack(pack, facts, service):
    more = MANIFEST + "    - {file: two.md, symbol: XVIII-14, language: de, wording: unofficial}\n"
    (pack / "comity-pack.yaml").write_text(more, encoding="utf-8")
    (pack / "two.md").write_bytes(TEXT.encode() + b"\nW\xf6rter")
    with pytest.raises(Unreadable, match=r"two\.md, line 21: The file is not UTF-8"):
        import_pack(pack, by=service)
    assert german() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("XVIII-12", "XVIII-99"), "No treaty has the symbol “XVIII-99”"),
        (("unofficial", "lovely"), "the wording is one of"),
        ((", language: de", ""), "lacks one of"),
        (("  texts:", "  words:"), "Nothing says which treaties"),
        (("options:", "colour: red\noptions:"), "a field “colour” that is not known"),
    ],
)
def test_a_wrong_manifest_is_refused(pack, facts, service, change, sentence):
    (pack / "comity-pack.yaml").write_text(MANIFEST.replace(*change), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        import_pack(pack, by=service)
    assert sentence in refused.value.sentence


def test_an_archive_made_to_do_harm_is_not_opened(facts, service, tmp_path):
    bomb, leading_out = tmp_path / "bomb.zip", tmp_path / "out.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("comity-pack.yaml", MANIFEST)
        archive.writestr("one.md", b"\n" * 30_000_000)
    with zipfile.ZipFile(leading_out, "w") as archive:
        archive.writestr("../one.md", TEXT)
    for path, sentence in ((bomb, "grow more than"), (leading_out, "leads out of the pack")):
        with pytest.raises(Unreadable, match=sentence):
            import_pack(path, by=service)


def test_a_line_without_end_is_refused(pack, facts, service):
    (pack / "one.md").write_text(TEXT + "x" * 1_000_001, encoding="utf-8")
    with pytest.raises(Unreadable, match=r"one\.md, line 20: The line has more than"):
        import_pack(pack, by=service)


def test_only_editors_import(pack, facts, person_with):
    with pytest.raises(NotPermitted):
        import_pack(pack, by=person_with("contributor"))


@given(st.text(alphabet=st.sampled_from("Article 123I.\n#*ñé Annex:"), max_size=300))
def test_whatever_is_cut_no_character_is_lost_or_doubled(text):
    found = split(text, [Wanted("X-1", "en", Wording.ORIGINAL)])
    if found is not None:
        (words,) = found
        assert words.characters == len(text)


@pytest.mark.parametrize(("numeral", "figure"), [("IV", "4"), ("XVIII", "18"), ("XLII", "42"), ("07", "7")])
def test_roman_numbers(numeral, figure):
    assert arabic(numeral) == figure


@pytest.mark.packs
def test_the_real_packs(packs_folder, facts, service):
    for name, least, symbol, language, number in (
        ("treaties_en_nl", 4000, "XVIII-12", "en", 41),
        ("treaties_es_argentina", 400, "XVIII-12", "es", 41),
        ("treaties_en_zhhant_opentreaties", 142, "XVIII-14", "zh-hant", 71),
    ):
        assert described(name).kind == "treaties"
        report = import_pack(packs_folder / name, by=service)
        assert report.accounted == report.characters > 0
        assert report.articles >= least
        assert Article.objects.filter(treaty__symbol=symbol, texts__language=language).count() == number
        assert import_pack(packs_folder / name, by=service).count("unchanged") == report.count("created")


@pytest.mark.packs
def test_declarations_of_2015(packs_folder, facts, service, tmp_path):
    source = packs_folder / "untc_participation_2015"
    report = import_pack(source, by=service)
    assert report.accounted == report.characters > 1_000_000
    assert TreatyAction.objects.filter(treaty__symbol="VI-19", place="DZ", kind="declaration").count() == 1
    assert import_pack(source, by=service).count("unchanged") == report.count("created") + report.count("changed")
    folder = tmp_path / source.name / "declarations"
    folder.mkdir(parents=True)
    shutil.copy(source / "declarations" / "6-19.txt", folder)
    (folder / "6-19.txt").write_text("no name first\n#Algeria\nx", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"declarations/6-19\.txt, line 1"):
        import_pack(folder.parent, by=service)
