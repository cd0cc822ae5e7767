"""A year of reviews in compressed time: every review of a drawn group of the real parties, through the real actions.

An installation of its own is made. In it the lot is drawn, the reviews are opened, and in each of them eight officials
are named, declare, answer, write, agree and hand in, on days that chance draws; some States do nothing for long, and
the Secretariat goes on without them. After every simulated week reminders are sent. At the end it is asked whether
every rule holds and no review stands still, how large the database has grown, and how long the main pages take.
"""

import argparse
import datetime as dt
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from bench.installation import ROOT, machine
from bench.review_pages import p95, pages
from bench.sight import Sight
from bench.working import Installation


OUT: Final = ROOT / "build" / "bench" / "reviews.json"
ANSWERS: Final = 40
# One State in so many does not act until the Secretariat goes on without it.
SILENT: Final = 9


def main(arguments: list[str]) -> None:
    """Make it, let the year pass, and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench reviews", description=__doc__)
    parser.add_argument("--reviews", type=int, default=189, help="how many reviews are opened")
    parser.add_argument("--seed", type=int, default=20261122)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-reviews-") as folder:
        home = Path(folder)
        os.environ |= {"COMITY_HOME": folder, "COMITY_SECOND_FACTOR": "no", "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "comity.project.settings"
        Installation(home).run("setup")
        import django  # noqa: PLC0415 -- after the installation is named

        django.setup()
        figures = Year(home, asked.reviews, random.Random(asked.seed)).whole()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"machine": machine()} | figures, indent=1), encoding="utf-8")
    Console(width=110, highlight=False).print_json(json.dumps(figures))


class Year:
    """The people, the clock, and what each does when it is their turn."""

    def __init__(self, home: Path, count: int, chance: random.Random) -> None:
        self.home, self.count, self.chance = home, count, chance
        self.now = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
        self.officials: dict[str, list[Any]] = {}
        self.did: Counter[str] = Counter()
        self.took: list[float] = []
        self.sight, self.added = Sight(), 0

    def whole(self) -> dict[str, Any]:
        """Everything, in order; the figures."""
        from django.utils import timezone  # noqa: PLC0415 -- after the settings

        real = timezone.now
        timezone.now = lambda: self.now  # type: ignore[assignment] # -- the clock of the play
        try:
            before = self.size()
            self.prepare()
            began, spent = time.monotonic(), time.process_time()
            days = self.pass_days()
            figures = {
                "reviews": self.count,
                "parties_added": self.added,
                "officials": sum(map(len, self.officials.values())),
                "days": days,
                "seconds": round(time.monotonic() - began),
                "seconds_of_processor": round(time.process_time() - spent),
                "actions": sum(self.did.values()),
                "by_action": dict(self.did.most_common()),
                "action_p95_ms": p95(self.took),
                "megabytes_before": before,
                "megabytes_after": self.size(),
            } | self.checked()
        finally:
            timezone.now = real  # type: ignore[assignment] # -- as above
        return figures | pages(self.host)

    def size(self) -> float:
        """Megabytes of the database."""
        return round(sum(one.stat().st_size for one in self.home.glob("comity.sqlite3*")) / 2**20, 1)

    def prepare(self) -> None:
        """Draw the lot, set the cycle up, open its reviews."""
        from comity.base.people.models import Membership, Organisation, User  # noqa: PLC0415
        from comity.operations.reviews import actions  # noqa: PLC0415
        from comity.operations.reviews.models import Lot  # noqa: PLC0415
        from comity.operations.reviews.shapes import Setting  # noqa: PLC0415

        office = Organisation.objects.create(name="Secretariat of the play", kind="secretariat")
        self.host = User.objects.create(username="host")
        Membership.objects.create(user=self.host, organisation=office, role="secretariat", begins_on="2025-01-01")
        draw = actions.set_up("corruption", phase="Play", parties_on=dt.date(2025, 12, 1), values={}, by=self.host)
        self.complete(draw)
        actions.commit(
            draw.lots.get(),
            randomness_source="The play",
            randomness_at=self.now + dt.timedelta(minutes=1),
            by=self.host,
        )
        self.now += dt.timedelta(hours=1)
        lot = actions.draw_lot(draw.lots.get(), str(self.chance.random()), by=self.host)
        actions.publish(lot, by=self.host)
        outcome = Lot.objects.get(pk=lot.pk).outcome
        setting = Setting("corruption", "Play", "chapters-3-4", self.now)
        self.cycle = actions.set_up_cycle(setting, draw=draw, by=self.host)
        for one in outcome[: self.count]:
            actions.open_review(self.cycle, one, by=self.host)
        self.count = len(outcome[: self.count])
        self.silent = {
            code for code in {one["state"] for one in outcome[: self.count]} if self.chance.randrange(SILENT) == 0
        }

    def complete(self, draw: Any) -> None:
        """Let so many States be party that as many reviews are drawn as are wanted, where the portal knows fewer."""
        from comity.base.places.models import Place  # noqa: PLC0415
        from comity.operations.reviews import actions  # noqa: PLC0415
        from comity.operations.reviews.enums import Part, Wish  # noqa: PLC0415
        from comity.operations.reviews.queries import parties  # noqa: PLC0415

        listed = {one.code for one in parties(draw) if one.part == Part.BOTH}
        for place in Place.objects.filter(kind="state").exclude(code__in=listed).order_by("code"):
            if len(listed) >= self.count:
                break
            told = {"part": Part.BOTH, "wish": Wish.NONE, "instruments": ["XVIII-14"], "source": "The play"}
            actions.correct(draw, place, **told, by=self.host)
            listed.add(place.code)
            self.added += 1

    def people_of(self, code: str, review: Any) -> list[Any]:
        """The officials of a State: four where it is under review, two where it reviews."""
        from comity.base.people.models import Membership, Organisation, User  # noqa: PLC0415

        if code not in self.officials:
            office = Organisation.objects.create(name=f"Ministry of {code}", place_id=code)
            several = [User.objects.create(username=f"play-{code}-{number}") for number in range(4)]
            for number, one in enumerate(several):
                role = "contributor" if number else "focal_point"
                Membership.objects.create(user=one, organisation=office, role=role, begins_on="2025-01-01")
            self.officials[code] = several
        return self.officials[code][: 4 if code == review.procedure.place_id else 2]

    def pass_days(self) -> int:
        """Let days pass until every review is over; how many did.

        Raises:
            RuntimeError: after three years some still stand.
        """
        from comity.base.notices.actions import remind  # noqa: PLC0415
        from comity.operations.reviews.models import Review  # noqa: PLC0415
        from comity.operations.reviews.queries import reviews as queries  # noqa: PLC0415

        for day in range(3 * 365):
            self.now += dt.timedelta(days=1)
            if day % 30 == 0:
                print(f"day {day}, {sum(self.did.values())} actions", file=sys.stderr, flush=True)
            left = queries.for_listing(Review.objects.exclude(procedure__state__in=["published", "ended"]))
            several = [one for one in left if self.chance.randrange(5) == 0 or queries.is_late(one, self.now.date())]
            if not several and not left:
                return day
            for one in several:
                self.turn(one)
            if day % 7 == 0:
                began = time.monotonic()
                remind(by=self.host, now=self.now)
                self.did["remind"] += 1
                self.took.append(time.monotonic() - began)
        raise RuntimeError("Some reviews stand still.")

    def do(self, verb: str, *arguments: Any, by: Any, **how: Any) -> Any:
        """Act, and note how long it took; before anything is handed on it is tried what nobody else may see."""
        from comity.operations.reviews import actions  # noqa: PLC0415

        if verb == "go" or (verb == "mark" and arguments[0].stage == "feedback"):
            self.sight.look(arguments[0], self.officials, self.host)
        began = time.monotonic()
        done = getattr(actions, verb)(*arguments, **how, by=by)
        self.took.append(time.monotonic() - began)
        self.did[verb] += 1
        return done

    def turn(self, review: Any) -> None:
        """Do in one review what is asked of everybody now; the Secretariat goes on without who is silent and late."""
        from comity.operations.reviews.enums import Side  # noqa: PLC0415
        from comity.operations.reviews.queries import reviews as queries  # noqa: PLC0415
        from comity.operations.reviews.rules import acting  # noqa: PLC0415

        is_late = queries.is_late(review, self.now.date())
        for one in acting.awaited(review):
            if one.place in self.silent and not is_late:
                return
        states = [code for code in acting.places_of(review) if code not in self.silent or is_late]
        getattr(self, f"at_{review.stage.value}")(review, states, Side)

    def at_nominations(self, review: Any, states: list[str], side: Any) -> None:
        from comity.operations.reviews.enums import Role  # noqa: PLC0415

        for code in states:
            several = self.people_of(code, review)
            for number, person in enumerate(several):
                role = Role.EXPERT if number else Role.FOCAL_POINT
                self.do("name", review, person, place=code, role=role, by=several[0])
                self.do("declare", review, by=person)
            self.do("mark", review, by=several[0])
        self.do("go", review, "close_nominations", reason="Time has passed", by=self.host)

    def at_arrangements(self, review: Any, states: list[str], side: Any) -> None:
        self.do("arrange", review, languages=["en"], division="As usual", parts={}, seen=0, by=self.host)
        for code in states:
            self.do("mark", review, by=self.people_of(code, review)[0])
        self.do("go", review, "close_arrangements", reason="Time has passed", by=self.host)

    def hold(self, review: Any, kind: str) -> None:
        from comity.operations.reviews.enums import Meet  # noqa: PLC0415

        self.do(
            "keep_meeting", review, kind=Meet(kind), held_at=self.now, venue="By video",
            minutes="What was said. " * 40, language="en", by=self.host,
        )  # fmt: skip

    def at_consultation(self, review: Any, states: list[str], side: Any) -> None:
        self.hold(review, "consultation")
        self.do("go", review, "open_questionnaires", by=self.host)

    def at_self_assessment(self, review: Any, states: list[str], side: Any) -> None:
        from comity.engines.questionnaires.actions import answer  # noqa: PLC0415
        from comity.engines.questionnaires.actions.answering import Text  # noqa: PLC0415
        from comity.engines.questionnaires.registry import definition_of  # noqa: PLC0415
        from comity.operations.reviews.queries import reviews as queries  # noqa: PLC0415

        people = self.people_of(str(review.procedure.place_id), review)
        for one in queries.assessments_of(review):
            asked = [q for q in definition_of(one.response.version).questions.values() if q.is_answered][:ANSWERS]
            for number, question in enumerate(asked):
                value = {"en": "Section 12 of the act says so. " * 8} if question.kind == "text" else "yes"
                began = time.monotonic()
                answer(one.response, question.code, Text(value), by=people[number % len(people)])
                self.took.append(time.monotonic() - began)
                self.did["answer"] += 1
        self.do("go", review, "hand_in_answers", by=people[0])

    def at_feedback(self, review: Any, states: list[str], side: Any) -> None:
        from comity.operations.reviews.enums import Saying  # noqa: PLC0415

        reviewing = [one.place_id for one in review.reviewers.all()]
        done = {one.place_id for one in review.marks.all() if one.step == "feedback"}
        for code in reviewing:
            if code not in states or code in done:
                continue
            people = self.people_of(code, review)
            for number in range(8):
                kind = Saying.QUESTION if number % 4 == 0 else Saying.FEEDBACK
                self.do("remark", review, "Well explained. " * 20, language="en", kind=kind, by=people[number % 2])
            self.do("mark", review, by=people[0])
        if not set(reviewing) <= set(states):
            self.do("go", review, "close_feedback", reason="Time has passed", by=self.host)

    def at_clarifications(self, review: Any, states: list[str], side: Any) -> None:
        people = self.people_of(str(review.procedure.place_id), review)
        for number, question in enumerate(review.remarks.filter(kind="question")):
            self.do("clarify", question, "This is so. " * 20, language="en", by=people[number % 4])
        self.do("go", review, "hand_in_clarifications", by=people[0])

    def at_dialogue(self, review: Any, states: list[str], side: Any) -> None:
        self.hold(review, "dialogue")
        self.do("go", review, "begin_visit" if self.chance.random() < 0.5 else "close_dialogue", by=self.host)

    def at_visit(self, review: Any, states: list[str], side: Any) -> None:
        self.hold(review, "visit")
        self.do("go", review, "close_visit", by=self.host)

    def at_observations(self, review: Any, states: list[str], side: Any) -> None:
        from comity.operations.reviews.enums import Finding  # noqa: PLC0415
        from comity.operations.reviews.models import Observation  # noqa: PLC0415

        writers = [self.people_of(one.place_id, review)[0] for one in review.reviewers.all()]
        for number in range(6):
            kind = list(Finding)[number % 4]
            one = self.do("observe", review, f"Paragraph {number}. " * 20, kind=kind, article="", language="en",
                          by=writers[number % 2])  # fmt: skip
            if number % 3 == 0:
                self.do("reword", one, f"Anew {number}. " * 20, seen=1, by=writers[0])
                beside = self.do("reword", one, f"Beside {number}. " * 20, seen=1, by=writers[1])
                wording = beside.observation.wordings.get(standing="beside")
                self.do("take_wording", wording, by=self.host)
        for code in states:
            person = self.people_of(code, review)[0]
            for one in Observation.objects.filter(review=review):
                self.do("agree", one, seen=one.number, by=person)
            self.do("mark", review, by=person)
        self.do("go", review, "close_observations", reason="Time has passed", by=self.host)

    def at_summary(self, review: Any, states: list[str], side: Any) -> None:
        self.do("summarise", review, "All in all. " * 300, language="en", seen=0, by=self.host)
        self.do("go", review, "finish_summary", by=self.host)

    def at_consent(self, review: Any, states: list[str], side: Any) -> None:
        from comity.operations.reviews.enums import Matter  # noqa: PLC0415

        point = self.people_of(str(review.procedure.place_id), review)[0]
        for matter in Matter:
            self.do("decide", review, matter, is_public=self.chance.random() < 0.8, by=point)
        self.do("go", review, "consent", by=point)

    def at_publication(self, review: Any, states: list[str], side: Any) -> None:
        for language in ("ar", "fr"):
            self.do("summarise", review, "Traduit. " * 300, language=language, seen=0, by=self.host)
        self.do("go", review, "publish", by=self.host)

    def checked(self) -> dict[str, Any]:
        """Whether every rule held: counted from what stands in the database, not from what was meant."""
        from django.db.models import Count, Exists, F, OuterRef, Q  # noqa: PLC0415

        from comity.engines.procedures.models import Task  # noqa: PLC0415
        from comity.engines.questionnaires.models import Answer  # noqa: PLC0415
        from comity.knowledge.published_reviews.models import PublishedReview  # noqa: PLC0415
        from comity.operations.reviews.models import Agreement, Consent, Participant, Review  # noqa: PLC0415

        points = Participant.objects.filter(role="focal_point", ended_at=None).values("review", "place")
        reviews = Review.objects.all()
        broken = {
            "not over": reviews.exclude(procedure__state__in=["published", "ended"]).count(),
            "two focal points": points.annotate(count=Count("pk")).filter(count__gt=1).count(),
            "reviews itself": reviews.filter(reviewers__place=F("procedure__place")).count(),
            "expert of no State of the review": Participant.objects.exclude(
                Q(place=F("review__procedure__place")) | Q(review__reviewers__place=F("place"))
            ).count(),
            "on two sides": sum(
                1
                for one in Participant.objects.values("review", "person").annotate(count=Count("place", distinct=True))
                if one["count"] > 1
            ),
            "agreed by who takes no part": Agreement.objects.exclude(
                Q(place=F("observation__review__procedure__place"))
                | Q(observation__review__reviewers__place=F("place"))
            ).count(),
            "published without a record": Review.objects.filter(
                Exists(Consent.objects.filter(review=OuterRef("pk"), is_public=True)), procedure__state="published"
            )
            .exclude(pk__in=PublishedReview.objects.filter(record__state="published").values("review_key"))
            .count(),
            "withheld and yet in the record": sum(
                bool(one.answers) * ("answers" in one.withheld)
                + one.observations.exists() * ("observations" in one.withheld)
                + any(text.summary for text in one.record.texts.all()) * ("summary" in one.withheld)
                for one in PublishedReview.objects.all()
            ),
            "open tasks": Task.objects.filter(done_at=None).count(),
            "answers changed after they were handed in": Answer.objects.filter(
                at__gt=F("response__closed_at")
            ).count(),
        }
        return {
            "broken": {name: count for name, count in broken.items() if count} | dict(self.sight.leaks),
            "rules_asked": len(broken),
            "looks": self.sight.looks,
            "things_looked_for": self.sight.asked,
        }
