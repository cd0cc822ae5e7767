from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Form(models.TextChoices):
    """What kind of work it is; the values are types of CSL 1.0.2."""

    ARTICLE = "article-journal", pgettext_lazy("in a journal", "Article")
    BOOK = "book", _("Book")
    CHAPTER = "chapter", _("Chapter")
    CONFERENCE = "paper-conference", _("Conference paper")
    DATASET = "dataset", _("Data set")
    DOCUMENT = "document", _("Other document")
    NEWS = "article-newspaper", _("News item")
    REPORT = "report", _("Report")
    THESIS = "thesis", _("Thesis")
    WEBPAGE = "webpage", _("Web page")


class Method(models.TextChoices):
    """How its authors came to know what they say."""

    QUALITATIVE = "qualitative", _("Qualitative")
    QUANTITATIVE = "quantitative", _("Quantitative")
    MIXED = "mixed", _("Mixed methods")
    REVIEW = "review", _("Review of literature")
    LEGAL = "legal", _("Legal analysis")
    HISTORICAL = "historical", _("Historical")
    THEORETICAL = "theoretical", _("Theoretical")


# Types of CSL for which there is no form of our own, and the nearest.
NEAREST: Final = {
    "article": Form.ARTICLE,
    "article-magazine": Form.NEWS,
    "entry-encyclopedia": Form.CHAPTER,
    "entry-dictionary": Form.CHAPTER,
    "manuscript": Form.DOCUMENT,
    "pamphlet": Form.REPORT,
    "post-weblog": Form.WEBPAGE,
    "speech": Form.CONFERENCE,
}
