"""What laws and provisions are about, said by persons, or by a rule until a person has looked."""

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit import actions as audit
from comity.base.people.models import User
from comity.base.terms import queries as terms
from comity.kernel.errors import Overtaken, Refused
from comity.knowledge.legislation import rules
from comity.knowledge.legislation.enums import Method, PartKind, Scheme
from comity.knowledge.legislation.models import Annotation, AnnotationTerm, Law, Part
from comity.knowledge.legislation.shapes import ParsedLaw


THEMES: Final = Path(__file__).parent.parent / "facts" / "themes.yaml"
# A division whose heading names more subjects than these says nothing of the single provision.
MOST_SUBJECTS: Final = 3
LONGEST_HEADING: Final = 400
# Headings of which the crime types are remembered.
MOST_KEPT: Final = 8192
LATIN: Final = re.compile("[a-zA-Z]")
LETTERS: Final = re.compile(r"[^\W_]+")


@transaction.atomic
def annotate(  # noqa: PLR0913 -- each is one field of the form
    law: Law,
    eid: str = "",
    *,
    by: User,
    crime_types: Sequence[str] = (),
    articles: Sequence[str] = (),
    issues: Sequence[str] = (),
    note: str = "",
    verified_on: dt.date | None = None,
    seen: str = "",
    source_url: str | None = None,
) -> Annotation:
    """Say what a provision (or, without ``eid``, the whole law) is about; replaces what a person said before.

    Args:
        law: the law.
        eid: name of the provision, such as ``art_42-bis``.
        by: who says it.
        crime_types: terms of the vocabulary crime-types.
        articles: treaty articles that it implements, such as ``XVIII-12:5``.
        issues: terms of the vocabulary cross-cutting.
        note: why, or what to look at.
        verified_on: the day on which it was checked against the text; today when it is None.
        seen: the ``rules.state_of`` that the person saw; empty when that is not known.
        source_url: where it can be read that it is so; None leaves what is there.

    Raises:
        Overtaken: somebody has said something else since the person looked.
        NotPermitted: the person may not annotate.
        Refused: the law has no such provision, or a term is not in its vocabulary.
    """
    rules.check_may_annotate(by)
    if eid and not Part.objects.filter(version__law=law, eid=eid, kind=PartKind.PROVISION).exists():
        raise Refused(_("This law has no provision “%(eid)s”.") % {"eid": eid[:100]})
    given = {Scheme.CRIME_TYPES: crime_types, Scheme.INSTRUMENT_ARTICLES: articles, Scheme.CROSS_CUTTING: issues}
    _check_terms(given)
    _check_not_overtaken(law.pk, eid, seen)
    annotation, _made = Annotation.objects.update_or_create(
        law=law,
        eid=eid,
        method=Method.PERSON,
        defaults={
            "note": note,
            "by": by,
            "verified_on": verified_on or dt.datetime.now(tz=dt.UTC).date(),
            "verified_by": by,
            **({} if source_url is None else {"source_url": source_url}),
        },
    )
    _replace_terms(annotation, given)
    audit.note("law.annotate", annotation, by=by, record_id=law.pk, eid=eid)
    return annotation


@transaction.atomic
def verify(annotation: Annotation, *, by: User, on: dt.date | None = None) -> Annotation:
    """Confirm what a rule said; from then on no import takes it away."""
    rules.check_may_annotate(by)
    annotation.verified_on = on or dt.datetime.now(tz=dt.UTC).date()
    annotation.verified_by = by
    annotation.save(update_fields=["verified_on", "verified_by"])
    audit.note("law.verify_annotation", annotation, by=by, record_id=annotation.law_id, eid=annotation.eid)
    return annotation


@transaction.atomic
def remove_annotation(annotation: Annotation, *, by: User, reason: str, seen: str = "") -> None:
    """Take an annotation away; the audit trail keeps what it said.

    Raises:
        Overtaken: somebody has said something else since the person looked (``seen``, see ``annotate``).
        NotPermitted: the person may not annotate.
    """
    rules.check_may_annotate(by)
    _check_not_overtaken(annotation.law_id, annotation.eid, seen)
    said = [str(term) for term in annotation.terms.order_by("scheme", "term")]
    audit.note(
        "law.remove_annotation",
        annotation,
        by=by,
        record_id=annotation.law_id,
        eid=annotation.eid,
        terms=said,
        reason=reason,
    )
    annotation.delete()


