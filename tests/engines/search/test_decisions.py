"""A decision that is cited by its ECLI is gone to, although an ECLI is written as a field and its value are."""

import pytest

from comity.engines.search.enums import Taken
from comity.engines.search.grammar import citation_keys, normalise_citation, parse

from .conftest import document


ECLI = "ECLI:NL:HR:2019:1284"
GERMAN = "ECLI:DE:BGH:2025:101225B1STR528.25.0"


@pytest.mark.parametrize("typed", [ECLI, ECLI.lower(), f" {ECLI} ", f"{ECLI}.", ECLI.replace(":", "：")])
def test_an_ecli_is_a_citation_and_no_field(typed):
    query = parse(typed)
    assert query.citation is not None
    assert query.citation.keys[0] == normalise_citation(ECLI) == "ecli-nl-hr-2019-1284"
    assert query.citation.certain
    assert Taken.UNKNOWN_FIELD not in {piece.taken for piece in query.pieces}


def test_the_country_of_an_ecli_is_no_small_word_and_its_points_are_kept():
    assert citation_keys(GERMAN) == [normalise_citation(GERMAN)] == ["ecli-de-bgh-2025-101225b1str528-25-0"]


def test_an_ecli_stands_in_a_question_and_beside_a_field():
    assert parse(f"what does {ECLI} say").citation.keys[0] == "ecli-nl-hr-2019-1284"
    query = parse(f"kind:case {ECLI}")
    assert [piece.text for piece in query.pieces if piece.taken is Taken.FIELD] == ["kind:case"]
    assert Taken.UNKNOWN_FIELD not in {piece.taken for piece in query.pieces}


@pytest.mark.parametrize("typed", ["ECLI:NL", "ecli:2019", "colour:red", f"{ECLI}:5"])
def test_what_only_begins_like_one_is_none(typed):
    assert Taken.UNKNOWN_FIELD in {piece.taken for piece in parse(typed).pieces}


def test_a_search_by_ecli_goes_to_the_one_decision(index, ask):
    index.write(
        [document("hr", "Hoge Raad", "Het beroep.", "nl", kind="case", citations=(normalise_citation(ECLI),))],
        position=6,
    )
    assert ask(ECLI).goto == "/laws/hr/"
    assert [hit.id for hit in ask(ECLI.lower()).hits] == ["hr:nl"]
    assert ask("ECLI:NL:HR:2019:1285").goto == ""
