"""What States declared: shown when it bears on the request, counted when it does not."""

import datetime as dt

import pytest

from comity.operations.assistance import queries, registry
from comity.operations.assistance.enums import Topic
from comity.operations.assistance.queries.asking import articles_cited
from comity.operations.assistance.shapes import Question


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("does not consider itself bound by article 32, paragraphs 2 and 3", {"32"}),
        ("The competent authority under article 7 (8) is the following", {"7"}),
        ("Reservations to articles 6, 8 and 9.", {"6", "8", "9"}),
        ("re. Art. 2: Austria interprets", {"2"}),
        ("bound by either article 32.1 or article 32.2", {"32"}),
        ("on the basis of article 28 of the Constitution, extradition of nationals", set()),
        ("does not constitute a recognition", set()),
    ],
)
def test_the_articles_that_a_statement_names(text, articles):
    assert articles_cited(text) == articles


def told(first, second, measure, symbol):
    finding = queries.find(Question(first, second, measure, dt.date(2015, 1, 1), ("drug-offences",)))
    said = queries.statements(finding, registry.measures()[measure])
    matter = [(one.action.place_id, one.topics, one.is_whole) for one in said.matter.get(symbol, ())]
    return matter, said.others.get(symbol, 0)


def test_a_declaration_on_the_basis_for_extradition_matters_and_one_on_disputes_does_not(acted):
    acted("VI-19", "CN", "declaration", "1989-10-25", text="China is not bound by article 32, paragraphs 2 and 3.")
    acted("VI-19", "LT", "declaration", "1998-06-08", text="Under article 6 this is no legal basis for extradition.")
    assert told("LT", "CN", "extradition", "VI-19") == ([("LT", (Topic.EXTRADITION,), False)], 1)
    assert told("CN", "LT", "service", "VI-19") == ([], 2)


def test_the_notified_basis_of_the_organized_crime_convention_is_found_by_its_article(acted):
    acted("XVIII-12", "GH", "notification", "2012-08-21", text="Pursuant to article 16, paragraph 5, Ghana takes it.")
    finding = queries.find(Question("IT", "GH", "extradition", dt.date(2015, 1, 1), ("corruption",)))
    said = queries.statements(finding, registry.measures()["extradition"])
    assert [one.topics for one in said.matter["XVIII-12"]] == [(Topic.EXTRADITION,)]


def test_a_statement_that_names_no_article_concerns_the_whole_treaty(acted):
    acted("VI-19", "IT", "declaration", "1990-12-31", text="Ratification does not imply recognition of any State.")
    assert told("IT", "GH", "service", "VI-19") == ([("IT", (), True)], 0)


def test_what_was_said_after_the_day_is_not_shown(acted):
    acted("VI-19", "IT", "reservation", "2016-01-01", text="A reservation to article 7.")
    assert told("IT", "GH", "service", "VI-19") == ([], 0)
