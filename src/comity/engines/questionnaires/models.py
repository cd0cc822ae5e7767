import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.files.models import File
from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.engines.questionnaires.enums import AnswerState, Stage, Standing, Wording


class Questionnaire(models.Model):
    """What is asked again and again, under one code, in versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """One edition of a questionnaire: a whole definition, which never changes once anybody has begun to answer it.

    Sections and questions are no rows: nothing points at them but answers, and these do so by the question's code.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    edition = models.CharField(max_length=60)
    # In which order editions came.
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.DRAFT)
    # In the canonical form of ``grammar.writing``, and its digest.
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    # What lists show, so that they need not read the definition.
    title = models.JSONField()
    wording = models.CharField(max_length=20, choices=Wording.choices)
    size = models.PositiveIntegerField()
    languages = models.JSONField(default=list)
    # Of the file that ships with a module, when it comes from one.
    file_digest = models.CharField(max_length=64, blank=True)
    # How often it was changed: whoever changes it says what they have seen.
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "edition"],
                name="questionnaires_version_edition_once",
                violation_error_message=_("This questionnaire already has that edition."),
            ),
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaires_version_number_once"),
            models.CheckConstraint(
                name="questionnaires_version_released_has_moment",
                condition=Q(stage=Stage.DRAFT, released_at__isnull=True)
                | (~Q(stage=Stage.DRAFT) & Q(released_at__isnull=False)),
                violation_error_message=_("A draft was not released; anything else was."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.edition}"


class Response(models.Model):
    """That somebody answers a version, about a State or for an organisation, for a use that a module has named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="responses")
    # For what: a module that uses questionnaires says who may read and write such responses.
    use = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # From then on nothing in it changes.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["use", "place"])]
        constraints = [
            models.CheckConstraint(
                name="questionnaires_response_closed_after_opened",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                violation_error_message=_("A response is not closed before it is opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.id}"


class Answer(models.Model):
    """What is answered to one question now, by whom and when; ``Writing`` keeps what was, and what stands beside."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    # Its code in the definition.
    question = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    # For colleagues only; what several people say of it are remarks.
    comment = models.TextField(blank=True)
    # Keys of records, each with where in it: [{"record": …, "locator": …}].
    evidence = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=AnswerState.choices, default=AnswerState.DRAFT)
    # From which suggestion it was taken, as ``provider:key``; empty for somebody's own words.
    taken = models.CharField(max_length=200, blank=True)
    # In which open page it was written: what that page sends next continues it, though its answer was lost on the way.
    sitting = models.CharField(max_length=36, blank=True)
    # Which text of all that were written for it this is, and how many there are.
    number = models.PositiveIntegerField(default=1)
    written = models.PositiveIntegerField(default=1)
    # Whether a text of somebody else stands beside it that nobody has settled.
    is_contested = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="questionnaires_answer_once"),
            models.CheckConstraint(
                name="questionnaires_answer_is_one_of_its_texts", condition=Q(number__lte=F("written"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.response_id}"


class Writing(models.Model):
    """A text that somebody wrote for an answer and that is not the answer now; it is never changed or taken away."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="writings")
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    comment = models.TextField(blank=True)
    evidence = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=AnswerState.choices)
    taken = models.CharField(max_length=200, blank=True)
    sitting = models.CharField(max_length=36, blank=True)
    standing = models.CharField(max_length=20, choices=Standing.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="questionnaires_writing_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.answer_id}"


class Enclosure(models.Model):
    """A file that was sent for an answer; it stays with the response, also when the answer no longer names it.

    The answer holds the key of the file. What somebody called it stands here and not with the file: whoever keeps all
    files of the portal in order is no reader of what a State writes.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="enclosures")
    question = models.CharField(max_length=60)
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    # Whether the answer names it now; if not, it is one of an earlier text, or of one that stands beside.
    is_answer = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["response", "question"])]

    def __str__(self) -> str:
        return f"{self.question} of {self.response_id}"


class Assignment(models.Model):
    """That a section of a response is for a person, or for all who work in an organisation, to answer."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="assignments")
    # Its code in the definition.
    section = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="questionnaires_assignment_to_one",
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                violation_error_message=_("A section is given to a person or to an organisation."),
            ),
            models.UniqueConstraint(
                fields=["response", "section", "person"], name="questionnaires_assignment_person_once"
            ),
            models.UniqueConstraint(
                fields=["response", "section", "organisation"], name="questionnaires_assignment_organisation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.response_id}"


class Remark(models.Model):
    """What somebody says to colleagues about a question; it stands as it was said."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="remarks")
    question = models.CharField(max_length=60)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["response", "question"])]

    def __str__(self) -> str:
        return f"{self.question} of {self.response_id}"
