"""What a case may say of people."""

import pytest
from django.db import IntegrityError, transaction

from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.cases import rules
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.enums import PROTECTED, Nature, Role
from comity.knowledge.cases.models import Case, CaseTerm, Charge, Party


@pytest.mark.parametrize("role", sorted(PROTECTED))
def test_who_could_be_harmed_is_not_named(role, new_case, service):
    with pytest.raises(Unreadable, match="are not named"):
        keep([new_case(parties=[Party(role=role, name="Maria Rossi")], charges=[])], by=service)
    assert not Case.objects.exists()

    keep([new_case(parties=[Party(role=role)], charges=[])], by=service)
    # And the table itself refuses what went round the rule.
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.update(name="Maria Rossi")


def test_a_company_or_authority_that_is_harmed_may_be_named():
    rules.check_party(Party(role=Role.VICTIM, nature=Nature.COMPANY, name="Bee Bank"))


def test_pages_number_those_who_have_no_name():
    unnamed = [Party(role=role) for role in (Role.VICTIM, Role.VICTIM, Role.DEFENDANT)]
    parties = [*unnamed, Party(name="A", role=Role.RESPONDENT)]
    assert rules.designations(parties) == ["Victim 1", "Victim 2", "Defendant", "A"]


@pytest.mark.parametrize(
    ("fields", "group"),
    [
        ({"age_group": "child"}, "child"),
        ({"age_min": 12, "age_max": 17}, "child"),
        ({"age_min": 12, "age_max": 53}, "both"),
        ({"age_min": 18}, "adult"),
        ({"count": 13, "count_children": 3, "nature": "group"}, "both"),
        ({"count": 2, "count_children": 2, "nature": "group"}, "child"),
        ({"gender": "female"}, ""),
    ],
)
def test_a_child_is_an_age(fields, group):
    assert rules.age_group(Party(role=Role.VICTIM, **fields)) == group


def test_no_gender_is_a_child():
    assert "child" not in {value for value, _label in Party._meta.get_field("gender").choices}


@pytest.mark.parametrize(
    ("party", "sentence"),
    [
        ({"count": 2, "count_children": 3, "nature": "group"}, "more children than people"),
        ({"age_group": "adult", "count": 2, "count_children": 1, "nature": "group"}, "say “both”"),
        ({"nationalities": ["Italian"]}, "no code of a place"),
    ],
)
def test_people_that_cannot_be_are_refused(party, sentence):
    with pytest.raises(Unreadable, match=sentence):
        rules.check_party(Party(role=Role.DEFENDANT, **party))


@pytest.mark.parametrize(
    "fields",
    [{"age_min": 1988}, {"count": 3}, {"age_min": 30, "age_max": 20}, {"nature": "company", "gender": "male"}],
)
def test_the_table_refuses_nonsense_about_people(fields, new_case, service):
    with pytest.raises(IntegrityError), transaction.atomic():
        keep([new_case(parties=[Party(role=Role.DEFENDANT, **fields)], charges=[])], by=service)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"terms": [CaseTerm(term="tip-keywords:kidnapped-bees")]}, "no term of tip-keywords"),
        ({"terms": [CaseTerm(term="legal-forms:law")]}, "filed under"),
        ({"charges": [Charge(offence="x", verdict="perhaps")]}, "no term of case-verdict"),
        ({"fields": {"court_level": "highest"}}, "no term of court-level"),
        ({"fields": {"decided": "last spring"}}, "is not a date"),
    ],
)
def test_what_no_vocabulary_knows_is_refused_with_a_sentence_and_nothing_is_kept(parts, sentence, new_case, service):
    with pytest.raises(Unreadable, match=sentence):
        keep([new_case("xx-1"), new_case("xx-2", **parts)], by=service)
    assert not Case.objects.exists()


def test_the_same_name_twice_is_refused(new_case, service):
    with pytest.raises(Unreadable, match="there twice"):
        keep([new_case(), new_case()], by=service)


def test_a_contributor_may_not_bring_cases_in(new_case, person_with):
    with pytest.raises(NotPermitted):
        keep([new_case()], by=person_with("contributor"))
