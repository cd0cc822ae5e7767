"""The shipped questionnaires: their form, their six languages, and that no article is left out."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

import comity
from comity.engines.questionnaires.grammar import wording


FOLDER = Path(comity.__file__).parent / "operations/reviews/facts/questionnaires"
TREATIES = Path(comity.__file__).parent / "knowledge/treaties/facts"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CONVENTION, CORRUPTION = "XVIII-12", "XVIII-14"
# In which the mechanism for the organized crime convention reviews it and each of its protocols.
PARTS = ("criminalization", "cooperation", "law-enforcement", "prevention")
INSTRUMENTS = {
    CONVENTION: tuple(f"untoc-{one}" for one in PARTS),
    "XVIII-12-a": tuple(f"trafficking-{one}" for one in PARTS),
    "XVIII-12-b": tuple(f"smuggling-{one}" for one in PARTS),
    "XVIII-12-c": tuple(f"firearms-{one}" for one in PARTS),
    CORRUPTION: ("uncac-criminalization", "uncac-cooperation", "uncac-prevention", "uncac-asset-recovery"),
}
# Final clauses of which our summaries say what a State does to join, to accept an amendment or to leave: what a State
# has done there stands in the depositary's records, so that no review asks for it.
JOINING_AND_LEAVING = {("XVIII-12-b", "21"), ("XVIII-12-b", "23"), ("XVIII-12-b", "24")} | {
    ("XVIII-12-c", "17"),
    ("XVIII-12-c", "19"),
    ("XVIII-12-c", "20"),
}
KINDS = {"yes-in-part-no", "choice", "several", "number", "money", "date", "text", "table", "file", "record"}
LEVELS = {"mandatory", "consider", "optional"}
CLUSTERS = {"criminalization", "law-enforcement", "cooperation", "prevention", "asset-recovery"}
SCRIPTS = {"ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]", "zh": r"[\u4e00-\u9fff]"}
# Headings and answers of a word or two that French or Spanish spell as English does.
SPELT_ALIKE = {"Administrative", "Civil", "Extradition", "Information", "No", "Servitude"}


def once(pairs):
    """Refuses an object that names a member twice, which JSON readers let pass."""
    assert len({name for name, _value in pairs}) == len(pairs), [name for name, _value in pairs]
    return dict(pairs)


def read(code):
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"), object_pairs_hook=once)


SHARED = {one["code"]: one for one in read("follow-ups")["follow_ups"]}
CODES = tuple(code for codes in INSTRUMENTS.values() for code in codes)
DEFINITIONS = {code: read(code) for code in CODES}


def expanded(section):
    """The questions of a section with those that it shares with others written out, as the loader does it."""
    asked = [one["code"] for one in section["questions"] if one["kind"] == "yes-in-part-no"]
    for name in section.get("follow_ups", ()):
        shared = SHARED[name]
        conditions = [{"question": code, "in": shared["relevant_when"]} for code in asked]
        yield {**shared, "code": f"{section['code']}.{name}", "article": section["article"]} | {
            "relevant": {"any": conditions}
        }


def questions(definition):
    return [one for section in definition["sections"] for one in (*section["questions"], *expanded(section))]


def own(definition):
    return [one for section in definition["sections"] for one in section["questions"]]


def compared(condition):
    """The comparisons that a condition is made of."""
    for how in ("all", "any"):
        for one in condition.get(how, ()):
            yield from compared(one)
    if "not" in condition:
        yield from compared(condition["not"])
    if "question" in condition:
        yield condition


def texts(value):
    """Every text by language in plain data."""
    if isinstance(value, dict):
        if "en" in value and all(isinstance(text, str) for text in value.values()):
            yield value
        else:
            for one in value.values():
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def summaries(symbol):
    path = TREATIES / "summaries" / f"{symbol}.en.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]


def articles_asked(symbol):
    return {
        one["article"].partition(":")[2]
        for code in CODES
        for one in own(DEFINITIONS[code])
        if one["article"].partition(":")[0] == symbol
    }


def test_the_folder_holds_what_is_listed_and_nothing_else():
    assert {path.stem for path in FOLDER.iterdir()} == {*CODES, "follow-ups"}
    assert all(path.suffix == ".json" for path in FOLDER.iterdir())


@pytest.mark.parametrize("code", CODES)
def test_a_file_has_the_form_that_is_agreed(code):
    found = DEFINITIONS[code]
    assert found["code"] == code
    assert (found["wording"], found["translated"], tuple(found["languages"])) == ("own", "machine", LANGUAGES)
    assert "could not be verified" in found["source"]
    sections = Counter(section["code"] for section in found["sections"])
    assert set(sections.values()) == {1}
    every = questions(found)
    assert set(Counter(one["code"].casefold() for one in every).values()) == {1}
    assert {one["kind"] for one in every} <= KINDS
    assert all(
        one["code"].startswith(f"{section['code']}.") for section in found["sections"] for one in section["questions"]
    )
    assert {section["cluster"] for section in found["sections"]} <= CLUSTERS
    for one in every:
        assert bool(one.get("choices")) == (one["kind"] in {"choice", "several"}), one["code"]
        assert bool(one.get("columns")) == (one["kind"] == "table"), one["code"]
        for part in ("choices", "columns"):
            assert set(Counter(each["code"] for each in one.get(part, ())).values()) <= {1}, one["code"]
    assert {one["level"] for one in own(found)} <= LEVELS


@pytest.mark.parametrize("code", [*CODES, "follow-ups"])
def test_every_text_is_in_six_languages_each_in_its_own_words(code):
    for said in texts({name: value for name, value in read(code).items() if name != "source"}):
        assert tuple(said) == LANGUAGES, said
        assert all(text == text.strip() and text for text in said.values()), said
        for language, script in SCRIPTS.items():
            assert re.search(script, said[language]), (language, said)
        assert not any(
            re.search(script, said[language]) for language in ("en", "es", "fr") for script in SCRIPTS.values()
        )
        if said["en"] not in SPELT_ALIKE:
            assert said["en"] not in {said["es"], said["fr"]}, said
        assert len({bool(re.search("[?？؟]", text)) for text in said.values()}) == 1, said


@pytest.mark.parametrize("code", CODES)
def test_a_condition_asks_of_an_earlier_question_what_it_offers(code):
    earlier = {}
    for one in questions(DEFINITIONS[code]):
        for condition in compared(one.get("relevant", {})):
            asked = earlier[condition["question"]]
            offered = {"yes", "in-part", "no"} | {choice["code"] for choice in asked.get("choices", ())}
            if asked["kind"] != "yes-in-part-no":
                offered -= {"in-part"}
            wanted = condition["in"] if "in" in condition else [condition["is"]]
            assert set(wanted) <= offered, one["code"]
        earlier[one["code"]] = one


def test_sister_questions_name_each_other():
    known = {f"{code}:{one['code']}": one for code in CODES for one in own(DEFINITIONS[code])}
    for name, one in known.items():
        for other in one.get("crossref", ()):
            assert name in known[other]["crossref"], (name, other)
    between = [
        name
        for name, one in known.items()
        if name.startswith("untoc-") and any(other.startswith("uncac-") for other in one.get("crossref", ()))
    ]
    assert len(between) > 100


@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_every_article_that_asks_something_is_asked_about(symbol):
    with (TREATIES / "articles.csv").open(encoding="utf-8", newline="") as file:
        real = {row["number"] for row in csv.DictReader(file) if row["symbol"] == symbol}
    said = summaries(symbol)
    assert set(said) == real
    asking = {number for number, one in said.items() if one["asks"]}
    left_out = {number for its, number in JOINING_AND_LEAVING if its == symbol}
    assert left_out <= asking
    assert asking - left_out <= articles_asked(symbol) <= real


@pytest.mark.parametrize("symbol", INSTRUMENTS)
def test_questions_oblige_as_far_as_their_article_does(symbol):
    levels = {}
    for code in INSTRUMENTS[symbol]:
        for one in own(DEFINITIONS[code]):
            levels.setdefault(one["article"].partition(":")[2], set()).add(one["level"])
    said = summaries(symbol)
    for number, found in levels.items():
        obligation = said[number]["obligation"]
        if obligation != "none":
            assert obligation in found, number
        if obligation == "optional":
            assert found == {"optional"}, number
        elif any(ask.startswith(("Consider", "Endeavour")) for ask in said[number]["asks"]):
            assert "consider" in found, number


def test_what_is_mandatory_and_answered_in_a_word_may_not_be_left_out():
    for definition in DEFINITIONS.values():
        for one in own(definition):
            needed = one["level"] == "mandatory" and one["kind"] == "yes-in-part-no"
            assert bool(one.get("required")) == needed, one["code"]


def test_whoever_answers_yes_to_an_offence_is_asked_for_the_law_and_the_figures():
    for code in ("untoc-criminalization", "uncac-criminalization"):
        offences = [one for one in DEFINITIONS[code]["sections"] if "figures" in one.get("follow_ups", ())]
        assert offences
        for section in offences:
            law, figures = (
                next(one for one in expanded(section) if one["code"].endswith(f".{end}"))
                for end in ("provisions", "figures")
            )
            assert law["kind"] == "record"
            assert {column["code"] for column in figures["columns"]} == {
                "year",
                "investigations",
                "prosecutions",
                "convictions",
            }
            assert all("no" not in one["in"] for one in compared(law["relevant"]))


def test_where_something_is_lacking_help_can_be_asked_for():
    for definition in DEFINITIONS.values():
        for section in definition["sections"]:
            for one in expanded(section):
                if one["code"].endswith((".obstacles", ".assistance")):
                    assert all(set(each["in"]) == {"no", "in-part"} for each in compared(one["relevant"]))
            can_lack = any(
                one["kind"] == "yes-in-part-no" and one["level"] == "mandatory" for one in section["questions"]
            )
            assert not can_lack or "obstacles" in section["follow_ups"], section["code"]
        asked = [name for section in definition["sections"] for name in section.get("follow_ups", ())]
        assert asked.count("assistance") > len(definition["sections"]) / 2


def test_every_paragraph_is_cited_in_a_form_that_all_languages_can_say():
    every = (one for symbol in INSTRUMENTS for code in INSTRUMENTS[symbol] for one in questions(read(code)))
    cited = {one["paragraph"] for one in every if one.get("paragraph")}
    assert len(cited) > 40
    assert {one for one in cited if not wording.CITED.fullmatch(one)} == set()
