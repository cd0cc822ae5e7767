"""How a request goes its way in both files: by hand, and by the receipts of the exchange."""

import datetime as dt

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.audit.queries import reading
from comity.base.notices import registry as notices
from comity.base.notices.models import Notice
from comity.base.people.registry import handovers, passings
from comity.engines.exchange import actions as exchange
from comity.engines.procedures import actions as procedures
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.operations.casework import actions, queries, registry
from comity.operations.casework.enums import Direction, Ground, Level, Part, Source, State
from comity.operations.casework.models import Case, Occurrence
from comity.operations.casework.shapes import Spent, Travelled
from comity.operations.casework.views.leading import leads

from ...clock import today
from ...engines.exchange.sealers import envelope
from ...engines.exchange.test_sending import receipt
from .conftest import SENT_ON


pytestmark = pytest.mark.django_db


def sign(office, message, act):
    statement, signature = receipt(office, message, act, at=f"2026-11-22T06:00:0{len(act) % 10}.000Z")
    return exchange.sign_receipt(message, office.organisation, statement, signature, by=office.member)


def states(*cases):
    return [Case.objects.get(pk=one.pk).procedure.state for one in cases]


def test_receipts_of_the_other_side_move_both_files(both, rome, nairobi, request_sent):
    for act, state in [
        ("opened", State.OPENED),
        ("acknowledged", State.ACKNOWLEDGED),
        ("question", State.QUESTION),
        ("part_executed", State.PART_EXECUTED),
        ("executed", State.EXECUTED),
    ]:
        sign(nairobi, request_sent, act)
        assert states(*both) == [state, state]
    assert queries.pending(both[0]) == []
    # That the other side has closed its file does not close ours, and the receipt is shown to whoever keeps it.
    sign(nairobi, request_sent, "closed")
    assert states(*both) == [State.EXECUTED, State.EXECUTED]
    assert [one.act for one in queries.pending(both[0])] == ["closed"]
    with pytest.raises(NotNow, match="moves nothing"):
        actions.take_up(both[0], queries.pending(both[0])[0], by=rome.member)
    actions.go(both[0], "close", by=rome.member)
    assert states(*both) == [State.CLOSED, State.EXECUTED]


def test_a_second_execution_in_part_is_kept_and_moves_nothing(both, nairobi, request_sent):
    for number in (1, 2):
        statement, signature = receipt(nairobi, request_sent, "part_executed", at=f"2026-11-22T06:00:0{number}.000Z")
        exchange.sign_receipt(request_sent, nairobi.organisation, statement, signature, by=nairobi.member)
    for case in both:
        parts = Occurrence.objects.filter(case=case, state=State.PART_EXECUTED)
        assert parts.count() == 2
        assert parts.filter(move__isnull=False).count() == 1


def test_a_withdrawal_by_the_sender_moves_both_and_each_closes_its_own(both, rome, nairobi, request_sent):
    sign(rome, request_sent, "withdrawn")
    assert states(*both) == [State.WITHDRAWN, State.WITHDRAWN]
    actions.go(both[1], "end", by=nairobi.member)
    assert states(*both) == [State.WITHDRAWN, State.CLOSED]


def test_receipts_that_came_before_the_file_was_begun_move_it(begin, rome, nairobi, request_sent):
    sign(nairobi, request_sent, "opened")
    sign(nairobi, request_sent, "acknowledged")
    case = begin(travelled=Travelled(request_sent.thread_id, request_sent.pk), sent_on=request_sent.at.date())
    assert states(case) == [State.ACKNOWLEDGED]


def test_only_receipts_of_the_request_move_the_file(both, rome, nairobi, request_sent, thread):
    answer = exchange.send(
        thread, nairobi.organisation, envelope(b"?", rome.secret, nairobi.secret), by=nairobi.member
    )
    sign(rome, answer, "executed")
    assert states(*both) == [State.SENT, State.SENT]


def test_a_receipt_that_cannot_move_the_file_is_entered_by_hand(both, rome, nairobi, request_sent):
    ours, _theirs = both
    actions.go(ours, "refuse", by=rome.member, ground=Ground.OTHER)
    sign(nairobi, request_sent, "acknowledged")
    assert states(ours) == [State.REFUSED]
    (left,) = queries.pending(ours)
    with pytest.raises(NotNow, match="Not now"):
        actions.take_up(ours, left, by=rome.member)
    with pytest.raises(NotPermitted):
        actions.take_up(ours, left, by=nairobi.member)


