"""Reading vocabularies from files, and leaving alone what staff have decided otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import models, transaction

from comity.base.audit.actions import Actor, note
from comity.base.terms import grammar, index
from comity.base.terms.enums import LabelKind
from comity.base.terms.models import Concept, Definition, Label, Mapping, Scheme
from comity.base.terms.rules import Editor, check_may_edit
from comity.base.terms.shapes import (
    IDENTIFIER,
    MAPPINGS,
    PLACE,
    RETIRED,
    NewScheme,
    definition_in,
    key_of,
    labels_in,
)
from comity.kernel.errors import Refused, Unreadable


Kept = TypeVar("Kept", Concept, Label, Definition, Mapping)
# What staff have decided otherwise than the files, by the key of the concept.
Decided = dict[str, frozenset[str]]
# Rows in one statement: SQLite takes no more than some thousands of values.
BATCH: Final = 500
# What a file says of a concept, beside its labels.
CONCEPT: Final = ["broader", "notation", "source", "position", "until_version", "retired"]
# The columns of each aspect that staff may have decided otherwise.
COLUMNS: Final = {PLACE: {"broader_id", "position"}, RETIRED: {"until_version", "retired"}}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of a vocabulary were added and changed, concepts retired, and rows of other kinds removed."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    removed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.added + other.added,
            self.changed + other.changed,
            self.retired + other.retired,
            self.removed + other.removed,
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired or self.removed)


def check_whole(new: NewScheme, known: set[str]) -> None:
    """Raise Unreadable when an id comes twice, or a reference of ours leads nowhere or round in a circle.

    Args:
        new: the vocabulary.
        known: the keys of all concepts that will be there.
    """
    above: dict[str, str] = {}
    for concept in new.concepts:
        if concept.code in above:
            raise Unreadable(f"“{concept.code}” is there twice. Join the two, or rename one.", where=concept.where)
        above[concept.code] = concept.broader
    for concept in new.concepts:
        if concept.broader and concept.broader not in above:
            raise Unreadable(
                f"The broader concept “{concept.broader}” is not in this vocabulary.", where=concept.where
            )
        for relation, target in concept.mappings:
            if "://" not in target and target not in known:
                raise Unreadable(f"“{relation}: {target}” leads to no concept.", where=concept.where)
        passed = {concept.code}
        code = concept.broader
        while code:
            if code in passed:
                raise Unreadable(
                    f"“{concept.code}” is broader than itself, by way of “{code}”. Cut the circle.",
                    where=concept.where,
                )
            passed.add(code)
            code = above.get(code, "")


def _differs(old: models.Model, new: models.Model, columns: Iterable[str]) -> bool:
    """Copy what differs; say whether anything did."""
    wrong = [column for column in columns if getattr(old, column) != getattr(new, column)]
    for column in wrong:
        setattr(old, column, getattr(new, column))
    return bool(wrong)


def _write(model: type[Kept], added: list[Kept], changed: list[Kept], columns: list[str]) -> Loaded:
    manager: models.Manager[Kept] = model._default_manager
    manager.bulk_create(added, batch_size=BATCH)
    if changed:
        manager.bulk_update(changed, columns, batch_size=BATCH)
    return Loaded(len(added), len(changed))


def _keep_concepts(scheme: Scheme, new: NewScheme, present: list[Concept]) -> Loaded:
    """Bring the concepts in; one that is no longer there is retired, since records may name it."""
    before = {concept.key: concept for concept in present}
    version = scheme.version + 1
    added, changed = [], []
    for position, one in enumerate(new.concepts):
        concept = Concept(
            key=key_of(new.code, one.code),
            scheme=scheme,
            code=one.code,
            broader_id=key_of(new.code, one.broader) if one.broader else None,
            notation=one.notation,
            source=one.source,
            position=position,
            since_version=version,
        )
        old = before.pop(concept.key, None)
        if old is None:
            added.append(concept)
            continue
        decided = {column for aspect in old.taken_over for column in COLUMNS.get(aspect, ())}
        # What staff added and a file has taken up since is the file's from now on.
        was_added, old.is_from_facts = not old.is_from_facts, True
        columns = [column for column in ["broader_id", *CONCEPT[1:]] if column not in decided]
        if _differs(old, concept, columns) or was_added:
            changed.append(old)
    done = _write(Concept, added, changed, [*CONCEPT, "is_from_facts"])
    gone = [
        concept
        for concept in before.values()
        if not concept.retired and concept.is_from_facts and RETIRED not in concept.taken_over
    ]
    for concept in gone:
        concept.retired, concept.until_version = True, version
    Concept.objects.bulk_update(gone, ["retired", "until_version"], batch_size=BATCH)
    return done + Loaded(retired=len(gone))


def _wanted_labels(new: NewScheme, by_staff: dict[tuple[str, str, str], Label], decided: Decided) -> list[Label]:
    """The labels of a file; what staff entered wins, and where they preferred another, the file's is a former one.

    Where staff have decided on all labels of a language, the file's are left out.
    """
    chosen = {(key, language) for (key, language, _), label in by_staff.items() if label.kind == LabelKind.PREFERRED}
    wanted = []
    for concept in new.concepts:
        key = key_of(new.code, concept.code)
        for position, label in enumerate(concept.labels):
            if (key, label.language, label.text) in by_staff or labels_in(label.language) in decided.get(key, ()):
                continue
            is_overruled = label.kind == LabelKind.PREFERRED and (key, label.language) in chosen
            wanted.append(
                Label(
                    concept_id=key,
                    language=label.language,
                    kind=LabelKind.FORMER if is_overruled else label.kind,
                    text=label.text,
                    review=label.review,
                    position=position,
                    is_from_facts=True,
                )
            )
    return wanted


def _keep_labels(scheme: Scheme, new: NewScheme, decided: Decided) -> Loaded:
    """Bring the labels in; a preferred one that left the file stays as a former one, so that it is still found."""
    kept = [
        label
        for label in Label.objects.filter(concept__scheme=scheme)
        if labels_in(label.language) not in decided.get(label.concept_id, ())
    ]
    everyone = {(label.concept_id, label.language, label.text): label for label in kept}
    by_staff = {key: label for key, label in everyone.items() if not label.is_from_facts}
    # A former label that the file takes up again is the file's once more.
    taken_up = {
        (key_of(new.code, concept.code), label.language, label.text)
        for concept in new.concepts
        for label in concept.labels
    }
    by_staff = {key: label for key, label in by_staff.items() if label.kind != LabelKind.FORMER or key not in taken_up}
    before = {key: label for key, label in everyone.items() if key not in by_staff}
    present = {key_of(new.code, concept.code) for concept in new.concepts}
    added, changed = [], []
    for label in _wanted_labels(new, by_staff, decided):
        old = before.pop((label.concept_id, label.language, label.text), None)
        if old is None:
            added.append(label)
        elif _differs(old, label, ["kind", "review", "position", "is_from_facts"]):
            changed.append(old)
    gone = []
    # A retired concept keeps its labels: the records that name it still show them.
    for label in [label for label in before.values() if label.concept_id in present]:
        if label.kind in {LabelKind.PREFERRED, LabelKind.FORMER}:
            label.kind, label.is_from_facts = LabelKind.FORMER, False
            changed.append(label)
        else:
            gone.append(label)
    Label.objects.filter(pk__in=[label.pk for label in gone]).delete()
    # One label gives up being preferred before another becomes it, or the database would refuse the two.
    first = [label for label in changed if label.kind != LabelKind.PREFERRED]
    then = [label for label in changed if label.kind == LabelKind.PREFERRED]
    columns = ["kind", "review", "position", "is_from_facts"]
    done = _write(Label, [], first, columns)
    return done + _write(Label, added, then, columns) + Loaded(removed=len(gone))


def _keep_definitions(scheme: Scheme, new: NewScheme, decided: Decided) -> Loaded:
    before = {
        (one.concept_id, one.language): one
        for one in Definition.objects.filter(concept__scheme=scheme)
        if definition_in(one.language) not in decided.get(one.concept_id, ())
    }
    present = {key_of(new.code, concept.code) for concept in new.concepts}
    added, changed = [], []
    for concept in new.concepts:
        for one in concept.definitions:
            if definition_in(one.language) in decided.get(key_of(new.code, concept.code), ()):
                continue
            definition = Definition(
                concept_id=key_of(new.code, concept.code), language=one.language, text=one.text, review=one.review
            )
            old = before.pop((definition.concept_id, definition.language), None)
            if old is None:
                added.append(definition)
            elif _differs(old, definition, ["text", "review"]):
                changed.append(old)
    gone = [one.pk for one in before.values() if one.concept_id in present]
    Definition.objects.filter(pk__in=gone).delete()
    return _write(Definition, added, changed, ["text", "review"]) + Loaded(removed=len(gone))


def _keep_mappings(scheme: Scheme, new: NewScheme, decided: Decided) -> Loaded:
    before = {
        (one.concept_id, str(one.relation), one.target): one
        for one in Mapping.objects.filter(concept__scheme=scheme)
        if MAPPINGS not in decided.get(one.concept_id, ())
    }
    present = {key_of(new.code, concept.code) for concept in new.concepts}
    added = []
    for concept in new.concepts:
        key = key_of(new.code, concept.code)
        if MAPPINGS in decided.get(key, ()):
            continue
        for relation, target in concept.mappings:
            if before.pop((key, relation.value, target), None) is None:
                added.append(Mapping(concept_id=key, relation=relation, target=target))
    gone = [one.pk for one in before.values() if one.concept_id in present]
    Mapping.objects.filter(pk__in=gone).delete()
    return _write(Mapping, added, [], []) + Loaded(removed=len(gone))


def _keep(new: NewScheme, *, is_from_facts: bool) -> Loaded:
    """Make the tables say of one vocabulary what a file says."""
    scheme = Scheme.objects.select_for_update().filter(pk=new.code).first()
    is_new = scheme is None
    wanted = Scheme(
        code=new.code,
        titles=dict(new.titles),
        source=new.source,
        is_expanded=new.is_expanded,
        is_from_facts=is_from_facts,
    )
    if scheme is None:
        scheme = wanted
        scheme.save(force_insert=True)
    differs = _differs(scheme, wanted, ["titles", "source", "is_expanded", "is_from_facts"])
    present = list(scheme.concepts.all())
    decided = {one.key: frozenset(one.taken_over) for one in present if one.taken_over}
    done = _keep_concepts(scheme, new, present)
    for keep in (_keep_labels, _keep_definitions, _keep_mappings):
        done = done + keep(scheme, new, decided)
    if is_new or differs:
        done = done + Loaded(added=int(is_new), changed=int(differs))
    if done:
        index.touch(scheme)
    return done


@transaction.atomic
def load_facts(*, by: Actor | None, read: Iterable[NewScheme] | None = None) -> Loaded:
    """Make the tables say what the files in ``facts/`` say, and keep what the staff of this service entered.

    A second loading changes nothing and notes nothing. A concept that left its file is retired; a label that was
    preferred and left its file stays findable as a former one.

    Args:
        by: under whose name.
        read: vocabularies in place of those of our files.

    Raises:
        Unreadable: a file is wrong; the sentence names the file and the concept.
    """
    wanted = list(grammar.schemes() if read is None else read)
    known = {key_of(new.code, concept.code) for new in wanted for concept in new.concepts}
    done = Loaded()
    for new in wanted:
        check_whole(new, known)
        done = done + _keep(new, is_from_facts=True)
    if done:
        note("terms.load", None, by=by, **_counts(done))
    return done


def _counts(done: Loaded) -> dict[str, Any]:
    return {"added": done.added, "changed": done.changed, "retired": done.retired, "removed": done.removed}


@transaction.atomic
def bring_in(new: NewScheme, *, by: Editor) -> Loaded:
    """Keep a vocabulary that was published elsewhere, or a newer version of one that was brought in before.

    Raises:
        NotPermitted: the person is no editor.
        Refused: the vocabulary is one of our own files.
        Unreadable: an id comes twice, or a reference leads nowhere or round in a circle.
    """
    check_may_edit(by)
    if Scheme.objects.filter(pk=new.code, is_from_facts=True).exists():
        raise Refused(f"“{new.code}” is a vocabulary of this platform. Bring yours in under another name.")
    if not IDENTIFIER.fullmatch(new.code) or len(new.code) > (Scheme._meta.get_field("code").max_length or 0):
        raise Refused(f"“{new.code}” cannot name a vocabulary. Use letters, digits and “-”, 40 at most.")
    own = {key_of(new.code, concept.code) for concept in new.concepts}
    check_whole(new, own | set(Concept.objects.values_list("key", flat=True)))
    done = _keep(new, is_from_facts=False)
    if done:
        note("terms.bring_in", Scheme(code=new.code), by=by, **_counts(done))
    return done
