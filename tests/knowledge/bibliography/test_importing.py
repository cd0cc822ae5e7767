"""Works come in from files: duplicates are met, wrong ones are refused, and our own words stay."""

import pytest

from comity.base.places import actions as places
from comity.base.places import index as places_index
from comity.base.terms import actions as terms
from comity.base.terms import index as terms_index
from comity.engines.records.enums import State
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.bibliography import actions
from comity.knowledge.bibliography.grammar import checked_doi, is_isbn
from comity.knowledge.bibliography.imports import drafts
from comity.knowledge.bibliography.models import Work

from ...loading import once


pytestmark = pytest.mark.django_db

TWO = """
@article{a, title={Crime and gain}, author={Doe, Jane}, year=2001, doi={https://doi.org/10.1000/ABC}, annote={Ours.},
  keywords={crime-types:corruption; places:KE; method:legal; bees}}
@book{b, title={A book}, year=1999, isbn={978-0-521-19107-4}}
"""


def load(by):
    places.load_facts(by=by)
    places_index.forget()
    terms.load_facts(by=by)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Places and vocabularies, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def vocabularies(loaded, service):
    places_index.forget()
    terms_index.forget()
    return service


def bring(text, by, form="bib", **how):
    return actions.import_works(drafts(text.encode(), form), by=by, **how)


def test_works_are_kept_with_their_identifiers_and_subjects(vocabularies):
    report = bring(TWO, vocabularies)
    assert (report.created, report.faults, report.duplicates) == (2, [], [])
    work = Work.objects.get(doi="10.1000/abc")
    assert work.record.state == State.PUBLISHED
    assert work.record.texts.get().summary == "Ours."
    assert sorted(map(str, work.record.topics.all())) == [
        "crime-types:corruption", "language:en", "method:legal", "places:KE",
    ]  # fmt: skip
    assert (work.year, work.authors) == (2001, [{"family": "Doe", "given": "Jane"}])


def test_the_same_again_is_a_duplicate_that_is_named(vocabularies):
    bring(TWO, vocabularies)
    report = bring(
        "@misc{x, title={CRIME and Gain!}, year=2001}\n@misc{y, title={Other}, doi={10.1000/abc}}", vocabularies
    )
    assert report.created == 0
    assert [(one.where, one.title) for one in report.duplicates] == [
        ("line 1", "CRIME and Gain!"),
        ("line 2", "Other"),
    ]
    assert report.duplicates[0].address == Work.objects.get(doi="10.1000/abc").address
    assert Work.objects.count() == 2


def test_an_update_replaces_the_fields_and_keeps_our_words(vocabularies):
    bring(TWO, vocabularies)
    report = bring("@article{a, title={Crime and gains}, year=2002, doi={10.1000/abc}}", vocabularies, update=True)
    assert report.changed == 1
    work = Work.objects.get(doi="10.1000/abc")
    assert work.year == 2002
    text = work.record.texts.get()
    assert (text.title, text.summary) == ("Crime and gains", "Ours.")
    assert work.record.topics.filter(scheme="places", term="KE").exists()
    assert work.record.revisions.count() == 2


def test_a_dry_run_keeps_nothing(vocabularies):
    assert bring(TWO, vocabularies, dry_run=True).created == 2
    assert Work.objects.count() == 0


def test_wrong_ones_are_refused_with_place_and_reason_and_keep_no_other_out(vocabularies):
    text = """@book{a, year=2001}
@book{b, title={B}, doi={abc}}
@book{c, title={C}, isbn={978-0-521-19107-5}}
@book{d, title={D}, url={ftp://x}}
@book{e, title={E}, language={English}}
@book{f, title={F}, volume={%s}}
@book{g, title={G}}
""" % ("9" * 61)
    report = bring(text, vocabularies)
    assert report.created == 1
    assert [fault.where for fault in report.faults] == [
        "line 1, title", "line 2, DOI", "line 3, ISBN", "line 4, URL", "line 5, language", "line 6, volume",
    ]  # fmt: skip
    assert "Give it one" in report.faults[0].sentence


def test_a_visitor_imports_nothing(person_with):
    with pytest.raises(NotPermitted):
        bring(TWO, person_with("contributor"))
    assert Work.objects.count() == 0


def test_facts_load_once_and_their_names_are_those_of_an_import(vocabularies):
    actions.load_facts(by=vocabularies)
    assert set(actions.load_facts(by=vocabularies)) == {"unchanged"}
    report = bring("@article{x, title={Anything}, doi={10.1007/s10611-012-9377-y}}", vocabularies)
    assert len(report.duplicates) == 1


def test_the_whole_bibliography_goes_out_and_comes_back_unchanged(vocabularies, client):
    actions.load_facts(by=vocabularies)
    number = Work.objects.count()
    for form in ("bib", "ris", "json"):
        content = client.get(f"/en/bibliography/works.{form}").content
        report = actions.import_works(drafts(content, form), by=vocabularies)
        assert (len(report.duplicates), report.created, report.faults) == (number, 0, [])
    assert client.get("/en/bibliography/works.docx").status_code == 404
    some = client.get("/en/bibliography/works.json?method=historical").json()
    assert [one["title"][:7] for one in some] == ["Policin"]


def test_a_works_page_cites_it_without_the_portals_address(vocabularies, client):
    actions.load_facts(by=vocabularies)
    work = Work.objects.get(isbn="978-0-521-19107-4")
    part = client.get(f"/en/records/{work.pk}/cite/?part=1").content.decode()
    assert "Gallagher" in part
    assert "testserver" not in part
    assert "Anne T." in client.get(f"/en{work.address}").content.decode()


@pytest.mark.parametrize(
    ("text", "right"), [("0-306-40615-2", True), ("080442957X", True), ("0-306-40615-3", False), ("", False)]
)
def test_check_digits(text, right):
    assert is_isbn(text) == right


def test_a_doi_has_one_form():
    assert checked_doi("https://DX.doi.org/10.1086/501508.") == "10.1086/501508"
    with pytest.raises(Unreadable, match="is no DOI"):
        checked_doi("11.1/x")
