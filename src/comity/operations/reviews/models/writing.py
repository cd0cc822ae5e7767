from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.questionnaires.models import Response
from comity.operations.reviews.enums import Finding, Matter, Meet, Saying, Standing
from comity.operations.reviews.models.cycles import Review


class Assessment(models.Model):
    """One questionnaire that the State under review answers."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="assessments")
    # The symbol of the instrument about which it asks.
    instrument = models.CharField(max_length=60)
    response = models.OneToOneField(Response, models.PROTECT, related_name="+")
    # Why it was opened beside the others, after the State had become party to one more instrument; empty for those
    # that were opened with the step.
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["instrument"]
        constraints = [models.UniqueConstraint(fields=["review", "response"], name="reviews_assessment_once")]

    def __str__(self) -> str:
        return f"{self.instrument} of {self.review_id}"


class Remark(models.Model):
    """What somebody writes of an answer, a section or the whole: feedback, a question, or what clarifies one."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=20, choices=Saying)
    # Whose it is: until it is handed in, nobody else's.
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # Of which questionnaire and of which section or question in it; both empty for the whole.
    assessment = models.ForeignKey(Assessment, models.CASCADE, null=True, blank=True, related_name="remarks")
    code = models.CharField(max_length=60, blank=True)
    # The question that it clarifies.
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answered_by")
    text = models.TextField()
    language = models.CharField(max_length=10)
    # One more at every change: whoever changes it says which they have seen.
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_remark_clarifies_a_question",
                condition=(Q(kind=Saying.CLARIFICATION) & Q(answers__isnull=False))
                | (~Q(kind=Saying.CLARIFICATION) & Q(answers__isnull=True)),
                violation_error_message=_("A clarification, and nothing else, answers a question."),
            ),
            models.CheckConstraint(
                name="reviews_remark_on_something_of_a_questionnaire",
                condition=Q(code="") | Q(assessment__isnull=False),
                violation_error_message=_("A question is one of a questionnaire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Meeting(models.Model):
    """A meeting of those who take part, and its minutes."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Meet)
    held_at = models.DateTimeField()
    # Where, or by what means, in words.
    venue = models.CharField(max_length=300)
    minutes = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["held_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_at:%Y-%m-%d}"


class Observation(models.Model):
    """A paragraph of the list of observations as it stands; ``Wording`` keeps what was, and what stands beside."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="observations")
    kind = models.CharField(max_length=20, choices=Finding)
    # Id of the term of the article, such as ``XVIII-12:5``; empty for none.
    article = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10)
    # Which wording of all that were written this is, and how many there are.
    number = models.PositiveIntegerField(default=1)
    written = models.PositiveIntegerField(default=1)
    is_contested = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # For which State; none for the Secretariat.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    # Taken out of the list; it stays to be seen by those who take part.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["article", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Wording(models.Model):
    """A wording of a paragraph that does not hold now; never changed or taken away."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    text = models.TextField()
    # Empty for those of before it was kept: they are in the language that the paragraph had.
    language = models.CharField(max_length=10, blank=True)
    standing = models.CharField(max_length=20, choices=Standing)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["observation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "number"], name="reviews_wording_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.observation_id}"


class Agreement(models.Model):
    """That a State agrees to a paragraph as it stands; a new wording takes it away."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="agreements")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["observation", "place"], name="reviews_agreement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} to {self.observation_id}"


class Summary(models.Model):
    """The summary of a review in one language."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="summaries")
    language = models.CharField(max_length=10)
    text = models.TextField()
    is_translation = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["is_translation", "language"]
        constraints = [
            models.UniqueConstraint(fields=["review", "language"], name="reviews_summary_language_once"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(is_translation=False), name="reviews_summary_one_original"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.review_id}"


class Consent(models.Model):
    """Whether the State under review lets a part be published."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="consents")
    matter = models.CharField(max_length=20, choices=Matter)
    is_public = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "matter"], name="reviews_consent_once")]

    def __str__(self) -> str:
        return f"{self.matter} of {self.review_id}"