@transaction.atomic
def annotate_by_rule(law: uuid.UUID, parsed: ParsedLaw, *, by: User) -> bool:
    """Bring the annotations that the rule makes to what the titles say today; True when something changed.

    The rule: a phrase of our vocabularies in the law's title speaks of the law, one in the heading of a provision or
    of a division around it speaks of the provision. What a person has verified stays.
    """
    rules.check_may_annotate(by)
    wanted = subjects_of(parsed)
    held: dict[str, Annotation] = {}
    said: dict[str, set[str]] = {}
    for annotation in Annotation.objects.filter(law=law, method=Method.RULE).prefetch_related("terms").order_by("pk"):
        held[annotation.eid] = annotation
        said[annotation.eid] = {term.term for term in annotation.terms.all()}
    kept = {eid for eid, one in held.items() if one.is_verified}
    stale = [one.pk for eid, one in held.items() if eid not in kept and said[eid] != set(wanted.get(eid, ()))]
    stale_eids = {eid for eid, one in held.items() if one.pk in set(stale)}
    fresh = {eid: found for eid, found in wanted.items() if eid not in held or eid in stale_eids}
    if not stale and not fresh:
        return False
    Annotation.objects.filter(pk__in=stale).delete()
    made = Annotation.objects.bulk_create(
        Annotation(law_id=law, eid=eid, method=Method.RULE, by=by, note=" · ".join(dict.fromkeys(found.values())))
        for eid, found in fresh.items()
    )
    AnnotationTerm.objects.bulk_create(
        AnnotationTerm(annotation=annotation, scheme=Scheme.CRIME_TYPES, term=term)
        for annotation in made
        for term in sorted(fresh[annotation.eid])
    )
    audit.note("law.annotate_by_rule", None, by=by, record_id=law, made=len(made), removed=len(stale))
    return True


def subjects_of(parsed: ParsedLaw) -> dict[str, dict[str, str]]:
    """Crime types by the provision's name, those of the law under ``""``; each with the phrase that says so."""
    found: dict[str, dict[str, str]] = {}
    for language, title in {parsed.language: parsed.title, **parsed.titles}.items():
        found[""] = found.get("", {}) | subjects(title, language)
    for version in parsed.versions:
        around: list[tuple[int, dict[str, str]]] = []
        for part in version.parts:
            while around and around[-1][0] >= part.level:
                around.pop()
            if part.kind is PartKind.TEXT:
                continue
            own = subjects(part.heading, version.language)
            if part.kind is PartKind.DIVISION:
                around.append((part.level, own if len(own) <= MOST_SUBJECTS else {}))
                continue
            for one in (*(inherited for _level, inherited in around), own):
                if one:
                    found[part.eid] = found.get(part.eid, {}) | one
    return {eid: one for eid, one in found.items() if one}


def subjects(heading: str, language: str) -> dict[str, str]:
    """The crime types that a heading names, each with the phrase that names it; do not change what is returned."""
    if not heading:
        return {}
    # Laws share headings; yet a word that is added to a vocabulary counts from the next law on.
    known: dict[tuple[str, str], dict[str, str]] = terms.memory("legislation.subjects")
    if (heading, language) not in known:
        if len(known) >= MOST_KEPT:
            known.clear()
        known[heading, language] = _subjects(heading, language)
    return known[heading, language]


def _subjects(heading: str, language: str) -> dict[str, str]:
    named = themes()
    found: dict[str, str] = {}
    for phrase in terms.phrases_in(heading[:LONGEST_HEADING], language):
        scheme, _colon, code = phrase.concept.partition(":")
        crime_type = code if scheme == Scheme.CRIME_TYPES else named.get(code, "") if scheme == "keywords" else ""
        words = heading[phrase.start : phrase.end]
        if crime_type and is_written_so(words, phrase.label):
            found.setdefault(crime_type, words)
    return found


def is_written_so(words: str, label: str) -> bool:
    """Whether words are a label with its very accents: «conflits armés» are no weapons. Capitals may lack them."""
    if words.isupper() or not LATIN.search(label):
        return True
    return LETTERS.findall(unicodedata.normalize("NFC", words).casefold()) == LETTERS.findall(label.casefold())


@lru_cache(maxsize=1)
def themes() -> Mapping[str, str]:
    """The crime type to which a keyword of the vocabulary belongs, by the keyword's id."""
    rows = yaml.safe_load(THEMES.read_text(encoding="utf-8"))
    return {keyword: crime_type for crime_type, keywords in rows["themes"].items() for keyword in keywords}


def _check_not_overtaken(law: uuid.UUID, eid: str, seen: str) -> None:
    if not seen:
        return
    # The law's row is locked, since what would be locked may not be there yet.
    Law.objects.select_for_update(of=("self",)).get(pk=law)
    said = Annotation.objects.filter(law=law, eid=eid).prefetch_related("terms").order_by("method")
    if seen != rules.state_of(said):
        raise Overtaken(_("Somebody else has changed this in the meantime, and nothing of yours was kept yet."))


def _check_terms(given: Mapping[Scheme, Iterable[str]]) -> None:
    for scheme, several in given.items():
        known = terms.labels(scheme, "en")
        for term in several:
            if known and term not in known:
                raise Refused(
                    _("The vocabulary “%(scheme)s” has no term “%(term)s”.") % {"scheme": scheme, "term": term[:60]}
                )


def _replace_terms(annotation: Annotation, given: Mapping[Scheme, Iterable[str]]) -> None:
    annotation.terms.all().delete()
    AnnotationTerm.objects.bulk_create(
        AnnotationTerm(annotation=annotation, scheme=scheme, term=term)
        for scheme, several in given.items()
        for term in dict.fromkeys(several)
    )
