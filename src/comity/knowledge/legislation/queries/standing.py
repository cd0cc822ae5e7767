"""One provision as it is written by itself: how it reads now in each language, since when, and what it is about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from comity.knowledge.legislation.enums import Method, PartKind, Scheme
from comity.knowledge.legislation.models import Annotation, Law, Part, Version
from comity.knowledge.legislation.queries.reading import version_on
from comity.knowledge.legislation.shapes import ProvisionDraft, ProvisionWords


@dataclass(frozen=True, slots=True)
class Stood:
    """The wording of a provision that is written on: in which versions it stands, and where its repeal begins."""

    versions: Sequence[Version]
    part: Part
    repeal: Version | None


def held_versions(law: Law, language: str = "") -> list[Version]:
    """The versions whose text is held (of one language, if one is named), the earliest first; one query."""
    found = law.versions.filter(is_held=True).order_by(F("on").asc(nulls_first=True), "pk")
    return list(found.filter(language=language) if language else found)


def languages_held(law: Law) -> list[str]:
    """The languages in which a text is held, the law's own first; the law's own when there is no text. One query."""
    found = sorted(set(law.versions.filter(is_held=True).order_by().values_list("language", flat=True)))
    return sorted(found, key=lambda code: code != law.language) or [law.language]


def begins(version: Version) -> dt.date:
    """The first day of a version; the first of all days when none is known."""
    return version.on or dt.date.min


def is_same(one: Part | None, other: Part | None) -> bool:
    """Whether two parts say the same, or neither is there."""
    if one is None or other is None:
        return one is other
    said, told = ((each.passage_id, each.heading, each.label, each.is_repealed) for each in (one, other))
    return said == told


def stood_of(law: Law, eid: str) -> dict[str, Stood]:
    """The wording that is written on, by language: today's, else the last before its repeal, else the next."""
    parts = {
        one.version_id: one
        for one in Part.objects.filter(version__law=law, version__is_held=True, eid=eid, kind=PartKind.PROVISION)
        .select_related("passage")
        .order_by("version")
    }
    versions = held_versions(law)
    found = {}
    for language in dict.fromkeys(version.language for version in versions):
        several = [version for version in versions if version.language == language]
        stood = _standing(several, [parts.get(version.pk) for version in several])
        if stood is not None:
            found[language] = stood
    return found


def _standing(versions: Sequence[Version], parts: Sequence[Part | None]) -> Stood | None:
    today = dt.datetime.now(tz=dt.UTC).date()
    now = max((index for index, version in enumerate(versions) if begins(version) <= today), default=0)
    order = [*range(now, -1, -1), *range(now + 1, len(versions))]
    here = next((index for index in order if (part := parts[index]) is not None and not part.is_repealed), None)
    if here is None:
        return None
    part = parts[here]
    assert part is not None, "just asked"
    first, last = here, here
    while first > 0 and is_same(parts[first - 1], part):
        first -= 1
    while last + 1 < len(versions) and is_same(parts[last + 1], part):
        last += 1
    following = parts[last + 1] if last + 1 < len(versions) else None
    repeal = versions[last + 1] if following is not None and following.is_repealed else None
    return Stood(versions[first : last + 1], part, repeal)


def draft_of(law: Law, eid: str) -> ProvisionDraft | None:
    """A provision as it is written by itself; None when the law has none of this name. Four queries."""
    stood = stood_of(law, eid)
    if not stood:
        return None
    first = stood.get(law.language) or next(iter(stood.values()))
    said = Annotation.objects.filter(law=law, eid=eid, method=Method.PERSON).prefetch_related("terms").first()
    terms = [(term.scheme, term.term) for term in said.terms.all()] if said else []
    return ProvisionDraft(
        eid=eid,
        number=first.part.number,
        words={
            language: ProvisionWords(one.part.label, one.part.heading, one.part.body)
            for language, one in stood.items()
        },
        from_on=first.versions[0].on,
        repealed_on=first.repeal.on if first.repeal else None,
        crime_types=tuple(sorted(term for scheme, term in terms if scheme == Scheme.CRIME_TYPES)),
        articles=tuple(sorted(term for scheme, term in terms if scheme == Scheme.INSTRUMENT_ARTICLES)),
        note=said.note if said else "",
        source_url=said.source_url if said else "",
    )


def provision_numbered(law: Law, number: str) -> Part | None:
    """The provision of the text that is shown whose number, label or name is this; two queries."""
    version, wanted = version_on(law), " ".join(number.split()).casefold()
    if version is None or not wanted:
        return None
    for part in Part.objects.filter(version=version, kind=PartKind.PROVISION).order_by("position"):
        if wanted in {part.number.casefold(), part.eid.casefold(), " ".join(part.label.split()).casefold()}:
            return part
    return None
