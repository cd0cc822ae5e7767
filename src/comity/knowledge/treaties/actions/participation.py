import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.places.models import Place
from comity.engines.records.enums import Outcome
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import registry, rules
from comity.knowledge.treaties.enums import CONSENTING, SIGNING, SPOKEN, ActionKind
from comity.knowledge.treaties.models import Provenance, Treaty, TreatyAction
from comity.knowledge.treaties.shapes import ON_SCREEN, ActionRow, Change, Source


BATCH = 1000
# How the identifiers begin that the project's own files give.
OURS = "facts:"
FIELDS = ("kind", "on_text", "territory_id", "against_id", "text", "language", "note", "provenance_id")
COLUMNS = [
    "identifier", "kind", "on_text", "earliest_on", "latest_on", "territory", "against", "text", "language", "note",
    "provenance",
]  # fmt: skip


@transaction.atomic
def put_sources(sources: Iterable[Source], *, by: User) -> None:
    """Keep where facts come from, by key; a changed description replaces the earlier one."""
    rules.check_may_edit_actions(by)
    wanted = {
        s.key: Provenance(
            key=s.key,
            title=s.title,
            publisher=s.publisher,
            url=s.url,
            licence=s.licence,
            retrieved_on=s.retrieved_on or None,
            note=s.note,
        )
        for s in sources
    }
    names = ["title", "publisher", "url", "licence", "retrieved_on", "note"]
    kept = {p.key: [str(getattr(p, n) or "") for n in names] for p in Provenance.objects.filter(key__in=wanted)}
    new = [p for key, p in wanted.items() if kept.get(key) != [str(getattr(p, n) or "") for n in names]]
    if new:
        Provenance.objects.bulk_create(new, update_conflicts=True, unique_fields=["key"], update_fields=names)
        note("treaty.sources", None, by=by, keys=[p.key for p in new])


@transaction.atomic
def put_actions(
    rows: Iterable[ActionRow], sources: Iterable[Source], *, by: User, dry_run: bool = False
) -> list[Change]:
    """Bring the actions on treaties to what a file says, whole or not at all; the same again changes nothing.

    A row finds the action that it speaks of by its identifier; else by place, kind and date, so that two sources
    that tell the same are one action; else it gives the exact day of one that was known only as a period.
    What is known more exactly from another source stays.

    Args:
        rows: what was read.
        sources: every source that the rows name.
        by: who does it.
        dry_run: say what would change, row by row, and change nothing.

    Raises:
        Unreadable: a row names a treaty, place or source that is not known here.
        NotPermitted: the person may not record actions.
    """
    rules.check_may_edit_actions(by)
    rows = list(rows)
    put = [] if dry_run else list(sources)
    if put:
        put_sources(put, by=by)
    keys = {s.key for s in sources} | set(Provenance.objects.values_list("key", flat=True))
    treaties = dict(Treaty.objects.filter(symbol__in={r.symbol for r in rows}).values_list("symbol", "pk"))
    _check_known(rows, treaties, keys)
    pool = _Pool(TreatyAction.objects.filter(treaty__in=treaties.values()))
    created: list[TreatyAction] = []
    changed: list[TreatyAction] = []
    changes = []
    for row in rows:
        new = _action(row, treaties)
        old = pool.take(new)
        if old is None:
            created.append(new)
            changes.append(Change(row.where, Outcome.CREATED, new.identifier))
            continue
        fields = _differences(old, new, is_ours=pool.is_ours(old))
        is_taken_over = old.provenance_id != new.provenance_id
        outcome = Outcome.CHANGED if fields else Outcome.UNCHANGED
        changes.append(Change(row.where, outcome, old.identifier, fields))
        if fields:
            for name in (*FIELDS, "earliest_on", "latest_on"):
                setattr(old, name, getattr(new, name))
            if is_taken_over:
                # From now on this source is the one that corrects it, by its own identifier.
                old.identifier = new.identifier
            changed.append(old)
    if not dry_run and (created or changed):
        TreatyAction.objects.bulk_create(created, batch_size=BATCH)
        TreatyAction.objects.bulk_update(changed, COLUMNS, batch_size=200)
        _note_touched(created, changed, by=by)
    return changes


def _check_known(rows: Sequence[ActionRow], treaties: dict[str, uuid.UUID], sources: set[str]) -> None:
    places = set(Place.objects.values_list("pk", flat=True))
    seen: dict[str, str] = {}
    for row in rows:
        if row.symbol not in treaties:
            raise Unreadable(
                f"No treaty has the symbol “{row.symbol}”. Load the facts first, or correct it.", where=row.where
            )
        for code in filter(None, (row.place, row.territory, row.against)):
            if code not in places:
                raise Unreadable(f"No place has the code “{code}”. Use a code such as IT or EU.", where=row.where)
        if row.kind not in ActionKind.values:
            raise Unreadable(
                f"“{row.kind}” is not a kind of action. Write one of: {', '.join(ActionKind.values)}.",
                where=row.where,
            )
        if row.source not in sources:
            raise Unreadable(f"The source “{row.source}” is not described.", where=row.where)
        if row.against and row.kind not in {ActionKind.OBJECTION, ActionKind.COMMUNICATION}:
            raise Unreadable("Only an objection or a communication is directed at another State.", where=row.where)
        if row.identifier in seen:
            raise Unreadable(
                f"The identifier “{row.identifier}” was given before, at {seen[row.identifier]}. "
                "Give every action one of its own.",
                where=row.where,
            )
        seen[row.identifier] = row.where


