"""By what a case is found: the stretches of a judgment that tell most, and less by the meaning of a title alone."""

from dataclasses import replace

import pytest

from comity.base.audit.queries import latest_position
from comity.base.terms import queries as terms
from comity.base.terms.actions import change
from comity.engines.search import registry
from comity.engines.search.actions import encoding
from comity.engines.search.actions.following import changed
from comity.engines.search.vectors.encoder import texts_of
from comity.knowledge.cases import search
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.enums import SectionKind
from comity.knowledge.cases.models import Case, CaseSection


HEAD = "IN THE SUPREME COURT OF X\nCASE NO. 12/2026\nBETWEEN: B. BEE, Appellant AND THE STATE, Respondent\n" * 6
FACTS = (
    "The appellant carried the cash of a band of thieves across the border in the doors of an old car. "
    "He was paid for each journey and knew very well where the money came from. "
)
CITED = "See State v. Wasp [2010] XSC 4, 12; R v Hornet [2011] XSC 5, 6; Moth v Moth [2012] XSC 7, 8.\n" * 6


def judgment(body):
    return [CaseSection(kind=SectionKind.JUDGMENT, language="en", body=body)]


def test_the_stretches_that_tell_are_taken_before_heads_and_lists_of_cases():
    stretches = list(search.gists_of(HEAD + FACTS + CITED))
    assert any("carried the cash of a band of thieves" in one for one in stretches)
    weighed = sorted(stretches, key=search.telling)
    assert "across the border" in weighed[-1]
    assert max(map(len, stretches)) <= 2 * search.STRETCH
    assert len(stretches) <= search.STRETCHES


@pytest.mark.parametrize(
    "body",
    [
        "被告人明知他人实施犯罪，仍将现金藏在车门中运送出境。" * 40,
        "نقل المتهم أموال العصابة عبر الحدود في أبواب سيارة قديمة. " * 30,
    ],
)
def test_texts_without_capitals_have_stretches_too(body):
    assert list(search.gists_of(body))


def test_a_short_text_is_its_own_beginning_and_has_none():
    assert list(search.gists_of("The appeal is dismissed.")) == []


def test_a_judgment_is_encoded_by_what_it_tells_and_a_title_alone_weighs_half(new_case, service):
    told = new_case("xx-1", sections=judgment(HEAD + FACTS + CITED))
    untold = new_case("xx-2", title="Bee v. Cyprus and Russia", sections=[])
    keep([told, bare(untold)], by=service)
    known = [str(key) for key in Case.objects.order_by("identifier").values_list("pk", flat=True)]
    one, two = (next(iter(search.documents([key]))) for key in known)
    assert any("band of thieves" in text for text in texts_of(one))
    assert (one.by_meaning, two.by_meaning) == (1.0, search.UNTOLD)
    # Neighbours are divided by what the store of vectors has; words are weighed as ever.
    assert [document.weight for document in encoding.documents_of(known[1:])] == [1 / search.UNTOLD]
    assert two.weight == 1.0
    assert {document.weight for document in encoding.documents_of(known[:1])} == {1.0}


def test_a_case_is_found_by_its_ecli(new_case, service):
    keep([new_case(fields={"ecli": "ECLI:CE:ECHR:2026:0305JUD004027218"})], by=service)
    (key,) = Case.objects.values_list("pk", flat=True)
    for document in search.documents([str(key)]):
        assert "ECLI:CE:ECHR:2026:0305JUD004027218" in document.about
        assert "ecli-ce-echr-2026-0305jud004027218" in document.citations


def bare(new):
    """The same case of which only the title is known."""
    card = replace(new.card, texts=tuple(replace(text, summary="") for text in new.card.texts[:1]))
    return replace(new, card=card)


def test_what_a_term_is_called_from_now_on_is_indexed_anew_in_its_cases_and_in_no_other(new_case, service):
    keep([new_case("xx-1"), bare(new_case("xx-2", terms=[]))], by=service)
    one = Case.objects.filter(terms__isnull=False).distinct().get()
    term = one.terms.filter(term__startswith="crime-types:").values_list("term", flat=True)[0]
    position = latest_position()
    concept = terms.whole(term)
    content = terms.content_of(concept)
    change(concept, replace(content, preferred={**content.preferred, "en": "Unheard-of crime"}), by=service)
    assert changed(position, latest_position()) == [str(one.pk)]
    assert any("Unheard-of crime" in document.about for document in search.documents([str(one.pk)]))
    # A change of another vocabulary, whose words stand in no document, makes nothing be read again.
    assert list(registry.worded_by(["legal-forms:act"])) == []
