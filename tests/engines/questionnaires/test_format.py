"""The form of a definition: read strictly, the same when it is written again, evaluated as it says."""

import copy
import json

import pytest

from comity.engines.questionnaires.enums import Verb
from comity.engines.questionnaires.grammar import reading, sharing, writing
from comity.engines.questionnaires.grammar.comparing import changes
from comity.engines.questionnaires.grammar.evaluating import course
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.grammar.values import faults
from comity.engines.questionnaires.grammar.wording import told
from comity.kernel.errors import Unreadable

from .examples import full, one, said, small


def faults_of(document):
    with pytest.raises(Faulty) as caught:
        reading.definition(document)
    return [str(fault) for fault in caught.value.faults]


def changed(document, *path, to):
    fresh = copy.deepcopy(document)
    inside = fresh
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = to
    return fresh


@pytest.mark.parametrize("document", [small(), full()], ids=["small", "full"])
def test_what_is_written_reads_the_same(document):
    definition = reading.definition(document)
    assert reading.from_json(writing.to_json(definition).encode()) == definition
    assert writing.digest(definition) == writing.digest(reading.definition(json.loads(writing.to_json(definition))))
    assert definition.missing(("ar", "en", "es", "fr", "ru", "zh")) == {}


QUESTIONS = ("sections", 0, "questions")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("colour",), "red", "“colour” is not known here"),
        (("code",), "A B", "“A B” is no code"),
        (("title",), {}, "title: This is missing"),
        (("title",), {"Englisch": "x"}, "“Englisch” is no language code"),
        ((*QUESTIONS, 0, "kind"), "poem", "sections 1, questions 1, kind: “poem” is not known here"),
        ((*QUESTIONS, 1, "code"), "1.1", "The code “1.1” stands twice"),
        ((*QUESTIONS, 1, "text"), {"en": "${x}"}, "answers are not put into texts"),
        ((*QUESTIONS, 1, "text"), {"en": "a\x07b"}, "cannot be written"),
        ((*QUESTIONS, 0, "relevant"), {"question": "1.2", "answered": True}, "depend on each other"),
        ((*QUESTIONS, 1, "relevant"), {"question": "1.1", "is": "maybe"}, "“1.1” cannot be answered with maybe"),
        ((*QUESTIONS, 1, "relevant"), {"question": "1.1", "at-least": 3}, "compared by: is, is-not, in, answered"),
        ((*QUESTIONS, 1, "relevant"), {"question": "1.1"}, "one comparison of these"),
        ((*QUESTIONS, 1, "relevant"), {"all": []}, "a list of conditions is expected"),
        ((*QUESTIONS, 1, "article"), "article 5", "“article 5” is no article"),
        ((*QUESTIONS, 1, "columns"), [{"code": "a", "text": said("A")}], "has no such part"),
        ((*QUESTIONS, 1), one("1.2", "table", "T"), "needs columns"),
        ((*QUESTIONS, 1), one("1.2", "choice", "T"), "needs choices"),
        ((*QUESTIONS, 1, "crossref"), ["nowhere"], "does not say questionnaire:question"),
        (("languages",), "en", "a list is expected"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(path, value, sentence):
    told_faults = faults_of(changed(small(), *path, to=value))
    assert any(sentence in fault for fault in told_faults), told_faults


def test_everything_is_told_at_once():
    document = changed(changed(small(), "wording", to="mine"), *QUESTIONS, 0, "kind", to="poem")
    assert len(faults_of(document)) == 2


def test_sums_that_turn_in_a_circle_are_refused():
    rows = [{"code": "a", "text": said("A"), "sum-of": ["b"]}, {"code": "b", "text": said("B"), "sum-of": ["a"]}]
    table = one("1.2", "table", "T", columns=[{"code": "n", "kind": "number", "text": said("N")}], rows=rows)
    assert any("comes back to itself" in fault for fault in faults_of(changed(small(), *QUESTIONS, 1, to=table)))


@pytest.mark.parametrize("content", [b"{", b"\xff", b'{"code": 1, "code": 2}', b"[" * 100_000])
def test_what_is_no_json_is_refused(content):
    with pytest.raises(Unreadable):
        reading.from_json(content)


ASKED = [
    ({}, {"1.1", "1.3"}),
    ({"1.1": "no"}, {"1.1"}),
    (
        {"1.1": "yes", "1.3": ["marking"]},
        {"1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "2.6", "2.7", "2.9"},
    ),
    # What is not asked has no answer: 1.3 was answered before 1.1 became “no”, and 1.4 is not asked for it.
    ({"1.1": "no", "1.3": ["marking"]}, {"1.1"}),
]


@pytest.mark.parametrize(("answers", "asked"), ASKED)
def test_conditions_decide_what_is_asked(answers, asked):
    assert course(reading.definition(full()), answers).asked == asked


def test_figures_are_worked_out_and_totals_must_agree():
    definition = reading.definition(full())
    table = [
        {"row": "pistols", "seized": "7", "found": "1", "all": "8"},
        {"row": "rifles", "seized": "5", "found": "0", "all": "5"},
        {"row": "total", "seized": "12", "found": "2", "all": "13"},
    ]
    answers = {"1.1": "yes", "1.2": "a", "2.1": "14", "2.2": "3", "2.4": table, "2.5": [{"where": "Port", "n": "20"}]}
    now = course(definition, answers)
    assert now.answers["2.3"] == "11"
    assert {"2.5", "2.1", "1.2"} <= now.required
    assert faults(definition, answers, "en") == {
        "2.4": [
            "Row total, column all: It is not the sum of its parts, which is 14.",
            "Row total, column found: It is not the sum of its parts, which is 1.",
        ],
        "2.5": ["Row 1, column day: An answer is missing."],
    }


def test_a_total_is_held_against_another_answer_and_a_check_says_its_own_words():
    definition = reading.definition(full())
    table = [{"row": "pistols", "seized": "7", "found": "1", "all": "8"}]
    told_faults = faults(definition, {"1.1": "yes", "1.2": "a", "2.1": "9", "2.2": "10", "2.4": table}, "fr")
    assert told_faults["2.4"] == ["“Together (fr)” adds up to 8, but the answer to 2.1 is 9."]
    assert told_faults["2.2"] == ["No more than seized. (fr)"]


def test_a_condition_is_told_in_words():
    definition = reading.definition(full())
    assert told(definition.questions["1.4"].relevant, definition, "en") == (
        "1.3 includes “Choice marking” and 1.2 is not “Choice a”"
    )


def test_what_changed_between_two_versions():
    after = full(edition="2")
    questions = after["sections"][0]["questions"]
    questions[1]["text"] = said("Which court decides?")
    questions.append(one("1.5", "text", "Anything else?"))
    after["sections"][1]["questions"][-1]["code"] = "thanks"
    after["sections"][1]["questions"][5:7] = after["sections"][1]["questions"][6:4:-1]
    found = {change.code: change.verb for change in changes(reading.definition(full()), reading.definition(after))}
    assert found.pop("2.6", found.pop("2.7", None)) == Verb.MOVED
    assert found == {"1.2": Verb.CHANGED, "1.5": Verb.ADDED, "thanks": Verb.ADDED, "note": Verb.GONE}


def test_shared_questions_are_written_out():
    document = small()
    document["sections"][0]["follow_ups"] = ["examples"]
    shared = {"follow_ups": [{**one("examples", "text", "Give examples."), "relevant_when": ["yes"]}]}
    definition = reading.definition(sharing.written_out(document, shared))
    assert writing.question(definition.questions["1.examples"])["relevant"] == {"question": "1.1", "in": ["yes"]}
    assert definition.questions["1.examples"].article == "XVIII-12:5"
    with pytest.raises(Unreadable, match="not among the questions"):
        sharing.written_out(document, {})
    assert any("follow_ups" in fault for fault in faults_of(document))