def test_what_was_entered_by_hand_takes_its_receipt_and_does_not_happen_twice(both, rome, nairobi, request_sent):
    ours, _theirs = both
    actions.go(ours, "acknowledge", by=rome.member)
    sign(nairobi, request_sent, "acknowledged")
    found = Occurrence.objects.filter(case=ours, state=State.ACKNOWLEDGED)
    assert [one.receipt is not None for one in found] == [True]


def test_whoever_signs_a_receipt_does_not_learn_of_the_other_sides_file(both, nairobi, request_sent):
    ours, _theirs = both
    sign(nairobi, request_sent, "acknowledged")
    assert Event.objects.filter(verb="procedure.take", subject_id=str(ours.pk)).count() == 1
    assert not reading.visible_to(nairobi.member).filter(subject_id=str(ours.pk)).exists()
    assert not queries.visible_to(nairobi.member).filter(pk=ours.pk).exists()


def test_the_officer_is_told_and_the_notice_says_nothing(both, rome, nairobi, request_sent, cast):
    ours, _theirs = both
    actions.hand_over(ours, cast["colleague"], by=rome.member)
    Notice.objects.all().delete()
    sign(nairobi, request_sent, "acknowledged")
    (told,) = Notice.objects.filter(kind="casework.moved")
    assert (told.person, told.address, told.parameters) == (cast["colleague"], f"/casework/{ours.pk}/", {})


def test_while_a_file_is_nobodys_everybody_of_the_authority_is_told(both, rome, nairobi, request_sent, cast):
    ours, _theirs = both
    assert ours.officer is None
    Notice.objects.all().delete()
    sign(nairobi, request_sent, "acknowledged")
    told = Notice.objects.filter(about=ours.about)
    assert {one.kind for one in told} == {"casework.unclaimed"}
    people = queries.colleagues(rome.organisation.pk)
    assert {rome.member, cast["colleague"]} < set(people)
    assert sorted(one.person_id for one in told) == sorted(one.pk for one in people)
    assert {(one.address, str(one.parameters)) for one in told} == {(f"/casework/{ours.pk}/", "{}")}


def test_whoever_signs_is_not_told_of_it(both, rome, nairobi, request_sent, cast):
    _ours, theirs = both
    for officer, act in ((None, "question"), (nairobi.member, "executed")):
        if officer:
            actions.hand_over(theirs, officer, by=officer)
        Notice.objects.all().delete()
        sign(nairobi, request_sent, act)
        assert not Notice.objects.filter(about=theirs.about, person=nairobi.member).exists()


def test_nobody_takes_a_step_in_the_others_file(both, rome, nairobi):
    ours, theirs = both
    with pytest.raises(NotPermitted):
        actions.go(ours, "acknowledge", by=nairobi.member)
    with pytest.raises(NotPermitted):
        procedures.take(theirs, "acknowledge", by=rome.member)
    assert states(ours, theirs) == [State.SENT, State.SENT]


def test_a_refusal_needs_a_ground_and_keeps_its_article(begin, rome):
    case = begin(instrument="XVIII-12")
    with pytest.raises(NotNow, match="on which ground"):
        actions.go(case, "refuse", by=rome.member)
    (article,) = registry.articles_for(case.type, "XVIII-12")["essential-interests"]
    assert article.number == "18(21)(b)"
    made = actions.go(case, "refuse", by=rome.member, ground="essential-interests", article=article.key)
    assert (made.ground, made.article) == ("essential-interests", "XVIII-12 18 21(b)")


def test_of_a_refusal_known_by_receipt_the_ground_is_said_afterwards(both, rome, nairobi, request_sent):
    ours, _theirs = both
    with pytest.raises(NotNow, match="was not refused"):
        actions.ground_of(ours, Ground.POLITICAL, "", by=rome.member)
    sign(nairobi, request_sent, "refused")
    actions.ground_of(ours, Ground.POLITICAL, "", by=rome.member)
    assert Occurrence.objects.get(case=ours, state=State.REFUSED).ground == Ground.POLITICAL


