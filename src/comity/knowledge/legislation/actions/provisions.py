"""One provision written by itself: each version of the law says afterwards what held from its day on.

A change from a day on begins a version on that day, unless there is one; later versions that still read as the law did
before follow it, up to the first that reads otherwise. With no new day it is a correction of that wording everywhere.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records.enums import Wording
from comity.engines.records.shapes import PartChange
from comity.kernel.errors import Overtaken, Refused
from comity.knowledge.legislation import queries
from comity.knowledge.legislation.actions.annotating import annotate, remove_annotation
from comity.knowledge.legislation.actions.importing import passage_id
from comity.knowledge.legislation.enums import Method, PartKind, Scheme, Split
from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.models import Annotation, Law, Part, Passage, Version
from comity.knowledge.legislation.rules import EID
from comity.knowledge.legislation.shapes import ProvisionDraft, ProvisionWords


NUMBERED: Final = "art"
LONGEST_LINE: Final = 1000
AT_ONCE: Final = 500


def name_for(law: Law, draft: ProvisionDraft) -> str:
    """The permanent name of a provision: its own, or of a new one the one that its number makes."""
    if draft.eid or not draft.number:
        return draft.eid
    version = queries.current_version(law)
    first = Part.objects.filter(version=version, kind=PartKind.PROVISION).order_by("position").first()
    beside = (queries.provision_numbered(law, draft.after) if draft.after else None) or first
    before, mark, own = beside.eid.rpartition("__") if beside else ("", "", "")
    prefix = own.partition("_")[0] if own.partition("_")[0].isalpha() else NUMBERED
    # Of an annex, “att_2__”; “art_5__2” is only the second of a number.
    within = f"{before}{mark}" if before.startswith("att_") else ""
    return within + eid_of(prefix, draft.number)


def wrong_with(law: Law, wanted: ProvisionDraft, seen: ProvisionDraft | None) -> Mapping[str, str]:
    """What is wrong with a provision as it was typed, by the column of the form.

    Args:
        law: the law.
        wanted: as it is to be.
        seen: as it stands; None for a new one.
    """
    own = law.language if seen is None or law.language in seen.words else next(iter(seen.words))
    wrong: dict[str, str] = {}
    if seen is None:
        eid = name_for(law, wanted)
        if not EID.fullmatch(eid):
            wrong["number"] = _("This cannot be a number. Write it as the law has it, such as 42 bis.")
        elif Part.objects.filter(version__law=law, eid=eid).exists():
            wrong["number"] = _("The law has a provision of this number already. Open that one.")
        if wanted.after and queries.provision_numbered(law, wanted.after) is None:
            wrong["after"] = _("The law has no provision “%(number)s”.") % {"number": wanted.after[:40]}
    for language in {own, *(seen.words if seen else ())}:
        said, before = wanted.words.get(language, ProvisionWords()), (seen.words.get(language) if seen else None)
        if not said.is_said or (before is not None and before.body and not said.body):
            wrong[f"body:{language}"] = _(
                "Write what it says. If it no longer holds, leave the words and give the day of its repeal."
            )
    changed = [code for code, words in wanted.words.items() if seen is None or seen.words.get(code) != words]
    wrong |= _wrong_days(law, wanted, seen, changed)
    return wrong


def _wrong_days(
    law: Law, wanted: ProvisionDraft, seen: ProvisionDraft | None, changed: Sequence[str]
) -> dict[str, str]:
    if seen is not None and wanted.from_on != seen.from_on:
        if not changed:
            return {"from_on": _("The words are the same: another day makes no new wording.")}
        if wanted.from_on is None or (seen.from_on and wanted.from_on < seen.from_on):
            return {
                "from_on": _("The words that stand now began on %(day)s. Give that day, or a later one.")
                % {"day": seen.from_on or "—"}
            }
    for column, day, languages in (
        ("from_on", wanted.from_on, changed),
        ("repealed_on", wanted.repealed_on, list(wanted.words)),
    ):
        for language in languages if day else ():
            versions = queries.held_versions(law, language)
            if versions and queries.begins(versions[0]) > (day or dt.date.min):
                return {
                    column: _("No text of this law is held for that day. The first is that of %(day)s.")
                    % {"day": versions[0].on}
                }
    if wanted.repealed_on and wanted.from_on and wanted.repealed_on <= wanted.from_on:
        return {"repealed_on": _("It cannot be repealed before these words hold.")}
    return {}


@transaction.atomic
def keep_part(law: Law, name: str, wanted: ProvisionDraft, *, seen: ProvisionDraft | None, by: User) -> PartChange:
    """Keep one provision as it was typed, in every version that it concerns, with what it is about.

    Args:
        law: the law.
        name: of the provision, such as ``art_42-bis``; anything else for a new one.
        wanted: as it is to be.
        seen: as the person saw it; None for a new one.
        by: who writes it.

    Raises:
        Overtaken: it no longer stands as the person saw it.
        Refused: something is wrong with it.
        NotPermitted: the person may not say what provisions are about.
    """
    law = Law.objects.select_for_update(of=("self",)).select_related("record").get(pk=law.pk)
    standing = queries.draft_of(law, name) if seen is not None else None
    if standing != seen:
        raise Overtaken(_("Somebody else has changed this provision in the meantime. Read it again, then decide."))
    if wrong := wrong_with(law, wanted, seen):
        raise Refused(next(iter(wrong.values())))
    eid = name_for(law, wanted)
    for language, words in wanted.words.items():
        if seen is None or language not in seen.words:
            if words.is_said:
                _add(law, eid, language, words, wanted)
        elif seen.words[language] != words:
            _reword(law, eid, language, words, wanted.from_on if wanted.from_on != seen.from_on else None)
    if seen is not None and wanted.repealed_on != seen.repealed_on and seen.repealed_on:
        _restore(law, eid, wanted)
    if wanted.repealed_on and (seen is None or wanted.repealed_on != seen.repealed_on):
        _repeal(law, eid, wanted.repealed_on)
    if wanted.about != (seen or ProvisionDraft()).about:
        _annotate(law, eid, wanted, by=by)
    return PartChange(eid, seen.told() if seen else {}, wanted.told())


def _reword(law: Law, eid: str, language: str, words: ProvisionWords, day: dt.date | None) -> None:
    """Let a provision read otherwise from a day on, or, without one, wherever it reads as it does now."""
    stood = queries.stood_of(law, eid)[language]
    if day is None:
        concerned = list(stood.versions)
    else:
        versions = queries.held_versions(law, language)
        base = [version for version in versions if queries.begins(version) <= day][-1]
        concerned = _from(base, day, versions, eid)
    _put(concerned, eid, words)


def _repeal(law: Law, eid: str, day: dt.date) -> None:
    """Let a provision hold no longer from a day on: its words stay in the versions before."""
    for language, stood in queries.stood_of(law, eid).items():
        versions = queries.held_versions(law, language)
        base = [version for version in versions if queries.begins(version) <= day][-1]
        words = ProvisionWords(stood.part.label, stood.part.heading)
        _put(_from(base, day, versions, eid), eid, words, is_repealed=True)


def _restore(law: Law, eid: str, wanted: ProvisionDraft) -> None:
    """Take a repeal back: the versions in which it no longer held read as the last before it."""
    for language, stood in queries.stood_of(law, eid).items():
        if stood.repeal is None:
            continue
        versions = queries.held_versions(law, language)
        repealed = set(
            Part.objects.filter(version__in=versions, eid=eid, is_repealed=True).values_list("version", flat=True)
        )
        concerned = []
        for version in versions[versions.index(stood.repeal) :]:
            if version.pk not in repealed:
                break
            concerned.append(version)
        _put(concerned, eid, wanted.words[language])


def _from(base: Version, day: dt.date, versions: Sequence[Version], eid: str) -> list[Version]:
    """The version that begins on a day, made if there is none, and those after it that go on as the one before."""
    parts = {one.version_id: one for one in Part.objects.filter(version__in=versions, eid=eid)}
    first = base if queries.begins(base) == day else _begun(base, day)
    found = [first]
    for version in versions[versions.index(base) + 1 :]:
        if not queries.is_same(parts.get(version.pk), parts.get(base.pk)):
            break
        found.append(version)
    return found


def _begun(base: Version, day: dt.date) -> Version:
    """A new version from a day on that says what another does; one that was known by its day alone gets its text."""
    version = Version.objects.filter(law=base.law_id, language=base.language, on=day).first() or Version(
        law_id=base.law_id, on=day, language=base.language
    )
    version.wording, version.split, version.is_held = base.wording, base.split, True
    parts = list(Part.objects.filter(version=base).order_by("position"))
    version.fingerprint = _fingerprint(version, parts)
    version.save()
    for part in parts:
        part.pk, part.version = None, version
    Part.objects.bulk_create(parts, batch_size=AT_ONCE)
    _count(version)
    return version


def _fingerprint(version: Version, parts: Sequence[Part]) -> str:
    said = "".join(f"\x1e{one.eid}\x1f{one.heading}\x1f{one.passage_id}" for one in parts)
    return hashlib.sha256(f"{version.on}|{version.language}{said}".encode()).hexdigest()


def _count(version: Version) -> None:
    """Say of a version that no file is the source of how many characters it has, and how many provisions."""
    length = Coalesce(Sum(Length("label") + Length("heading") + Length("passage__body")), 0)
    rows = Part.objects.filter(version=version).order_by().values_list("kind")
    told = {kind: (length, number) for kind, length, number in rows.annotate(length=length, number=Count("pk"))}
    for name, kind in (
        ("headings", PartKind.DIVISION),
        ("provisions", PartKind.PROVISION),
        ("other_text", PartKind.TEXT),
    ):
        setattr(version, name, told.get(kind, (0, 0))[0])
    version.characters = version.headings + version.provisions + version.other_text
    version.articles = told.get(PartKind.PROVISION, (0, 0))[1]
    version.save()


def _put(versions: Sequence[Version], eid: str, words: ProvisionWords, *, is_repealed: bool = False) -> None:
    """Write these words into these versions; those that no version says any more are taken away."""
    rows = Part.objects.filter(version__in=versions, eid=eid)
    before = set(rows.values_list("passage", flat=True))
    passage = _passage(words.body)
    rows.update(label=words.label, heading=words.heading, passage=passage, is_repealed=is_repealed)
    said = Exists(Part.objects.filter(passage=OuterRef("pk")))
    Passage.objects.filter(~said, pk__in=before).delete()


def _passage(body: str) -> Passage:
    return Passage.objects.get_or_create(pk=passage_id(body), defaults={"body": body})[0]


def _add(law: Law, eid: str, language: str, words: ProvisionWords, wanted: ProvisionDraft) -> None:
    """Put a provision into the version of its day, and into those after it, behind the one that it follows."""
    versions = queries.held_versions(law, language)
    if not versions:
        original = Wording.ORIGINAL if language == law.language else Wording.UNOFFICIAL
        split = Split.ARTICLES
        only = Version(law=law, on=wanted.from_on, language=language, wording=original, split=split, is_held=True)
        known = Version.objects.filter(law=law, language=language, on=wanted.from_on).first()
        only.pk = known.pk if known else None
        only.save()
        concerned = [only]
    else:
        shown = queries.version_on(law, None, language, versions=versions)
        assert shown is not None, "there are some"
        day = wanted.from_on or queries.begins(shown)
        base = [version for version in versions if queries.begins(version) <= day][-1]
        concerned = _from(base, day, versions, eid)
    after = queries.provision_numbered(law, wanted.after) if wanted.after else None
    for version in concerned:
        _insert(version, eid, words, wanted.number, after.eid if after else "")


def _insert(version: Version, eid: str, words: ProvisionWords, number: str, after: str) -> None:
    """Put a provision behind another, or at the end; whatever stands after it moves on by one."""
    parts = list(Part.objects.filter(version=version).order_by("position"))
    place = next((index for index, one in enumerate(parts) if one.eid == after), len(parts) - 1)
    last = parts[place] if parts else None
    level = 1 if last is None else last.level + (last.kind == PartKind.DIVISION)
    fresh = Part(version=version, kind=PartKind.PROVISION, eid=eid, level=level, number=number)
    fresh.label, fresh.heading, fresh.passage = words.label, words.heading, _passage(words.body)
    parts.insert(place + 1, fresh)
    around: list[tuple[int, int]] = []
    for position, part in enumerate(parts):
        while around and around[-1][0] >= part.level:
            around.pop()
        part.position, part.within = position, " ".join(str(one) for _level, one in around[-20:])
        if part.kind == PartKind.DIVISION:
            around.append((part.level, position))
        part.pk = None
    # Written anew as a whole: two parts never stand at one position, not for a moment.
    Part.objects.filter(version=version).delete()
    Part.objects.bulk_create(parts, batch_size=AT_ONCE)
    Version.objects.filter(pk=version.pk).update(articles=sum(one.kind == PartKind.PROVISION for one in parts))
    if not version.file:
        _count(Version.objects.get(pk=version.pk))


def _annotate(law: Law, eid: str, wanted: ProvisionDraft, *, by: User) -> None:
    """Say what it is about, or nothing any more."""
    known = Annotation.objects.filter(law=law, eid=eid, method=Method.PERSON).prefetch_related("terms").first()
    issues = [one.term for one in known.terms.all() if one.scheme == Scheme.CROSS_CUTTING] if known else []
    if known is not None and not any((*wanted.about, issues)):
        remove_annotation(known, by=by, reason=_("Taken away where the provision was written."))
        return
    annotate(
        law,
        eid,
        by=by,
        crime_types=wanted.crime_types,
        articles=wanted.articles,
        issues=issues,
        note=wanted.note,
        source_url=wanted.source_url,
    )
