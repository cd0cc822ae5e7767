"""What each check of completeness looks for, why it matters, how it is worked out and how a gap is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.project.portal.missing import CHECKS


@dataclass(frozen=True, slots=True)
class Check:
    """One check, in words.

    Attributes:
        title: what is looked for.
        why: why it matters.
        how: from what it is worked out.
        mend: how one adds it; ``page`` is the address name where that is done, with ``asked`` after it.
    """

    title: Promise
    why: Promise
    how: Promise
    mend: Promise
    page: str = ""
    asked: str = ""

    @property
    def link(self) -> str:
        """Where staff add what is missing; empty when it is not added on a page."""
        return f"{reverse(self.page)}{self.asked}" if self.page else ""


IMPORTED: Final = _("An editor adds it by file, with its source.")
PACKED: Final = _("The operator adds a pack with it: see “import records” in the handbook.")

WORDS: Final[Mapping[str, Check]] = {
    "law-on-crime": Check(
        _("Law on the crimes that its treaties have it punish"),
        _("Whoever cooperates with this State must know whether the act is a crime there too, and with what penalty."),
        _(
            "Treaties to which it surely is a party today, with the article that obliges it to make "
            "something a crime, against the crimes of which any law or provision of it is annotated here."
        ),
        _(
            "Its law may be here and lack the annotation, or be missing: add the law, or say what a "
            "provision is about."
        ),
        "legislation:list",
    ),
    "authority": Check(
        _("Authorities that its treaties have it name"),
        _("Without it nobody can say whom to ask, and the request goes the longer diplomatic way."),
        _(
            "Articles by which parties name authorities, of the treaties to which it surely is a party "
            "today, against the designations of its authorities that have not ended."
        ),
        IMPORTED,
        "authorities:import",
    ),
    "participation": Check(
        _("Its part in treaties whose parties are not all known"),
        _("Which treaty binds two States decides what one may ask of the other."),
        _(
            "Treaties of which a report counts more parties than are known here, and about which no consent "
            "of this State is known. The missing parties may be others."
        ),
        _("An editor records the act on the treaty’s page, with its source."),
    ),
    "treaty-text": Check(
        _("Texts of treaties that bind it"),
        _("What a treaty says must be read in its words, not only in a summary."),
        _(
            "Treaties against crime to which it surely is a party today and of which no words in any "
            "language are held."
        ),
        PACKED,
    ),
    "no-law": Check(
        _("Any law"),
        _("Nothing can be found in the law of this State, nor compared with that of others."),
        _("Records of laws whose place is this State: none."),
        PACKED,
    ),
    "law-untranslated": Check(
        _("Laws in one of the six languages"),
        _("Search finds them by their meaning, but few readers can read what it finds."),
        _("Laws whose held versions are all in a language other than the six of this portal, by that language."),
        _(
            "A translation is a version of the law in another language: add it with a pack or by file, and "
            "say who made it."
        ),
    ),
    "law-unannotated": Check(
        _("Annotations of its laws"),
        _("They are found by words only, not by crime or by treaty article."),
        _("Laws without any annotation, neither of the whole nor of a provision, by a person or by the rule."),
        _("On the page of a provision staff say what it is about."),
        "legislation:list",
    ),
    "annotation-unverified": Check(
        _("Annotations that a person has verified"),
        _("A rule found them from titles and headings; it can be wrong."),
        _("Annotations made by the rule and not yet confirmed."),
        _("On the page of a provision staff confirm or take away what the rule said."),
        "legislation:list",
    ),
    "authority-unconfirmed": Check(
        _("Authorities confirmed within twelve months"),
        _("Names, addresses and persons change; a request to an old address is lost time."),
        _("Authorities that never confirmed what stands here, or did so more than twelve months ago."),
        _("The authority itself, or an editor, confirms it on its page."),
        "authorities:list",
    ),
    "strategy-ended": Check(
        _("Strategies that have not ended"),
        _("A plan whose period is over tells what was intended, not what is done now."),
        _("Strategies whose last day is past, where none that is in force is about one of the same crimes."),
        IMPORTED,
        "records:import",
        "?kind=strategy",
    ),
    "no-strategy": Check(
        _("Any strategy"),
        _("What this State plans, and who watches over it, cannot be read here."),
        _("Records of strategies whose place is this State: none."),
        IMPORTED,
        "records:import",
        "?kind=strategy",
    ),
    "no-case": Check(
        _("Any case"),
        _("How its courts apply the law cannot be read here."),
        _("Records of cases whose place is this State: none."),
        IMPORTED,
        "records:import",
        "?kind=case",
    ),
}
assert tuple(sorted(WORDS)) == tuple(sorted(CHECKS)), "every check has its words"
