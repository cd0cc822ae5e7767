"""A law as it reads: its versions, table of contents, provisions."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, Q

from comity.knowledge.legislation.enums import PartKind
from comity.knowledge.legislation.models import Law, Part, Version
from comity.knowledge.legislation.shapes import Heading, Words


LINE = ("position", "kind", "level", "eid", "number", "label", "heading")
WHOLE = (*LINE, "passage__body", "within", "is_repealed")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a provision: the first version that has it, and until when it stood, as far as is held."""

    version: Version
    passage: uuid.UUID
    heading: str
    is_repealed: bool = False


def versions_of(law: Law) -> list[Version]:
    """All versions, newest first, those held and those of which only the day is known; one query."""
    return list(law.versions.order_by(F("on").desc(nulls_last=True), "language", "pk"))


def version_on(
    law: Law,
    on: dt.date | None = None,
    language: str | None = None,
    *,
    versions: Sequence[Version] | None = None,
) -> Version | None:
    """The held version that stood on a day, in a language if there is one in it, else in the law's own.

    Args:
        law: the law.
        on: the day; None is the present, and then a version yet to come is shown when there is no other.
        language: ISO 639-1 code.
        versions: those of the law, when they are known already (as ``versions_of`` gives them); else one query.

    Returns:
        None when no text is held that had begun by that day.
    """
    held = [version for version in (versions_of(law) if versions is None else versions) if version.is_held]
    if not held:
        return None
    day = on or dt.datetime.now(tz=dt.UTC).date()
    begun = [version for version in held if version.on is None or version.on <= day]
    if not begun and on is None:
        begun = [min(held, key=lambda version: version.on or dt.date.min)]
    for wanted in (language, law.language, None):
        right = [version for version in begun if wanted is None or version.language == wanted]
        if right:
            return max(right, key=lambda version: version.on or dt.date.min)
    return None


def current_version(law: Law) -> Version | None:
    """The version that is shown when no day is asked for."""
    return version_on(law)


def changes_not_held(versions: Sequence[Version], shown: Version, on: dt.date | None = None) -> list[Version]:
    """The changes after the version shown, up to a day (None: the present), whose text is not held; oldest first."""
    day = on or dt.datetime.now(tz=dt.UTC).date()
    later = [v for v in versions if not v.is_held and v.on and (shown.on or dt.date.min) < v.on <= day]
    return sorted(later, key=lambda version: version.on or dt.date.min)


def table_of_contents(version: Version) -> list[Heading]:
    """Divisions and provisions in order, without their text; one query."""
    rows = Part.objects.filter(version=version).exclude(kind=PartKind.TEXT).order_by("position")
    return [Heading(*row) for row in rows.values_list(*LINE)]


def provisions(version: Version, start: int = 0, end: int | None = None) -> list[Words]:
    """Everything from one position up to another (not included), divisions and other text among them; one query."""
    rows = Part.objects.filter(version=version, position__gte=start).order_by("position")
    if end is not None:
        rows = rows.filter(position__lt=end)
    return [Words(*row) for row in rows.values_list(*WHOLE)]


def provision(version: Version, eid: str) -> Words | None:
    """One part by its name; one query."""
    row = Part.objects.filter(version=version, eid=eid).values_list(*WHOLE).first()
    return None if row is None else Words(*row)


def neighbours(version: Version, position: int) -> tuple[Heading | None, Heading | None]:
    """The provisions before and after a position; two queries."""
    rows = Part.objects.filter(version=version, kind=PartKind.PROVISION)
    before = rows.filter(position__lt=position).order_by("-position").values_list(*LINE).first()
    after = rows.filter(position__gt=position).order_by("position").values_list(*LINE).first()
    return (Heading(*before) if before else None, Heading(*after) if after else None)


def divisions_around(version: Version, part: Words) -> list[Heading]:
    """The headings under which a part stands, outermost first; one query, or none when there is no division."""
    positions = [int(position) for position in part.within.split()]
    if not positions:
        return []
    rows = Part.objects.filter(version=version, position__in=positions).order_by("position")
    return [Heading(*row) for row in rows.values_list(*LINE)]


def division_end(version: Version, division: Heading) -> int:
    """The position at which a division ends; two queries."""
    rows = Part.objects.filter(version=version)
    after = rows.filter(kind=PartKind.DIVISION, level__lte=division.level, position__gt=division.position)
    following = after.order_by("position").values_list("position", flat=True).first()
    if following is not None:
        return following
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def history_of(law: Law, eid: str, language: str) -> list[Wording]:
    """The wordings that a provision has had in the versions held, oldest first; one query."""
    parts = (
        Part.objects.filter(version__law=law, version__language=language, eid=eid)
        .select_related("version")
        .order_by(F("version__on").asc(nulls_first=True))
    )
    wordings: list[Wording] = []
    for part in parts:
        if not wordings or wordings[-1].passage != part.passage_id or wordings[-1].heading != part.heading:
            wordings.append(Wording(part.version, part.passage_id, part.heading, part.is_repealed))
    return wordings


def current_versions(laws: Sequence[uuid.UUID]) -> dict[uuid.UUID, Version]:
    """The version of each law that is shown when no day is asked for; one query."""
    today = dt.datetime.now(tz=dt.UTC).date()
    held = Version.objects.filter(Q(law__in=laws), is_held=True).select_related("law").order_by("pk")
    best: dict[uuid.UUID, tuple[tuple[bool, bool, dt.date], Version]] = {}
    for version in held:
        on = version.on or dt.date.min
        begun = on <= today
        rank = (begun, version.language == version.law.language, on if begun else dt.date.max - (on - dt.date.min))
        if version.law_id not in best or best[version.law_id][0] < rank:
            best[version.law_id] = (rank, version)
    return {law: version for law, (_rank, version) in best.items()}
