"""The request writer: its facts, its program, its file, and the Word files that it makes."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from comity.kernel.languages import INTERFACE
from comity.knowledge.treaties.registry import known_titles
from comity.operations.assistance import registry
from comity.operations.assistance.exports import program, writing


HERE = Path(__file__).parent / "writer"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STEPS = {"parties", "persons", "facts", "offences", "asked", "conditions"}
# The smallest request of each treaty, by the letters of its own article.
LEAST = {"content-authority", "content-subject", "content-facts", "content-assistance", "content-persons"}


def spoken(value):
    """Every set of words by language that a file of facts holds, with where it stands."""
    if isinstance(value, dict):
        if "en" in value:
            yield value
        else:
            for one in value.values():
                yield from spoken(one)
    elif isinstance(value, list):
        for one in value:
            yield from spoken(one)


@pytest.mark.parametrize("name", ["elements", "types", "items", "words"])
def test_everything_is_said_in_six_languages(name):
    every = list(spoken(writing.read(name)))
    assert every
    assert [one["en"] for one in every if set(one) != set(INTERFACE)] == []
    assert [
        one["en"] for one in every if not all(isinstance(text, str) and text.strip() for text in one.values())
    ] == []


@pytest.mark.parametrize("name", ["words"])
def test_a_gap_for_a_word_stands_in_every_language(name):
    for one in spoken(writing.read(name)):
        gaps = {language: sorted(re.findall(r"\{\w+\}", text)) for language, text in one.items()}
        assert all(found == gaps["en"] for found in gaps.values()), one["en"]


def test_what_the_script_says_is_there_and_nothing_more():
    text = "".join(path.read_text(encoding="utf-8") for path in program.FOLDER.glob("*.js"))
    said = set(re.findall(r'"([a-z]+(?:_[a-z]+)+|[a-z]+)"', text))
    made = {"step_", "need_", "outcome_", "person_", "asks_"}
    words = set(writing.read("words"))
    assert {word for word in words if word not in said and not word.startswith(tuple(made))} == set()
    asked = set(re.findall(r'say\((?:data, language, )?"(\w+)"', text)) | set(re.findall(r'fault: "(\w+)"', text))
    assert asked - words == set()


@pytest.mark.parametrize("key", writing.read("types"))
def test_each_type_is_whole(key):
    one = writing.types()[key]
    named = [*one["mandatory"], *one["possible"], *one["advised"]]
    assert len(named) == len(set(named))
    assert set(named) <= set(writing.elements())
    assert one["mandatory"]
    assert set(one["measures"]) <= set(writing.read("items")["measures"])
    assert set(one["measures"]) | set(one["own"]) <= set(registry.measures())
    assert (set(one["when"]) | set(one["unless"]) | set(one["only"])) <= set(named)


@pytest.mark.parametrize("key", writing.read("types"))
def test_each_mandatory_element_has_its_article(key):
    one = writing.types()[key]
    wanted = {*one["mandatory"], *one["when"]}
    assert {element for element in wanted if not writing.articles()[element]} == set()


def test_each_element_is_asked_for_somewhere_and_every_article_is_there():
    used = {
        element
        for one in writing.types().values()
        for part in ("mandatory", "possible", "advised")
        for element in one[part]
    }
    assert used == set(writing.elements())
    known = known_titles()
    for key, one in writing.elements().items():
        assert one["step"] in STEPS
        assert set(one["terms"]) <= set(registry.terms()), key
        for place in one["articles"]:
            article = place["address"].rstrip("/").rsplit("/", 1)[1]
            assert article in {number.replace(" ", "-") for number in known[place["symbol"]]}, (key, place)


@pytest.mark.parametrize(("symbol", "article"), [("XVIII-12", "18(15)"), ("XVIII-14", "46(15)"), ("VI-19", "7(10)")])
def test_assistance_asks_for_each_letter_of_the_article_on_the_content_of_requests(symbol, article):
    one = writing.types()["mutual-legal-assistance"]
    cited = {
        place["cited"]
        for element in (*one["mandatory"], "persons")
        for place in writing.articles()[element]
        if place["symbol"] == symbol
    }
    assert {f"{article}({letter})" for letter in "abcdef"} <= cited


def test_every_measure_can_be_asked_for_in_some_type():
    asked = {measure for one in writing.types().values() for measure in (*one["measures"], *one["own"])}
    assert asked == set(registry.measures())
    fields = writing.read("items")["fields"]
    for key, one in writing.read("items")["measures"].items():
        assert set(one["needed"]) | set(one["more"]) <= set(fields), key
    used = {field for one in writing.read("items")["measures"].values() for field in (*one["needed"], *one["more"])}
    assert used == set(fields)


@pytest.fixture(scope="module")
def tried(facts_of_the_writer, tmp_path_factory):
    """The program's own tests, run by Node on a copy that calls itself a module."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("There is no Node on this machine.")
    folder = tmp_path_factory.mktemp("writer")
    shutil.copytree(program.FOLDER, folder / "script")
    (folder / "script" / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "data.json").write_text(facts_of_the_writer, encoding="utf-8")
    environment = {
        "WRITER_SCRIPT": str(folder / "script"),
        "WRITER_DATA": str(folder / "data.json"),
        "WRITER_OUT": str(folder),
        "PATH": str(Path(node).parent),
    }
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    done = subprocess.run([node, "--test", *files], env=environment, capture_output=True, text=True, check=False)
    return done, folder


