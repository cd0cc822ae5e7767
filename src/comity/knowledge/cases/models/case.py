"""The record of a case, its texts, its terms, and what it is counted by."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.engines.records.enums import Wording
from comity.engines.records.models import Detail, Satellite
from comity.engines.records.shapes import Makeup
from comity.kernel.notations import ECLI
from comity.knowledge.cases.enums import SectionKind, Verification


SLUG = r"[a-z0-9][a-z0-9.-]*"


class Case(Detail):
    """A decision of a court, or a case that an authority worked on. Titles and fact summaries are the card's texts."""

    kind: ClassVar[str] = "case"
    satellites: ClassVar[tuple[str, ...]] = (
        "sections",
        "terms",
        "instances",
        "parties",
        "charges",
        "measures",
        "cooperation",
        "citations",
        "attachments",
        "marks",
    )
    naming: ClassVar[tuple[str, ...]] = ("identifier",)
    makeup: ClassVar[Makeup] = Makeup(
        dates={
            "decided": ("decided_earliest_on", "decided_latest_on"),
            "sentenced": ("sentenced_earliest_on", "sentenced_latest_on"),
        },
        coded={
            "court_level": ("court-level",),
            "legal_system": ("legal-system",),
            "proceedings": ("case-proceedings",),
        },
        languages=frozenset({"language"}),
        about=False,
    )

    # Permanent, in the address: “unodc-itax041”.
    identifier = models.CharField(
        max_length=120, unique=True, validators=[RegexValidator(SLUG)], verbose_name=_("identifier")
    )
    # The number under which the publisher of the database files it, such as ITAx041.
    filed_as = models.CharField(_("number in its source"), max_length=60, blank=True)
    number = models.CharField(_("number of the case"), max_length=300, blank=True)
    ecli = models.CharField("ECLI", max_length=60, blank=True, validators=[RegexValidator(f"^{ECLI}$")])
    # As the court or its reports cite it: “[2025] ZACC 29”, “579 U.S. 550”.
    citation = models.CharField(_("cited as"), max_length=200, blank=True)
    court = models.CharField(_("court"), max_length=300, blank=True)
    # Codes of the vocabularies court-level, legal-system and case-proceedings.
    court_level = models.CharField(_("level of the court"), max_length=40, blank=True)
    legal_system = models.CharField(_("legal system"), max_length=40, blank=True)
    proceedings = models.CharField(_("type of proceedings"), max_length=40, blank=True)
    # EDTF, with the days that it may mean.
    decided = models.CharField(_("decided"), max_length=60, blank=True)
    decided_earliest_on = models.DateField(_("decided, first possible day"), null=True, blank=True)
    decided_latest_on = models.DateField(_("decided, last possible day"), null=True, blank=True)
    sentenced = models.CharField(_("sentenced"), max_length=60, blank=True)
    sentenced_earliest_on = models.DateField(_("sentenced, first possible day"), null=True, blank=True)
    sentenced_latest_on = models.DateField(_("sentenced, last possible day"), null=True, blank=True)
    # Of the decision itself.
    language = models.CharField(_("language of the decision"), max_length=10, blank=True)
    verification = models.CharField(
        _("verification"), max_length=12, choices=Verification, default=Verification.PUBLISHER
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    # Why it is here when not every element of the crime was found: an acquittal, a civil case, a treaty body.
    inclusion_reason = models.TextField(_("why it is here"), blank=True)
    # The publisher shows people by initials or numbers.
    is_anonymised = models.BooleanField(_("people are shown by initials or numbers"), default=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["-decided_earliest_on", "identifier"], name="cases_case_decided"),
            models.Index(fields=["ecli"], name="cases_case_ecli"),
        ]
        constraints = [
            models.CheckConstraint(
                name="cases_case_decided_has_days",
                condition=Q(decided="", decided_earliest_on__isnull=True, decided_latest_on__isnull=True)
                | Q(decided_earliest_on__isnull=False, decided_latest_on__gte=F("decided_earliest_on")),
                violation_error_message=_("A date of decision comes with its first and last possible day."),
            ),
            models.CheckConstraint(
                name="cases_case_sentenced_has_days",
                condition=Q(sentenced="", sentenced_earliest_on__isnull=True, sentenced_latest_on__isnull=True)
                | Q(sentenced_earliest_on__isnull=False, sentenced_latest_on__gte=F("sentenced_earliest_on")),
                violation_error_message=_("A date of sentence comes with its first and last possible day."),
            ),
            models.CheckConstraint(
                name="cases_case_verified_has_date",
                condition=~Q(verification=Verification.VERIFIED) | Q(verified_on__isnull=False),
                violation_error_message=_("A record that was compared with the decision says when."),
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def address(self) -> str:
        """The permanent path of the case's page, without a language."""
        return f"/cases/{self.identifier}/"


class CaseSection(Satellite):
    """A stretch of text about one matter in one language; each matter may have other languages than the next."""

    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"language"}))

    case = models.ForeignKey(Case, models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=16, choices=SectionKind)
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording, default=Wording.ORIGINAL)
    body = models.TextField()

    class Meta(Satellite.Meta):
        verbose_name_plural = _("texts by matter")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "language"], name="cases_section_once_a_language"),
        ]


class CaseTerm(Satellite):
    """A term under which the case is filed: a crime type, a keyword, a cross-cutting issue."""

    makeup: ClassVar[Makeup] = Makeup(coded={"term": ("crime-types", "cross-cutting", "tip-keywords")})

    case = models.ForeignKey(Case, models.CASCADE, related_name="terms")
    # As terms writes it, ``tip-keywords:recruitment``.
    term = models.CharField(max_length=60)
    # A rule found it, and nobody has looked.
    is_by_rule = models.BooleanField(default=False)

    class Meta(Satellite.Meta):
        verbose_name_plural = _("terms")
        indexes = [models.Index(fields=["term"], name="cases_term_term")]
        constraints = [models.UniqueConstraint(fields=["case", "term"], name="cases_term_once")]


class CaseMark(Satellite):
    """A value by which the case is counted and narrowed, worked out from the other tables when they are written."""

    is_told: ClassVar[bool] = False

    case = models.ForeignKey(Case, models.CASCADE, related_name="marks")
    group = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    class Meta(Satellite.Meta):
        indexes = [models.Index(fields=["group", "value"], name="cases_mark_value")]
        constraints = [models.UniqueConstraint(fields=["case", "group", "value"], name="cases_mark_once")]