def test_every_article_of_a_ground_is_one_that_the_finder_knows_and_every_ground_has_a_value():
    from comity.operations.assistance.registry import instruments

    grounds = registry.articles()
    assert set(grounds) <= set(Ground.values)
    assert {place.symbol for several in grounds.values() for _kind, place in several} <= set(instruments())
    assert {one.place.symbol for one in registry.spans().values()} <= set(instruments())
    assert set(registry.SAID) == set(registry.spans())


def test_days_lie_where_they_can(begin, rome):
    case = begin()
    with pytest.raises(Refused, match="before the request was sent"):
        actions.go(case, "acknowledge", by=rome.member, on=SENT_ON - dt.timedelta(days=1))
    with pytest.raises(Refused, match="lies ahead"):
        actions.go(case, "acknowledge", by=rome.member, on=today() + dt.timedelta(days=5))
    with pytest.raises(Refused, match="lies ahead"):
        begin(sent_on=today() + dt.timedelta(days=5))
    assert states(case) == [State.SENT]


def test_a_deadline_of_a_treaty_is_computed_and_reminds_the_officer(begin, rome, cast):
    case = begin(type="extradition", instrument="COE-024")
    made = actions.compute_deadline(case, "arrest-40", SENT_ON, by=rome.member)
    assert (made.due_on, made.part) == (SENT_ON + dt.timedelta(days=40), Part.REQUESTING)
    with pytest.raises(Refused, match="sets no such day"):
        actions.compute_deadline(case, "preserved-60", SENT_ON, by=rome.member)
    with pytest.raises(Refused, match="computed, not set"):
        actions.set_deadline(case, today(), source=Source.TREATY, part=Part.REQUESTING, by=rome.member)
    first, last = made.due_on, made.due_on
    # While it is nobody's, everybody of the authority is reminded, and nobody else.
    reminded = {one.person_id for one in notices.deadlines(person=None, first=first, last=last)}
    assert reminded == {one.pk for one in queries.colleagues(rome.organisation.pk)}
    assert {rome.member.pk, cast["colleague"].pk} < reminded
    assert len(notices.deadlines(person=rome.member, first=first, last=last)) == 1
    actions.hand_over(case, cast["colleague"], by=rome.member)
    (told,) = notices.deadlines(person=cast["colleague"], first=first, last=last)
    assert (told.person_id, told.address) == (cast["colleague"].pk, f"/casework/{case.pk}/")
    assert notices.deadlines(person=rome.member, first=first, last=last) == []
    actions.meet_deadline(case, made.pk, by=rome.member)
    assert notices.deadlines(person=None, first=first, last=last) == []


def test_a_closed_file_reminds_of_nothing_and_takes_no_deadline(begin, rome):
    case = actions.hand_over(begin(), rome.member, by=rome.member)
    actions.set_deadline(case, today(), source=Source.OFFICER, part=Part.REQUESTED, by=rome.member)
    actions.go(case, "execute", by=rome.member)
    actions.go(case, "close", by=rome.member)
    assert notices.deadlines(person=None, first=today(), last=today()) == []
    with pytest.raises(NotNow, match="closed"):
        actions.set_deadline(case, today(), source=Source.OFFICER, part=Part.REQUESTED, by=rome.member)


def test_costs_are_amounts_and_the_log_has_only_their_hash(begin, rome):
    case = begin()
    spent = Spent(kind="ordinary", borne_by="requested", amount=1234, currency="EUR", on=SENT_ON)
    made = actions.add_cost(case, spent, by=rome.member)
    assert str(made) == "1234 EUR"
    assert "1234" not in str(Event.objects.get(verb="casework.add_cost").details)
    for wrong in ({"amount": 0}, {"currency": "Euro"}):
        with pytest.raises(Refused, match="an amount and a currency"):
            actions.add_cost(case, Spent(**{
                "kind": "ordinary", "borne_by": "requested", "amount": 1, "currency": "EUR", "on": SENT_ON,
            } | wrong), by=rome.member)  # fmt: skip
    actions.remove_cost(case, made.pk, by=rome.member)
    assert not case.costs.exists()


