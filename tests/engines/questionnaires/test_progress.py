"""How far a response is, and where it falls short: worked out without any table."""

from types import SimpleNamespace

from comity.engines.questionnaires.enums import Level
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.grammar.evaluating import course
from comity.engines.questionnaires.grammar.progress import gaps, progress

from .examples import full, one


def given(value, state="draft", by=1, *, contested=False):
    return SimpleNamespace(value=value, state=state, by_id=by, is_contested=contested)


def worked(definition, answers):
    now = course(definition, {code: each.value for code, each in answers.items()})
    return progress(definition, now, answers), gaps(definition, now, answers)


def test_only_what_is_asked_is_counted():
    definition = reading.definition(full())
    done, short = worked(definition, {})
    assert (done.whole.asked, done.whole.answered, done.whole.missing) == (2, 0, 1)
    assert done.sections["2"].asked == 0
    assert [(each.question.code, each.answer) for each in short] == [("1.1", "")]
    assert done.people == {}


def test_each_answer_is_counted_once_by_section_article_and_person():
    definition = reading.definition(full())
    answers = {
        "1.1": given("yes", "cleared"),
        "1.2": given("a", "ready", 2),
        "1.3": given(["making"], by=2, contested=True),
        "1.4": given({"en": "not asked"}),
        "2.1": given(""),
    }
    done, short = worked(definition, answers)
    first = done.sections["1"]
    assert (first.asked, first.answered, first.drafts, first.ready, first.cleared) == (3, 3, 1, 1, 1)
    assert (first.contested, first.percent) == (1, 100)
    assert done.sections["2"].missing == 1
    assert (done.people[1].answered, done.people[2].answered) == (1, 2)
    assert done.articles["XVIII-12-c:5"].asked == 3
    assert short == []


def test_what_falls_short_is_told_by_obligation():
    document = full()
    more = [
        one("1.5", "yes-in-part-no", "May a State do more?", level="optional", article="XVIII-12-c:6"),
        one("1.6", "yes-in-part-no", "Was it considered?", level="consider", article="XVIII-12-c:7"),
        one("1.7", "yes-in-part-no", "Nobody is obliged?"),
    ]
    document["sections"][0]["questions"] += more
    definition = reading.definition(document)
    answers = {"1.1": given("in-part"), "1.5": given("no"), "1.7": given("no")}
    _done, short = worked(definition, answers)
    assert [(each.question.code, each.level, each.answer, each.article) for each in short] == [
        ("1.1", Level.MANDATORY, "in-part", "XVIII-12-c:5"),
        ("1.6", Level.CONSIDER, "", "XVIII-12-c:7"),
        ("1.5", Level.OPTIONAL, "no", "XVIII-12-c:6"),
    ]
