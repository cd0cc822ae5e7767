"""The Secretariat's desk, the figures, the reminders, and a cycle from its draw."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from comity.base.notices.actions import remind
from comity.base.notices.models import Notice
from comity.base.people.models import Membership, User
from comity.engines.procedures.models import Task
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews import actions
from comity.operations.reviews.actions import telling
from comity.operations.reviews.enums import Role, Side, Step
from comity.operations.reviews.models import Cycle, Draw, Lot, Mark, Program, Review
from comity.operations.reviews.queries import figures, seating
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries.desk import desk
from comity.operations.reviews.registry import course
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Setting
from comity.project.commands.reviews import command

from .ministries import World


@pytest.fixture
def world(db):
    return World().begin()


def drawn(world, states):
    """A draw whose outcome is published: each of some States is reviewed by the two after it."""
    draw = Draw.objects.create(
        mechanism="corruption", phase="A", parties_on=dt.date(2026, 1, 1), rules={}, created_by=world.host
    )
    outcome = [
        {
            "state": state,
            "group": 1 + number % 2,
            "reviewers": [
                {"state": states[(number + step) % len(states)], "instruments": ["XVIII-14"], "additional": False}
                for step in (1, 2)
            ],
        }
        for number, state in enumerate(states)
    ]
    program = Program.objects.create(sha256="0" * 64, text="")
    now = timezone.now()
    Lot.objects.create(
        draw=draw, number=0, commitment={}, program=program, randomness_at=now, committed_at=now, drawn_at=now,
        record={"outcome": outcome}, published_at=None,
    )  # fmt: skip
    return draw


def test_a_cycle_is_set_up_from_a_published_draw_and_opened_group_by_group(world, client):
    draw = drawn(world, ["IT", "AT", "BR", "CH"])
    setting = Setting("corruption", "From the draw", "chapters-3-4", timezone.now(), days={"feedback": 45})
    with pytest.raises(NotNow, match="no published outcome"):
        actions.set_up_cycle(setting, draw=draw, by=world.host)
    Lot.objects.update(published_at=timezone.now())
    with pytest.raises(NotPermitted):
        actions.set_up_cycle(setting, draw=draw, by=world.people["IT"].point)
    for wrong in (
        Setting("corruption", " ", "chapters-3-4", timezone.now()),
        Setting("corruption", "x", "criminalization", timezone.now()),
        Setting("corruption", "x", "chapters-3-4", timezone.now(), days={"feedback": 0}),
        Setting("corruption", "x", "chapters-3-4", timezone.now(), days={"published": 3}),
    ):
        with pytest.raises(Unreadable):
            actions.set_up_cycle(wrong, draw=draw, by=world.host)
    client.force_login(world.host)
    new = reverse("reviews:cycle-new")
    assert client.get(new).status_code == 200
    new += "?mechanism=corruption"
    assert b"Not verified." in client.get(new).content
    sent = {f"days-{step}": 30 for step in ("feedback",)}
    assert client.post(new, sent).status_code == 422
    sent = {f"days-{step}": one["days"] for step, one in course("corruption").days.items()}
    sent |= {"days-feedback": 45, "draw": str(draw.pk), "name": "From the draw", "cluster": "chapters-3-4"}
    assert client.post(new, sent).status_code == 302
    cycle = Cycle.objects.get(name="From the draw")
    assert cycle.days["feedback"] == {"days": 45, "from": "step"}
    begin = reverse("reviews:cycle-open", args=[cycle.pk])
    assert client.post(begin, {"group": "1"}).status_code == 302
    assert sorted(cycle.reviews.values_list("procedure__place", flat=True)) == ["BR", "IT"]
    board = reverse("reviews:desk") + f"?cycle={cycle.pk}"
    assert seating.unopened(cycle) == [(2, 2)]
    assert b'id="group"' in client.get(board).content
    client.post(begin, {"group": ""})
    assert cycle.reviews.count() == 4
    assert seating.unopened(cycle) == []
    assert b'id="group"' not in client.get(board).content
    client.post(begin, {"group": ""})
    assert cycle.reviews.count() == 4
    client.force_login(world.people["IT"].point)
    for address in (new, reverse("reviews:desk"), reverse("reviews:figures")):
        assert client.get(address).status_code == 403
    assert client.post(begin, {}).status_code == 403


@pytest.mark.parametrize("many", [1, 4])
def test_the_desk_asks_as_often_however_many_reviews_there_are(world, client, many, django_assert_num_queries):
    for number in range(many - 1):
        code = ("CH", "AT", "BR")[number]
        world.open(code, *[one for one in ("IT", "AT", "BR") if one != code][:2])
    client.force_login(world.host)
    address = reverse("reviews:desk")
    client.get(address)
    with django_assert_num_queries(12):
        shown = client.get(address).content.decode()
    assert shown.count("/work/") == many
    assert b"/work/" not in client.get(address, {"step": "consent"}).content
    assert b"/work/" not in client.get(address, {"late": "1"}).content
    assert client.get(address, {"cycle": "nothing", "step": "nothing"}).status_code == 200


def test_what_waits_for_the_secretariat_is_what_the_rule_says_at_every_step(world, client):
    def ours():
        return queries.awaiting_secretariat(Review.objects.all()).filter(pk=world.key).exists()

    line = next(each for each in desk() if getattr(each, "key", "") == "reviews.waiting")
    client.force_login(world.host)
    seen = set()
    for step in Step:
        if step in {Step.VISIT, Step.ENDED}:
            continue
        world.to(step)
        for before in (True, False):
            if not before and step in acting.MARKED and step is not Step.FEEDBACK:
                for code in ("IT", "AT", "BR"):
                    Mark.objects.create(
                        review_id=world.key, step=step, place_id=code, by=world.host, at=timezone.now()
                    )
            waited = [one.side for one in acting.awaited(world.review)] == [Side.SECRETARIAT]
            assert ours() is waited, step
            assert line.count(world.host) == int(waited)
            shown = client.get(reverse("reviews:desk"), {"ours": "1"}).content
            assert (b"/work/" in shown) is waited
            seen.add(waited)
        Mark.objects.filter(review_id=world.key, step=step).delete()
    assert seen == {True, False}


def test_what_is_late_is_found_and_shown_to_those_concerned_in_no_order_of_blame(world, client):
    Task.objects.update(due_on=timezone.now().date() - dt.timedelta(days=400))
    client.force_login(world.host)
    assert b"/work/" in client.get(reverse("reviews:desk"), {"late": "1"}).content
    world.open("BR", "IT", "AT")
    Task.objects.update(due_on=timezone.now().date() - dt.timedelta(days=5))
    Task.objects.filter(procedure=world.key).update(due_on=timezone.now().date() - dt.timedelta(days=2))
    late = [one.procedure.place_id for one in queries.stalled(Review.objects.all())]
    assert late == sorted(late)
    client.logout()
    assert b"day passed" not in client.get(reverse("reviews:review", args=[world.key])).content
    assert b"passed" not in client.get(reverse("reviews:reviews")).content


def test_reminders_reach_whoever_can_act_and_nobody_else(world):
    """Before a State has a focal point, who names people for it; then the focal point; at last the Secretariat."""
    due = Task.objects.get(procedure=world.key).due_on
    on = dt.datetime.combine(due, dt.time(12), dt.UTC)

    def reminded(now):
        Notice.objects.filter(kind__in=[telling.DUE, telling.LATE]).delete()
        remind(by=world.host, now=now)
        found = Notice.objects.filter(kind__in=[telling.DUE, telling.LATE]).values_list("person__username", "kind")
        return sorted(found)

    points = [(f"point-{code}", telling.DUE) for code in ("AT", "BR", "IT")]
    assert reminded(on) == points
    actions.name(
        world.review, world.people["IT"].colleague, place="IT", role=Role.FOCAL_POINT, by=world.people["IT"].point
    )
    assert reminded(on) == sorted([*points[:2], ("colleague-IT", telling.DUE)])
    late = reminded(on + dt.timedelta(days=30))
    assert {kind for _name, kind in late} == {telling.LATE}
    assert len(late) == 3
    assert reminded(on + dt.timedelta(days=15)) == []
    actions.go(world.review, "close_nominations", reason="x", by=world.host)
    actions.go(world.review, "close_arrangements", reason="x", by=world.host)
    on = dt.datetime.combine(Task.objects.get(procedure=world.key, done_at=None).due_on, dt.time(12), dt.UTC)
    assert reminded(on) == [("host", telling.DUE)]


def test_nobody_waits_for_or_is_reminded_of_what_is_done(world):
    """A State that has done its part is let go at once, and is asked again where it takes that back."""
    world.name_everybody()
    on = dt.datetime.combine(Task.objects.get(procedure=world.key).due_on, dt.time(12), dt.UTC)
    remind(by=world.host, now=on)

    def waiting():
        kinds = [telling.WAITS, telling.DUE, telling.LATE]
        found = Notice.objects.filter(kind__in=kinds, done_at=None).values_list("person__username", "kind")
        return {name: {kind for who, kind in found if who == name} for name, _kind in found}

    everything = {telling.WAITS, telling.DUE}
    assert waiting() == {f"point-{code}": everything for code in ("IT", "AT", "BR")}
    world.mark("AT")
    assert waiting() == {f"point-{code}": everything for code in ("IT", "BR")}
    actions.unmark(world.known, by=world.people["AT"].point)
    assert waiting()["point-AT"] == {telling.WAITS}
    world.mark("IT", "AT", "BR")
    assert waiting() == {}
    actions.go(world.known, "close_nominations", by=world.host)
    assert waiting() == {f"point-{code}": {telling.WAITS} for code in ("IT", "AT", "BR")}


def test_who_comes_later_is_told_once_of_what_waits_for_their_state(world):
    Notice.objects.all().delete()
    # Those who had been there when the review was opened have come long ago.
    Membership.objects.update(begins_on=timezone.now().date() - dt.timedelta(days=100))
    assert remind(by=world.host) == 0
    late = world.person("focal_point", "late", "AT")
    elsewhere = world.person("focal_point", "elsewhere", "CH")
    assert remind(by=world.host) == 1
    (told,) = Notice.objects.all()
    assert (told.person, told.kind, told.address) == (late, "reviews.waits", f"/reviews/{world.key}/work/")
    assert remind(by=world.host) == 0
    assert not Notice.objects.filter(person=elsewhere).exists()
    # Where the State has its focal point, that one is waited for, and who comes next is not told.
    world.to(Step.ARRANGEMENTS)
    Notice.objects.all().delete()
    world.person("focal_point", "later", "AT")
    assert remind(by=world.host) == 0


def test_what_is_due_is_asked_with_as_many_queries_however_many_reviews_there_are(
    world, django_assert_max_num_queries
):
    world.open("BR", "IT", "AT")
    world.open("AT", "IT", "BR")
    today = timezone.now().date()
    with django_assert_max_num_queries(10):
        found = telling.due(person=None, first=today, last=today + dt.timedelta(days=60))
    assert len(found) == 9
    own = telling.due(person=world.people["AT"].point, first=today, last=today + dt.timedelta(days=60))
    assert {one.person_id for one in own} == {world.people["AT"].point.pk}
    assert telling.due(person=world.people["CH"].point, first=today, last=today + dt.timedelta(days=60)) == []


def test_who_has_to_act_next_is_told_once_and_it_is_settled_with_the_step(world):
    world.to(Step.SELF_ASSESSMENT)
    waits = Notice.objects.filter(kind=telling.WAITS, done_at__isnull=True)
    assert [one.person.username for one in waits.all()] == ["point-IT"]
    world.to(Step.FEEDBACK)
    assert sorted(waits.values_list("person__username", flat=True)) == ["point-AT", "point-BR"]
    world.to(Step.PUBLISHED)
    assert not waits.all().exists()
    assert Notice.objects.filter(kind=telling.PUBLISHED).count() == 9


def test_figures_are_those_of_the_question_that_stands_beside_them(world, client):
    world.to(Step.FEEDBACK)
    world.open("BR", "IT", "AT")
    values = figures.figures()
    assert (values["reviews"], values["not_begun"], values["answered"], values["published"]) == (2, 1, 1, 0)
    assert (values["focal_points"], values["experts"], values["officials"], values["states"]) == (3, 3, 9, 3)
    assert figures.question_of("nothing") is None
    client.force_login(world.host)
    shown = client.get(reverse("reviews:figures")).content.decode()
    for one in figures.FIGURES:
        assert str(one.sentence) % {"value": values[one.key]} in shown
        assert f'id="{one.key}"' in shown
    assert "SELECT" in shown
    told = client.get(reverse("reviews:figures"), {"format": "csv"}).content.decode()
    assert told.splitlines()[1] == "reviews,2"


def test_one_command_tells_the_sentences_of_the_yearly_report_in_six_languages(world):
    world.to(Step.FEEDBACK)
    said = CliRunner().invoke(command, ["figures", "--cycle", world.cycle.name]).output.splitlines()
    assert said[0] == "Reviews that were opened: 1."
    told = {one: CliRunner().invoke(command, ["figures", "--language", one]).output.splitlines() for one in INTERFACE}
    assert told["en"] == said
    assert len({tuple(lines) for lines in told.values()}) == len(INTERFACE)
    assert {len(lines) for lines in told.values()} == {len(figures.FIGURES)}
    assert all(line.endswith("。") for line in told["zh"])
    assert CliRunner().invoke(command, ["figures", "--cycle", "none"]).exit_code != 0


def test_few_people_of_a_gender_are_not_told(world):
    world.name_everybody()
    for number, person in enumerate(User.objects.filter(username__startswith="expert-").exclude(username="expert-CH")):
        one = world.review.participants.get(person=person)
        one.gender = "woman" if number else "man"
        one.save()
    genders = dict(figures.officials(world.cycle)["gender"])
    assert genders == {"": 6, "woman": None, "man": None}
    assert dict(figures.officials(world.cycle)["place"]) == {"AT": 3, "BR": 3, "IT": 3}


def test_each_count_of_officials_shows_its_question(world, client):
    world.name_everybody()
    client.force_login(world.host)
    page = client.get(reverse("reviews:figures"), {"cycle": world.cycle.pk}).content.decode()
    asked = figures.questions_of_officials(world.cycle)
    assert set(asked) == {"role", "gender", "place"}
    for name, question in asked.items():
        assert "COUNT(DISTINCT" in question
        assert f'"{name}' in question.split(" FROM ")[0]
        assert escape(question) in page


def test_the_command_tells_the_figures_in_three_forms(world):
    run = CliRunner()
    told = run.invoke(command, ["figures"])
    assert told.exit_code == 0
    assert "Reviews that were opened: 1." in told.output
    assert json.loads(run.invoke(command, ["figures", "--format", "json"]).output)["reviews"] == 1
    assert "reviews,1" in run.invoke(command, ["figures", "--format", "csv", "--cycle", "Cycle A"]).output
    assert isinstance(run.invoke(command, ["figures", "--cycle", "Nothing"]).exception, Unreadable)


def test_a_review_has_reviewers_and_none_is_the_state_itself(world):
    with pytest.raises(Unreadable):
        world.open("IT")
    with pytest.raises(Unreadable):
        world.open("IT", "IT", "AT")
