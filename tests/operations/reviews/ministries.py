"""Three invented ministries and a Secretariat, and a review of one by the two others that is led to some step."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from comity.base.people.models import Membership, Organisation, User
from comity.base.places import index as places
from comity.base.places.models import Place
from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState
from comity.engines.questionnaires.grammar import reading
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Finding, Matter, Meet, Role, Saying, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.shapes import Setting


CODE = "uncac-criminalization"
DEFINITION = {
    "code": CODE,
    "edition": "1",
    "wording": "own",
    "source": "written for tests",
    "languages": ["en"],
    "title": {"en": "Short"},
    "lead": {"en": "For tests."},
    "sections": [
        {
            "code": "a15",
            "title": {"en": "Article 15"},
            "questions": [
                {"code": "q1", "kind": "yes-in-part-no", "text": {"en": "Is bribery an offence?"}},
                {"code": "q2", "kind": "text", "text": {"en": "Cite the law."}},
            ],
        }
    ],
}
WRITING = (Step.SELF_ASSESSMENT, Step.FEEDBACK, Step.CLARIFICATIONS, Step.OBSERVATIONS)


def questionnaire(editor, code=CODE):
    """A short questionnaire, released."""
    made = questionnaires.draft(reading.definition({**DEFINITION, "code": code}), by=editor)
    return questionnaires.release(made, by=editor, seen=1)


class World:
    """Who there is, and one review of ``IT`` by ``AT`` and ``BR``; ``CH`` takes no part."""

    STATES = ("IT", "AT", "BR", "CH")

    def __init__(self, mechanism="corruption", *, visit=False):
        self.offices, self.people = {}, {}
        for code in self.STATES:
            place, is_made = Place.objects.get_or_create(code=code, defaults={"kind": "state"})
            if is_made:
                # What is kept in memory is that of an earlier test, and is good for a minute.
                places.forget()
            self.offices[code] = Organisation.objects.create(name=f"Ministry of {code}", place=place)
        self.host = self.person(
            "secretariat", "host", office=Organisation.objects.create(name="UN", kind="secretariat")
        )
        self.editor = self.person("editor", "editor", office=Organisation.objects.create(name="E", kind="secretariat"))
        for code in self.STATES:
            self.people[code] = SimpleNamespace(
                point=self.person("focal_point", f"point-{code}", code),
                expert=self.person("contributor", f"expert-{code}", code),
                colleague=self.person("authority", f"colleague-{code}", code),
                observer=self.person("observer", f"observer-{code}", code),
            )
        self.setting = Setting(mechanism, "Cycle A", "chapters-3-4", timezone.now())
        self.visit = visit

    def person(self, role, name, code="", office=None):
        made = User.objects.create(username=name)
        Membership.objects.create(user=made, organisation=office or self.offices[code], role=role)
        return made

    def begin(self):
        """Set up the cycle with its questionnaire and open the review."""
        questionnaire(self.editor)
        self.cycle = actions.set_up_cycle(self.setting, draw=None, by=self.host)
        self.cycle.questionnaires = {"XVIII-14": [CODE]}
        self.cycle.save()
        self.open("IT", "AT", "BR")
        return self

    def open(self, state, *reviewers):
        seats = [{"state": one, "instruments": ["XVIII-14"], "additional": False} for one in reviewers]
        self.key = actions.open_review(self.cycle, {"state": state, "group": 1, "reviewers": seats}, by=self.host).pk

    @property
    def review(self):
        return queries.for_listing(Review.objects.all()).get(pk=self.key)

    @property
    def known(self):
        """What is needed of a review to lead it on: actions read it anew themselves."""
        return Review.objects.select_related("procedure", "cycle").get(pk=self.key)

    @property
    def stage(self):
        return self.known.stage

    def name_everybody(self):
        for code in ("IT", "AT", "BR"):
            them = self.people[code]
            for person, role in (
                (them.point, Role.FOCAL_POINT), (them.expert, Role.EXPERT), (them.observer, Role.OBSERVER),
            ):  # fmt: skip
                actions.name(self.known, person, place=code, role=role, by=them.point)
                if role is not Role.OBSERVER:
                    actions.declare(self.known, by=person)

    def mark(self, *codes):
        for code in codes:
            actions.mark(self.known, by=self.people[code].point)

    def hold(self, kind):
        actions.keep_meeting(
            self.known, kind=kind, held_at=timezone.now(), venue="By video", minutes="Minutes secret-minutes",
            language="en", by=self.host,
        )  # fmt: skip

    # Each leads on from the step of its name.

    def nominations(self):
        self.name_everybody()
        self.mark("IT", "AT", "BR")
        actions.go(self.known, "close_nominations", by=self.host)

    def arrangements(self):
        actions.arrange(
            self.known, languages=["en", "ar"], division="All", parts={"AT": "Chapter III", "BR": "Chapter IV"},
            seen=0, by=self.host,
        )  # fmt: skip
        self.mark("IT", "AT", "BR")
        actions.go(self.known, "close_arrangements", by=self.host)

    def consultation(self):
        self.hold(Meet.CONSULTATION)
        actions.go(self.known, "open_questionnaires", by=self.host)

    def answer(self, code="q2", value=None, by=None, seen=0):
        response = self.known.assessments.get(instrument="XVIII-14").response
        written = Text(value or {"en": "secret-answer"}, comment="secret-comment", state=AnswerState.DRAFT)
        return questionnaires.answer(response, code, written, by=by or self.people["IT"].expert, seen=seen)

    def self_assessment(self):
        self.answer()
        actions.go(self.known, "hand_in_answers", by=self.people["IT"].point)

    def feedback(self):
        for code, kind in (("AT", Saying.FEEDBACK), ("BR", Saying.QUESTION)):
            actions.remark(
                self.known, f"secret-feedback-{code}", language="en", kind=kind,
                assessment=self.known.assessments.get(instrument="XVIII-14"), code="q2", by=self.people[code].expert,
            )  # fmt: skip
        self.mark("AT", "BR")

    def clarifications(self):
        question = self.known.remarks.filter(kind=Saying.QUESTION).first()
        actions.clarify(question, "secret-clarification", language="en", by=self.people["IT"].expert)
        actions.go(self.known, "hand_in_clarifications", by=self.people["IT"].point)

    def dialogue(self):
        self.hold(Meet.DIALOGUE)
        actions.go(self.known, "begin_visit" if self.visit else "close_dialogue", by=self.host)

    def seen_visit(self):
        self.hold(Meet.VISIT)
        actions.go(self.known, "close_visit", by=self.host)

    def observe(self, text="secret-observation", by=None):
        return actions.observe(
            self.known, text, kind=Finding.GAP, article="XVIII-14:15", language="en",
            by=by or self.people["AT"].expert,
        )  # fmt: skip

    def observations(self):
        one = self.observe()
        for code in ("IT", "AT", "BR"):
            actions.agree(one, seen=1, by=self.people[code].point)
        self.mark("IT", "AT", "BR")
        actions.go(self.known, "close_observations", by=self.host)

    def summary(self):
        if not self.known.summaries.exists():
            actions.summarise(self.known, "secret-summary", language="en", seen=0, by=self.people["AT"].expert)
        actions.go(self.known, "finish_summary", by=self.host)

    def consent(self, **public):
        for matter in Matter:
            actions.decide(self.known, matter, is_public=public.get(matter.value, True), by=self.people["IT"].point)
        actions.go(self.known, "consent", by=self.people["IT"].point)

    def publication(self):
        actions.summarise(self.known, "ملخص", language="ar", seen=0, by=self.host)
        actions.go(self.known, "publish", by=self.host)

    def to(self, step):
        """Lead the review on until it stands at a step."""
        while self.stage != step:
            name = "seen_visit" if self.stage is Step.VISIT else self.stage.value
            if step is Step.ENDED:
                actions.go(self.known, "end", reason="The State left", by=self.host)
                return self
            getattr(self, name)()
        return self


def later(days):
    return timezone.now().date() + dt.timedelta(days=days)