def _action(row: ActionRow, treaties: dict[str, uuid.UUID]) -> TreatyAction:
    return TreatyAction(
        treaty_id=treaties[row.symbol],
        identifier=row.identifier,
        place_id=row.place,
        kind=row.kind,
        on_text=row.on.text,
        earliest_on=row.on.earliest,
        latest_on=row.on.latest,
        territory_id=row.territory or None,
        against_id=row.against or None,
        text=row.text,
        language=row.language,
        note=row.note,
        provenance_id=row.source,
    )


class _Pool:
    """The actions already known, each to be found once by what a file says of it."""

    def __init__(self, known: Iterable[TreatyAction]) -> None:
        self.by_identifier: dict[str, TreatyAction] = {}
        self.by_place: dict[tuple[uuid.UUID, str], list[TreatyAction]] = {}
        for action in known:
            self.by_identifier[action.identifier] = action
            self.by_place.setdefault((action.treaty_id, action.place_id), []).append(action)
        self.taken: set[str] = set()
        self.ours = {source.key for source in registry.sources()}

    def take(self, new: TreatyAction) -> TreatyAction | None:
        """The known action of which the new one speaks, or None."""
        found = self.by_identifier.get(new.identifier) or self._same(new)
        if found is not None:
            self.taken.add(found.identifier)
        return found

    def _same(self, new: TreatyAction) -> TreatyAction | None:
        here = [a for a in self.by_place.get((new.treaty_id, new.place_id), ()) if a.identifier not in self.taken]
        if new.identifier.startswith(ON_SCREEN):
            # What a person records after a retraction is a new act; a file may only be telling of the old one.
            here = [a for a in here if not a.is_retracted]
        alike = [a for a in here if a.territory_id == new.territory_id and a.against_id == new.against_id]
        if new.kind in SPOKEN:
            alike = [a for a in alike if a.kind == new.kind]
            # A list may tell that something was said, and another source in which words.
            wordless = (a for a in alike if _overlap(a, new) and not (a.text and new.text))
            return next((a for a in alike if a.text == new.text and a.text), None) or next(wordless, None)
        alike = [a for a in alike if a.kind == new.kind or {a.kind, new.kind} <= CONSENTING]
        same_day = [a for a in alike if (a.earliest_on, a.latest_on) == (new.earliest_on, new.latest_on)]
        # The same act under two words, such as acceptance and accession, must share its day.
        same_day.sort(key=lambda a: a.kind != new.kind)
        if same_day:
            return same_day[0]
        around = [a for a in alike if _covers(a, new) or _covers(new, a)]
        around = [a for a in around if a.kind == new.kind or ActionKind.CONSENT in {a.kind, new.kind}]
        return around[0] if around else self._only_one(new, here)

    def _only_one(self, new: TreatyAction, here: list[TreatyAction]) -> TreatyAction | None:
        """The one act of its kind, told with another day by our files and by somebody else; a State consents once."""
        if new.kind not in CONSENTING | SIGNING or any(a.kind == ActionKind.WITHDRAWAL for a in here):
            return None
        found = [a for a in here if a.kind == new.kind and a.territory_id == new.territory_id]
        if len(found) == 1 and self.is_ours(found[0]) != self.is_ours(new):
            return found[0]
        return None

    def is_ours(self, action: TreatyAction) -> bool:
        """Whether the project's own files say it as it stands."""
        return action.provenance_id in self.ours


def _overlap(one: TreatyAction, other: TreatyAction) -> bool:
    return one.earliest_on <= other.latest_on and other.earliest_on <= one.latest_on


def _brings_words(old: TreatyAction, new: TreatyAction) -> bool:
    return bool(new.text) and not old.text and not old.is_retracted


def _covers(wide: TreatyAction, narrow: TreatyAction) -> bool:
    """Whether one is known only as a period, and the other falls inside it."""
    return (
        wide.earliest_on != wide.latest_on
        and wide.earliest_on <= narrow.earliest_on
        and narrow.latest_on <= wide.latest_on
    )


def _differences(old: TreatyAction, new: TreatyAction, *, is_ours: bool) -> dict[str, tuple[str, str]]:
    """What importing the new row would change in the old one, field by field; empty when the old one stays."""
    from_elsewhere = old.provenance_id != new.provenance_id
    same_days = (old.earliest_on, old.latest_on) == (new.earliest_on, new.latest_on)
    says_less = same_days or _covers(new, old) or (old.text and not new.text)
    if old.is_retracted or (from_elsewhere and says_less and not _brings_words(old, new)):
        return {}
    if from_elsewhere and new.identifier.startswith(OURS) and not (is_ours or _covers(old, new)):
        # The project's own row, which someone has since corrected from a source of theirs.
        return {}
    return {
        name.removesuffix("_id"): (str(getattr(old, name) or ""), str(getattr(new, name) or ""))
        for name in FIELDS
        if (getattr(old, name) or "") != (getattr(new, name) or "")
    }


def _note_touched(created: list[TreatyAction], changed: list[TreatyAction], *, by: User) -> None:
    """One event for each treaty, so that search reads it again."""
    made, altered = Counter(a.treaty_id for a in created), Counter(a.treaty_id for a in changed)
    for treaty in Treaty.objects.filter(pk__in={*made, *altered}).order_by("pk"):
        note(
            "treaty.participation",
            treaty,
            by=by,
            record_id=treaty.pk,
            created=made[treaty.pk],
            changed=altered[treaty.pk],
        )
