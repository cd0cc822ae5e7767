"""Begin, step, concern: only by a party, only in turn, one after the other, each noted."""

import pytest
from django.db import IntegrityError, transaction

from comity.base.access.enums import Permission
from comity.base.access.roles import Grant
from comity.base.audit.models import Event
from comity.engines.procedures import actions, rules
from comity.engines.procedures.flow import Flow, Step
from comity.engines.procedures.models import Move, Party, Procedure, Task
from comity.engines.procedures.shapes import Part
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.models import Proposal


@pytest.fixture
def begun(person_with, place):
    """A proposal with its author, as the engine knows it: a dossier."""
    author = person_with("contributor")
    office = author.memberships.get().organisation
    parties = [Part("author", organisation=office.pk), Part("state", place="IT"), Part("secretariat")]
    dossier = Proposal(kind="strategy", title="T", author=author, organisation=office)
    actions.start(dossier, parties=parties, by=author, place="IT")
    return dossier, author


def test_a_dossier_shares_the_key_of_its_procedure_and_waits_for_its_first_owner(begun):
    dossier, author = begun
    procedure = Procedure.objects.get()
    assert dossier.pk == procedure.pk
    assert (procedure.flow, procedure.state, procedure.opened_by) == ("contribution", "draft", author)
    task = Task.objects.get()
    assert (task.part, task.asks, task.done_at) == ("author", "draft", None)
    assert Event.objects.filter(verb="procedure.start", subject_id=str(procedure.pk)).count() == 1


def test_a_step_is_kept_whole(begun):
    dossier, author = begun
    move = actions.take(dossier, "hand_in", by=author)
    assert (move.before, move.after, move.part, move.by) == ("draft", "handed_in", "author", author)
    procedure = Procedure.objects.get()
    assert (procedure.state, procedure.moved_at) == ("handed_in", move.at)
    assert dossier.procedure.state == "handed_in"
    assert list(Task.objects.order_by("pk").values_list("part", "done_at")) == [("author", move.at), ("state", None)]
    noted = Event.objects.get(verb="procedure.take").details
    assert (noted["step"], noted["before"], noted["state"]) == ("hand_in", "draft", "handed_in")


def test_who_comes_second_is_refused_by_what_the_first_has_done(begun):
    dossier, author = begun
    stale = Proposal.objects.select_related("procedure").get()
    actions.take(dossier, "withdraw", by=author)
    assert stale.procedure.state == "draft"
    with pytest.raises(NotNow, match="Withdrawn"):
        actions.take(stale, "hand_in", by=author)
    assert Move.objects.count() == 2


def test_what_is_refused_leaves_no_trace(begun, person_with):
    dossier, author = begun
    events = Event.objects.count()
    stranger = person_with("contributor")
    for person, step, error in (
        (stranger, "hand_in", NotPermitted),
        (author, "verify", NotPermitted),
        (author, "nothing", Unreadable),
    ):
        with pytest.raises(error):
            actions.take(dossier, step, by=person)
    assert (Procedure.objects.get().state, Move.objects.count(), Event.objects.count()) == ("draft", 1, events)


def test_nobody_begins_for_an_organisation_or_state_that_is_not_theirs(begun, person_with):
    _dossier, author = begun
    stranger = person_with("contributor")
    office = author.memberships.get().organisation
    for person, place, permitted in ((stranger, "IT", False), (author, "FR", False), (author, "IT", True)):
        parties = [Part("author", organisation=office.pk)]
        if permitted:
            rules.check_may_start(person, FLOW, parties, place=place, subjects=frozenset())
        else:
            with pytest.raises(NotPermitted):
                rules.check_may_start(person, FLOW, parties, place=place, subjects=frozenset())


@pytest.mark.parametrize(
    ("grant", "party", "is_theirs"),
    [
        (Grant("contributor", 1, "IT"), Part("a", organisation=1), True),
        (Grant("contributor", 2, "IT"), Part("a", organisation=1), False),
        (Grant("focal_point", 2, "IT"), Part("a", place="IT"), True),
        (Grant("focal_point", 2, "FR"), Part("a", place="IT"), False),
        (Grant("focal_point", 2, None), Part("a", place="IT"), False),
        (Grant("focal_point", 2, "IT"), Part("a"), False),
        (Grant("editor", 9, None), Part("a"), True),
        (Grant("editor", 1, "IT"), Part("a", organisation=1), False),
        (Grant("editor", 1, "IT"), Part("a", place="IT"), False),
    ],
)
def test_a_role_is_held_for_one_side(grant, party, is_theirs):
    assert rules.is_of(grant, party) is is_theirs


def test_the_database_refuses_two_tasks_at_once_and_a_party_that_is_two(begun):
    dossier, _author = begun
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(procedure=dossier.procedure, part="state", asks="x", since_at=dossier.procedure.moved_at)
    office = dossier.organisation
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(procedure=dossier.procedure, part="b", organisation=office, place=office.place)


def test_a_flow_is_read_as_data():
    flow = Flow(
        "two", "Two", {"a": "A", "b": "B"}, "a", Permission.RECORD_DRAFT, {"one": "One"}, {"a": "one"},
        (Step("go", "Go", ("a",), "b", "one", Permission.RECORD_DRAFT),),
    )  # fmt: skip
    assert (flow.final, flow.beginner, flow.owned_by("one")) == ({"b"}, "one", ("a",))
    assert "a --> b: go" in flow.drawn()
    assert "b --> [*]" in flow.drawn()