def test_files_that_belong_together_show_each_other_only_to_who_may_know(begin, rome, cast):
    case, other = begin(), begin(reference="ROMA-2", level=Level.RESTRICTED)
    actions.link(case, other, by=rome.member)
    actions.link(other, case, by=rome.member)
    assert queries.linked(rome.member, case) == [other]
    assert queries.linked(rome.member, other) == [case]
    assert queries.linked(cast["colleague"], case) == []
    with pytest.raises(NotPermitted):
        actions.link(case, other, by=cast["colleague"])
    with pytest.raises(Refused):
        actions.link(case, case, by=rome.member)
    actions.unlink(case, other, by=rome.member)
    assert queries.linked(rome.member, case) == []


def test_one_conversation_is_in_one_file_of_an_authority(both, begin, rome, nairobi, office, request_sent):
    with pytest.raises(NotNow, match="already"):
        begin(travelled=Travelled(request_sent.thread_id, request_sent.pk))
    lima = office("PE")
    with pytest.raises(NotPermitted):
        begin(lima, travelled=Travelled(request_sent.thread_id, request_sent.pk), other_place="IT")


def test_somebody_who_leaves_passes_their_files_and_their_places_on_lists(begin, rome, cast):
    mine = actions.hand_over(begin(), rome.member, by=rome.member)
    hidden = begin(reference="ROMA-R", level=Level.STRICT)
    done = actions.hand_over(begin(reference="ROMA-D"), rome.member, by=rome.member)
    actions.go(done, "execute", by=rome.member)
    actions.go(done, "close", by=rome.member)
    told = handovers()["casework.cases"]
    assert told.count(rome.member, rome.organisation) == 2
    assert told.pass_on(rome.member, cast["colleague"], rome.organisation, cast["registry"]) == 2
    for one in (mine, hidden):
        assert queries.case_of(cast["colleague"], one.pk).officer == cast["colleague"]
    assert queries.case_of(rome.member, hidden.pk) is None
    assert queries.case_of(rome.member, done.pk).officer == rome.member


def test_an_authority_that_takes_the_place_of_another_has_its_files(both, begin, rome, nairobi, cast):
    ours, theirs = both
    successor = cast["neighbour"].memberships.get().organisation
    assert passings()["casework.Case"](rome.organisation, successor, cast["registry"]) == 2
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.organisation, theirs.other) == (successor, successor)
    assert queries.case_of(cast["neighbour"], ours.pk) is not None


def test_what_came_without_a_file_stands_on_the_desk_until_one_is_begun(begin, rome, nairobi, request_sent, client):
    assert [one.pk for one in queries.unregistered(nairobi.member)] == [request_sent.pk]
    assert queries.unregistered(rome.member) == []
    client.force_login(nairobi.member)
    page = client.get(reverse("casework:desk")).text
    assert str(request_sent.pk) in page
    first = client.get(reverse("casework:new"), {"envelope": request_sent.pk})
    assert 'value="sealed" selected' in first.text
    form = f"{reverse('casework:new')}?envelope={request_sent.pk}"
    assert leads(nairobi.member, request_sent.thread_id) == [(form, "Begin the file")]
    assert leads(rome.member, request_sent.thread_id) == []
    assert form in client.get(reverse("exchange:thread", args=[request_sent.thread_id])).text
    sent = {
        "organisation": nairobi.organisation.pk, "direction": "incoming", "type": "extradition", "way": "sealed",
        "sent_on": request_sent.at.date().isoformat(), "other_place": "IT", "other": rome.organisation.pk,
        "reference": "NBO-1", "urgency": "urgent", "level": "ordinary", "envelope": str(request_sent.pk),
    }  # fmt: skip
    answer = client.post(reverse("casework:new"), sent)
    case = Case.objects.get()
    assert answer["Location"].endswith(f"/casework/{case.pk}/")
    assert (case.direction, case.other, case.threads.get().envelope) == (
        Direction.INCOMING, rome.organisation, request_sent,
    )  # fmt: skip
    assert queries.count_unregistered(nairobi.member) == 0
    assert leads(nairobi.member, request_sent.thread_id) == [(answer["Location"], "File NBO-1")]
    # What a stranger sends with the key of a message of others is not there for them.
    client.force_login(begin and rome.member)
    assert client.post(reverse("casework:new"), {**sent, "envelope": "not-a-key"}).status_code == 422
