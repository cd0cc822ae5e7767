"""The meetings of a review: planned, told of, held and written down."""

import datetime as dt

import pytest
from django.utils import timezone

from comity.base.notices.actions import remind
from comity.base.notices.models import Notice
from comity.kernel.errors import NotNow, NotPermitted, Overtaken
from comity.operations.reviews import actions
from comity.operations.reviews.actions import telling
from comity.operations.reviews.enums import Meet, Step

from .ministries import World


@pytest.fixture
def world(db):
    return World().begin()


def test_meetings_are_written_down_in_their_time(world):
    with pytest.raises(NotNow):
        world.hold(Meet.CONSULTATION)
    world.to(Step.CONSULTATION)
    with pytest.raises(NotNow):
        world.hold(Meet.DIALOGUE)
    world.hold(Meet.CONSULTATION)
    meeting = world.review.meetings.get()
    told = {"kind": Meet.CONSULTATION, "held_at": meeting.held_at, "venue": "Vienna", "language": "fr"}
    actions.keep_meeting(world.review, **told, minutes="More", meeting=meeting, seen=1, by=world.people["AT"].expert)
    with pytest.raises(Overtaken):
        actions.keep_meeting(world.review, **told, minutes="x", meeting=meeting, seen=1, by=world.host)
    with pytest.raises(NotPermitted):
        actions.keep_meeting(world.review, **told, minutes="x", by=world.people["AT"].observer)


def test_a_meeting_is_planned_and_counts_once_it_was_held(world):
    """Everybody is told of its day, also when that changes, is reminded of it, and of no other."""
    world.to(Step.CONSULTATION)
    Notice.objects.all().delete()
    soon = timezone.now() + dt.timedelta(days=3)
    told = {"kind": Meet.CONSULTATION, "venue": "By video", "minutes": "", "language": "en"}

    def kept(by, **more):
        meeting = world.review.meetings.first()
        seen = meeting.version if meeting else 0
        return actions.keep_meeting(world.review, **told | more, by=by, meeting=meeting, seen=seen)

    def people(kind):
        return sorted(Notice.objects.filter(kind=kind, done_at=None).values_list("person__username", flat=True))

    kept(world.people["AT"].expert, held_at=soon)
    everybody = {f"{who}-{code}" for code in ("IT", "AT", "BR") for who in ("point", "expert", "observer")} | {"host"}
    assert people(telling.MEETING) == sorted(everybody - {"expert-AT"})
    with pytest.raises(NotNow, match="not written down"):
        actions.go(world.review, "open_questionnaires", by=world.host)
    remind(by=world.host, now=soon - dt.timedelta(days=1))
    assert people(telling.MEETS) == sorted(everybody - {"host"})
    # Its words are worked on, and nobody is told; its day is, and they are.
    Notice.objects.filter(kind=telling.MEETING).delete()
    kept(world.host, held_at=soon, minutes="What we shall speak of")
    assert people(telling.MEETING) == []
    later = soon + dt.timedelta(days=2)
    kept(world.host, held_at=later)
    assert people(telling.MEETING) == sorted(everybody - {"host"})
    assert people(telling.MEETS) == []
    remind(by=world.host, now=later)
    assert people(telling.MEETS) == sorted(everybody - {"host"})
    remind(by=world.host, now=later + dt.timedelta(days=2))
    assert people(telling.MEETS) == []
    kept(world.host, held_at=timezone.now() - dt.timedelta(hours=1), minutes="What was said")
    actions.go(world.review, "open_questionnaires", by=world.host)
