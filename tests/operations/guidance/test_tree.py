"""The tree of questions: the one that ships is whole, and of a broken one is said what is broken and where."""

import copy
import itertools
import re

import pytest
import yaml

from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.registers.enums import Holds
from comity.knowledge.treaties import registry as treaties
from comity.operations.guidance import registry
from comity.operations.guidance.grammar import read


SMALL = {
    "start": "need",
    "questions": {
        "need": {
            "text": {"en": "What?"},
            "choices": {
                "a": {"text": {"en": "A"}, "measure": "freezing"},
                "b": {"text": {"en": "B"}},
            },
        },
        "state": {"sort": "place", "text": {"en": "Who?"}},
        "own": {"sort": "place", "text": {"en": "You?"}},
        "treaty": {
            "sort": "basis",
            "text": {"en": "Treaty?"},
            "choices": {one: {"text": {"en": one}} for one in ("serves", "perhaps", "none")},
        },
    },
    "nodes": {
        "need": {"ask": "need", "then": {"a": "state", "b": "end"}},
        "state": {"ask": "state", "then": "own"},
        "own": {"ask": "own", "then": "treaty"},
        "treaty": {"ask": "treaty", "then": {"none": "end", "*": "other"}},
    },
    "answers": {
        name: {
            "channel": "central",
            "title": {"en": name},
            "lead": {"en": "…"},
            "steps": [{"text": {"en": "Do."}, "sources": ["XVIII-12 18 13"], "step": "writer"}],
        }
        for name in ("end", "other")
    },
}


def changed(*path, value=None):
    """The small tree with one thing in it put or, with None, taken away."""
    tree = copy.deepcopy(SMALL)
    *way, last = path
    inside = tree
    for name in way:
        inside = inside[name]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return tree


def written(tmp_path, tree):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return path


def test_the_small_one_is_sound(tmp_path):
    tree = read(written(tmp_path, SMALL))
    assert (tree.start, len(tree.nodes), len(tree.answers)) == ("need", 4, 2)


ANSWER = SMALL["answers"]["end"]


@pytest.mark.parametrize(
    ("broken", "where", "sentence"),
    [
        ({}, "the whole", "does not say its start and questions and nodes and answers"),
        (changed("answers"), "the whole", "does not say its answers"),
        (changed("start", value="nowhere"), "start", "no node “nowhere”"),
        (changed("nodes", value=[1]), "nodes", "no entries by name"),
        # a branch that does not end
        (changed("nodes", "need", "then", "b"), "node “need”", "The answer “b” leads nowhere"),
        (changed("nodes", "state", "then", value="nowhere"), "node “state”", "leads to “nowhere”"),
        (changed("nodes", "own", "then"), "node “own”", "does not say where its answers lead"),
        # an answer or a node that nobody reaches
        (changed("answers", "lost", value=ANSWER), "answer “lost”", "No way leads to it"),
        (changed("nodes", "lost", value={"ask": "own", "then": "end"}), "node “lost”", "No way leads to it"),
        (changed("questions", "idle", value=SMALL["questions"]["need"]), "question “idle”", "No node asks it"),
        # a circle, and a question asked twice on one way
        (changed("nodes", "own", "then", value="state"), "node “state”", "leads back to itself: state → own → state"),
        (
            changed("nodes", "own", "then", value="again")
            | {
                "nodes": SMALL["nodes"]
                | {"own": {"ask": "own", "then": "again"}, "again": {"ask": "state", "then": "treaty"}}
            },
            "node “again”",
            "“state” was asked before",
        ),
        # what cannot be known yet
        (changed("nodes", "state", "then", value="treaty"), "node “treaty”", "known only after both States"),
        (changed("questions", "need", "choices", "a", "measure"), "node “treaty”", "known only after both States"),
        (changed("nodes", "treaty", "among", value=["XX-1"]), "node “treaty”", "“XX-1” is no treaty of the finder"),
        # words that mean nothing
        (changed("nodes", "need", "then", "c", value="end"), "node “need”", "“c” is no answer to “need”"),
        (changed("nodes", "need", "ask", value="why"), "node “need”", "There is no question “why”"),
        (changed("nodes", "end", value=SMALL["nodes"]["state"]), "node “end”", "an answer of the same name"),
        (changed("questions", "need", "choices", "a", "measure", value="x"), "choice “a”", "“x” is no measure"),
        (changed("questions", "need", "choices", value={}), "question “need”", "has no choices"),
        (changed("questions", "need", "text"), "question “need”", "needs words by language"),
        (changed("questions", "need", "text", value={"fr": "Quoi ?"}), "question “need”", "in English at least"),
        (changed("questions", "need", "sort", value="x"), "question “need”", "“x” is none of these"),
        (changed("questions", "need", "sort", value="place"), "question “need”", "is called state or own"),
        (changed("questions", "treaty", "choices", "none"), "question “treaty”", "has these choices: none, perhaps"),
        (changed("questions", "need", "colour", value="red"), "question “need”", "“colour” means nothing here"),
        (changed("answers", "end", "channel", value="x"), "answer “end”", "“x” is none of these"),
        (changed("answers", "end", "steps", value=[]), "answer “end”", "says nothing to do"),
        (changed("answers", "end", "steps", 0, "sources", value=["18(13)"]), "steps 1", "names no article"),
        (changed("answers", "end", "steps", 0, "step", value="x"), "steps 1", "“x” is none of these"),
        (changed("answers", "end", "steps", 0, value="Do."), "steps 1", "no entry with names and values"),
        (changed("answers", "end", "parts", value=["x"]), "answer “end”", "“x” is none of these"),
    ],
)
def test_of_a_broken_one_is_said_what_and_where(tmp_path, broken, where, sentence):
    with pytest.raises(Unreadable, match=re.escape(sentence)) as fault:
        read(written(tmp_path, broken))
    assert where in str(fault.value.where)
    assert str(fault.value.where).startswith("own.yaml")


def test_a_file_that_is_none_is_said(tmp_path):
    with pytest.raises(Unreadable, match="cannot be read"):
        read(tmp_path / "missing.yaml")
    (tmp_path / "no.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Unreadable, match="is no YAML"):
        read(tmp_path / "no.yaml")


# ------------------------------------------------------------ the one that ships


def every_text(value):
    """Every set of words in the file."""
    if isinstance(value, dict):
        if "en" in value:
            yield value
        else:
            for each in value.values():
                yield from every_text(each)
    elif isinstance(value, list):
        for each in value:
            yield from every_text(each)


def test_the_one_that_ships_speaks_six_languages():
    told = yaml.safe_load(registry.SHIPPED.read_text(encoding="utf-8"))
    texts = list(every_text(told))
    assert len(texts) > 100
    for words in texts:
        assert set(words) == set(INTERFACE), words["en"]
        assert all(each.strip() for each in words.values())
        assert len({words[one] for one in ("en", "ar", "ru", "zh")}) == 4, words["en"]


def test_every_article_that_it_names_is_one():
    tree = read(registry.SHIPPED)
    known = {(row["symbol"], row["number"]) for _at, row in treaties.rows("articles.csv")}
    named = {
        (source.symbol, source.article)
        for answer in tree.answers.values()
        for one in itertools.chain(answer.steps, answer.needs, answer.avoid)
        for source in one.sources
    }
    assert len(named) > 10
    assert named <= known


def test_what_registers_its_answers_name_the_directory_has():
    tree = read(registry.SHIPPED)
    assert {one for answer in tree.answers.values() for one in answer.holds} <= set(Holds.values)


def test_every_answer_says_what_not_to_do():
    assert all(answer.avoid for answer in read(registry.SHIPPED).answers.values())