def test_the_program_passes_its_own_tests(tried, db):
    done, _ = tried
    assert done.returncode == 0, done.stdout[-6000:]
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) >= 25


@pytest.fixture
def documents(tried, db):
    done, folder = tried
    assert done.returncode == 0
    made = {}
    for name in ("two", "arabic"):
        with zipfile.ZipFile(folder / f"{name}.docx") as archive:
            assert archive.testzip() is None
            made[name] = {one: etree.fromstring(archive.read(one)) for one in archive.namelist()}
    return made


def words_of(node):
    return "".join(node.itertext(f"{W}t"))


def test_a_word_file_has_both_languages_beside_each_other(documents):
    document = documents["two"]["word/document.xml"]
    rows = document.findall(f".//{W}tbl/{W}tr")
    cells = [[words_of(cell) for cell in row.findall(f"{W}tc")] for row in rows]
    assert ["Mutual legal assistance", "المساعدة القانونية المتبادلة"] in cells
    assert ["A & B <c>  paidthen left \ufffd.", "دفع (أ) ثم غادر."] in cells
    assert ["1. Bank and financial records", "1. السجلات المصرفية والمالية"] in cells
    # A cited provision stands in its own language over both columns.
    assert ["Est puni de dix ans"] in cells
    spans = [row.find(f"{W}tc/{W}tcPr/{W}gridSpan") for row in rows if len(row.findall(f"{W}tc")) == 1]
    assert {one.get(f"{W}val") for one in spans} == {"2"}


def test_what_is_arabic_runs_from_right_to_left_and_the_rest_does_not(documents):
    for row in documents["two"]["word/document.xml"].findall(f".//{W}tbl/{W}tr"):
        cells = row.findall(f"{W}tc")
        if len(cells) == 2:
            turned = [{p.find(f"{W}pPr/{W}bidi") is not None for p in cell.findall(f"{W}p")} for cell in cells]
            assert turned == [{False}, {True}]
            assert all(run.find(f"{W}rPr/{W}rtl") is not None for run in cells[1].iter(f"{W}r"))
    alone = documents["arabic"]["word/document.xml"]
    assert alone.find(f".//{W}tbl") is None
    assert alone.find(f".//{W}sectPr/{W}bidi") is not None
    assert alone.findall(f".//{W}p")[0].find(f"{W}pPr/{W}bidi") is not None


def test_a_word_file_tells_nothing_of_who_made_it(documents):
    core = documents["two"]["docProps/core.xml"]
    assert [etree.QName(one).localname for one in core] == ["title", "language"]


def test_each_part_of_a_word_file_is_named_and_each_style_is_there(documents):
    parts = documents["two"]
    named = {one.get("PartName", "").lstrip("/") for one in parts["[Content_Types].xml"]}
    assert {name for name in parts if not name.endswith(".rels")} - {"[Content_Types].xml"} <= named
    styles = {one.get(f"{W}styleId") for one in parts["word/styles.xml"].iter(f"{W}style")}
    assert {one.get(f"{W}val") for one in parts["word/document.xml"].iter(f"{W}pStyle")} <= styles
    assert parts["word/footer1.xml"].find(f".//{W}instrText").text == "PAGE"


def test_the_program_is_one_script_that_shows_nothing_of_itself():
    text = program.program()
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    # Each module stands there once, however many need it.
    assert text.count("FORMAT = ") == 1
    assert text.startswith('"use strict";\n(() => {')
    assert text.endswith("})();\n")


def test_the_program_sends_nothing_anywhere_but_questions():
    """One place asks the server, by GET; no other way out of the browser is used by any module."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in program.FOLDER.glob("*.js")}
    ways = (
        r"XMLHttpRequest|sendBeacon|WebSocket|EventSource|new Image|\.submit\(|importScripts|eval\(|innerHTML|method:"
    )
    assert {name: re.findall(ways, text) for name, text in texts.items() if re.findall(ways, text)} == {}
    asking = {name: text.count("fetch(") for name, text in texts.items() if re.search(r"(?<![.\w])fetch\(", text)}
    # paper asks for the program that sets, and the typefaces: the same for everybody.
    assert asking == {"finding": 1, "paper": 1, "writer": 1}
