import csv
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.places import index
from comity.base.places.enums import AliasKind, Change, Group, Kind, LegalSystem, Membership
from comity.base.places.models import Alias, Place, PlaceName, Succession
from comity.base.places.rules import Editor, check_may_edit
from comity.kernel.errors import Refused, Unreadable


FACTS: Final = files("comity.base.places") / "facts"

Row = dict[str, str]
Choice = TypeVar("Choice", bound=models.TextChoices)
Kept = TypeVar("Kept", Place, PlaceName, Alias, Succession)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a loading of facts added, changed and took away."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.added + other.added, self.changed + other.changed, self.removed + other.removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def rows(name: str) -> Iterable[tuple[str, Row]]:
    """The rows of one of our files, each with where it stands.

    Raises:
        Unreadable: a row has more or fewer cells than the file has columns.
    """
    with (FACTS / name).open(encoding="utf-8") as opened:
        reader = csv.DictReader(opened)
        for row in reader:
            where = f"{name}, row {reader.line_num}"
            if None in row or None in row.values():
                raise Unreadable(
                    "The number of cells differs from the number of columns; quote a cell that has a comma.",
                    where=where,
                )
            yield where, row


def day(row: Row, column: str, where: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise Unreadable(
            f"“{row[column]}” is not a day. Write it as 2003-09-24.", where=f"{where}, column {column}"
        ) from error


def choice(row: Row, column: str, where: str, choices: type[Choice]) -> Choice:
    try:
        return choices(row[column])
    except ValueError as error:
        raise Unreadable(
            f"“{row[column]}” is none of {', '.join(choices.values)}.", where=f"{where}, column {column}"
        ) from error


def known(row: Row, column: str, where: str, codes: set[str]) -> str:
    if row[column] not in codes:
        raise Unreadable(
            f"places.csv has no place “{row[column]}”. Add it there, or correct the code here.",
            where=f"{where}, column {column}",
        )
    return row[column]


def degrees(row: Row, column: str, where: str) -> float | None:
    try:
        return float(row[column]) if row[column] else None
    except ValueError as error:
        raise Unreadable(
            f"“{row[column]}” is not a number of degrees. Write it as -12.5.", where=f"{where}, column {column}"
        ) from error


def read_places() -> list[Place]:
    found = []
    systems = read_legal_systems()
    for where, row in rows("places.csv"):
        place = Place(
            code=row["code"],
            kind=choice(row, "kind", where, Kind),
            iso3=row["iso3"],
            m49=row["m49"],
            group=choice(row, "group", where, Group) if row["group"] else "",
            within_id=row["within"] or None,
            sovereign_id=row["sovereign"] or None,
            un_status=choice(row, "un_status", where, Membership),
            admitted_on=day(row, "member_since", where),
            begins_on=day(row, "from", where),
            ends_on=day(row, "to", where),
            is_counted=row["counted"] == "1",
            latitude=degrees(row, "latitude", where),
            longitude=degrees(row, "longitude", where),
            note=row["note"],
            **systems.pop(row["code"], {}),
        )
        found.append(place)
    if systems:
        raise Unreadable(
            f"places.csv has no place “{min(systems)}”. Add it there, or correct the code here.",
            where="legal_systems.csv",
        )
    codes = {place.code for place in found}
    for where, row in rows("places.csv"):
        for column in ("within", "sovereign"):
            if row[column]:
                known(row, column, where, codes)
    return found


def read_legal_systems() -> dict[str, dict[str, Any]]:
    """What our file tells of the legal systems of places, as fields of ``Place`` by code.

    Raises:
        Unreadable: a place is there twice, or has no system, no source, or a system that is not known.
    """
    found: dict[str, dict[str, Any]] = {}
    for where, row in rows("legal_systems.csv"):
        codes = row["systems"].split()
        wrong = next((code for code in codes if code not in LegalSystem.values), None)
        if wrong is not None:
            raise Unreadable(
                f"“{wrong}” is none of {', '.join(LegalSystem.values)}.", where=f"{where}, column systems"
            )
        if not codes or not row["source"] or row["certain"] not in {"0", "1"}:
            raise Unreadable("A row has one system or more, 0 or 1 as certain, and its source.", where=where)
        if row["code"] in found:
            raise Unreadable(f"“{row['code']}” is there twice. Join the two rows.", where=where)
        found[row["code"]] = {
            "legal_systems": codes,
            "are_legal_systems_sure": row["certain"] == "1",
            "legal_systems_note": row["note"],
            "legal_systems_source": row["source"],
        }
    return found


def read_names(codes: set[str]) -> list[PlaceName]:
    return [
        PlaceName(
            place_id=known(row, "code", where, codes),
            language=row["language"],
            short=row["short"],
            formal=row["formal"],
            is_from_facts=True,
        )
        for where, row in rows("names.csv")
    ]


def read_aliases(codes: set[str]) -> list[Alias]:
    return [
        Alias(
            place_id=known(row, "code", where, codes),
            language=row["language"],
            name=row["name"],
            kind=choice(row, "kind", where, AliasKind),
            begins_on=day(row, "from", where),
            ends_on=day(row, "to", where),
            is_from_facts=True,
        )
        for where, row in rows("aliases.csv")
    ]


def read_successions(codes: set[str]) -> list[Succession]:
    found = []
    for where, row in rows("successions.csv"):
        happened_on = day(row, "on", where)
        if happened_on is None:
            raise Unreadable("A succession has a day. Write it as 1991-12-24.", where=f"{where}, column on")
        found.append(
            Succession(
                predecessor_id=known(row, "predecessor", where, codes),
                successor_id=known(row, "successor", where, codes),
                territory_id=known(row, "territory", where, codes) if row["territory"] else None,
                happened_on=happened_on,
                kind=choice(row, "kind", where, Change),
                note=row["note"],
                source=row["source"],
            )
        )
    return found


def _bring_in(
    model: type[Kept], wanted: list[Kept], kept: Iterable[Kept], key: Callable[[Kept], Any], leave: frozenset[str]
) -> tuple[Loaded, set[str]]:
    """Make the table say what the file says; give what that took, and the codes of the places concerned."""
    columns = [f.attname for f in model._meta.concrete_fields if not f.primary_key and f.attname not in leave]
    before = {key(one): one for one in kept}
    added: list[Kept] = []
    changed: list[Kept] = []
    for new in wanted:
        old = before.pop(key(new), None)
        if old is None:
            added.append(new)
        elif any(getattr(old, column) != getattr(new, column) for column in columns):
            for column in columns:
                setattr(old, column, getattr(new, column))
            changed.append(old)
    manager: models.Manager[Kept] = model._default_manager
    manager.bulk_create(added)
    if changed:
        names = [f.name for f in model._meta.concrete_fields if f.attname in columns]
        manager.bulk_update(changed, names)
    # Records point at places, so a place that left the file stays; its names and the rest go.
    gone: list[Kept] = [] if model is Place else list(before.values())
    manager.filter(pk__in=[one.pk for one in gone]).delete()
    touched = {str(getattr(one, "place_id", None) or one.pk) for one in [*added, *changed, *gone]}
    return Loaded(len(added), len(changed), len(gone)), touched


def _write_short_names() -> set[str]:
    """Copy the names in use onto the cards; give the codes of those that changed."""
    in_use: dict[str, dict[str, str]] = {}
    for name in PlaceName.objects.filter(ends_on__isnull=True).order_by("place", "language"):
        in_use.setdefault(name.place_id, {})[name.language] = name.short
    differing = [place for place in Place.objects.all() if place.short_names != in_use.get(place.code, {})]
    for place in differing:
        place.short_names = in_use.get(place.code, {})
    Place.objects.bulk_update(differing, ["short_names"])
    return {place.code for place in differing}


def _touch(codes: set[str]) -> None:
    """Tell every process that holds a catalogue that it is out of date, now and once others can see the change."""
    Place.objects.filter(code__in=codes).update(changed_at=timezone.now())
    index.forget()
    transaction.on_commit(index.forget)


@transaction.atomic
def load_facts(*, by: Actor | None) -> Loaded:
    """Make the tables say what the files in ``facts/`` say, and keep what the staff of this service entered.

    A second loading changes nothing and notes nothing; a corrected file changes just what was corrected.

    Raises:
        Unreadable: a file has a wrong cell; the sentence names the file, row and column.
    """
    ours = frozenset({"id", "changed_at", "short_names"})
    wanted = read_places()
    codes = {place.code for place in wanted}
    done, touched = _bring_in(Place, wanted, Place.objects.all(), lambda place: place.code, ours)

    by_staff = set(
        PlaceName.objects.filter(is_from_facts=False, ends_on__isnull=True).values_list("place_id", "language")
    )
    names = [one for one in read_names(codes) if (one.place_id, one.language) not in by_staff]
    in_use = PlaceName.objects.filter(is_from_facts=True, ends_on__isnull=True)
    more, concerned = _bring_in(PlaceName, names, in_use, lambda one: (one.place_id, one.language), ours)
    done, touched = done + more, touched | concerned

    entered = set(Alias.objects.filter(is_from_facts=False).values_list("place_id", "language", "name"))
    aliases = [one for one in read_aliases(codes) if (one.place_id, one.language, one.name) not in entered]
    more, concerned = _bring_in(
        Alias,
        aliases,
        Alias.objects.filter(is_from_facts=True),
        lambda one: (one.place_id, one.language, one.name),
        ours,
    )
    done, touched = done + more, touched | concerned

    more, _ = _bring_in(
        Succession,
        read_successions(codes),
        Succession.objects.all(),
        lambda one: (one.predecessor_id, one.successor_id, one.happened_on),
        ours,
    )
    done = done + more
    if done:
        _touch(touched | _write_short_names())
        note("places.load", None, by=by, added=done.added, changed=done.changed, removed=done.removed)
    return done


def _proper(name: str) -> str:
    """A name without stray spaces; refused when nothing is left or it does not fit."""
    name = " ".join(name.split())
    longest = PlaceName._meta.get_field("short").max_length or 0
    if not name or len(name) > longest:
        raise Refused(f"A name has between 1 and {longest} characters. Correct it and try again.")
    return name


@transaction.atomic
def rename(  # noqa: PLR0913 -- a name is language, short and formal; whose, by whom and from when are the rest
    place: Place, *, language: str, short: str, formal: str = "", on: dt.date, by: Editor
) -> PlaceName:
    """Give a place another official name in a language from a day on; the earlier one stays findable.

    Raises:
        NotPermitted: the person is no editor.
        Refused: the name is empty, too long, the present one, or begins before the present one does.
    """
    check_may_edit(by)
    short, formal = _proper(short), _proper(formal) if formal.strip() else ""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    before = PlaceName.objects.filter(Q(place=place) & Q(language=language) & Q(ends_on__isnull=True)).first()
    if before is not None:
        if (before.short, before.formal) == (short, formal):
            raise Refused(f"“{short}” is already the name in this language.")
        if before.begins_on is not None and before.begins_on >= on:
            raise Refused(f"The present name began on {before.begins_on}; the new one must begin later.")
        before.ends_on = on - dt.timedelta(days=1)
        before.save(update_fields=["ends_on"])
    name = PlaceName.objects.create(place=place, language=language, short=short, formal=formal, begins_on=on)
    place.short_names = place.short_names | {language: short}
    place.save(update_fields=["short_names"])
    _touch({place.code})
    note("places.rename", place, by=by, language=language, name=short, on=on.isoformat())
    return name


@transaction.atomic
def also_call(place: Place, *, language: str, name: str, kind: AliasKind, by: Editor) -> Alias:
    """Let a place be found by one more word; it is kept when the facts are loaded again.

    Raises:
        NotPermitted: the person is no editor.
        Refused: the word is empty, too long, or already leads to this place.
    """
    check_may_edit(by)
    name = _proper(name)
    if Alias.objects.filter(place=place, language=language, name=name).exists():
        raise Refused(f"“{name}” already leads to {place}.")
    alias = Alias.objects.create(place=place, language=language, name=name, kind=kind)
    _touch({place.code})
    note("places.also_call", place, by=by, language=language, name=name, kind=kind.value)
    return alias
