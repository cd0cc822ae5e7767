from typing import Any, ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup, Piece, Vocabulary
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.bibliography.enums import Form, Method


NAMED: Final = (
    Piece("family", _("Family name"), example="von Lampe"),
    Piece("given", _("Given names"), example="Klaus"),
    Piece(
        "literal", _("Name of a body"), _("Instead of a person: an organization, as it names itself."), example="UNODC"
    ),
)


class Work(Detail):
    """A book, article, report or other work by others. Its title and our annotation are the card's texts."""

    kind: ClassVar[str] = "work"
    years: ClassVar[tuple[str, ...]] = ("year",)
    derived: ClassVar[tuple[str, ...]] = ("year", "fingerprint")
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (
        Vocabulary("method", _("Method"), dict(Method.choices)),
        Vocabulary("language", _("Language"), OWN_NAMES, spoken=True),
    )
    makeup: ClassVar[Makeup] = Makeup(
        dates={"issued": ("", "")},
        lists={"authors": NAMED, "editors": NAMED},
        languages=frozenset({"language"}),
    )

    form = models.CharField(_("form"), max_length=20, choices=Form)
    # Persons and bodies as CSL-JSON names them: {"family": "von Lampe", "given": "Klaus"} or {"literal": "UNODC"}.
    authors = models.JSONField(_("authors"), default=list, blank=True)
    editors = models.JSONField(_("editors"), default=list, blank=True)
    # In EDTF as far as it is known; the year is derived.
    issued = models.CharField(_("date"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    # The journal of an article, the book of a chapter.
    container = models.CharField(_("published in"), max_length=500, blank=True)
    volume = models.CharField(_("volume"), max_length=60, blank=True)
    issue = models.CharField(_("issue"), max_length=60, blank=True)
    pages = models.CharField(_("pages"), max_length=60, blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    series = models.CharField(_("series"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_place = models.CharField(_("place of publication"), max_length=200, blank=True)
    # Lower case, without an address before it: 10.1007/s10611-012-9377-y.
    doi = models.CharField("DOI", max_length=300, blank=True)
    isbn = models.CharField("ISBN", max_length=100, blank=True)
    issn = models.CharField("ISSN", max_length=100, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    # By which two entries of one work are met: its title, folded, with its year.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    # Whether a person has compared the row with the work.
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("work of the bibliography")
        verbose_name_plural = _("bibliography")
        indexes = [
            models.Index(fields=["year"]),
            models.Index(fields=["doi"]),
            models.Index(fields=["fingerprint"]),
        ]

    def cited(self) -> dict[str, Any]:
        """The work as CSL-JSON."""
        return {
            "type": self.form,
            "author": self.authors,
            "editor": self.editors,
            "issued": self.issued,
            "language": self.language,
            "container-title": self.container,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.pages,
            "number": self.number,
            "edition": self.edition,
            "collection-title": self.series,
            "publisher": self.publisher,
            "publisher-place": self.publisher_place,
            "DOI": self.doi,
            "ISBN": self.isbn,
            "ISSN": self.issn,
            "URL": self.url,
        }
