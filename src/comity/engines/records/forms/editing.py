"""A record of any kind written on screen: what was typed is read, compared with what is there, and never lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records import actions, queries, rules
from comity.engines.records.enums import Sort
from comity.engines.records.forms.columns import ColumnsForm, capitalised
from comity.engines.records.forms.differences import (
    Difference,
    differences,
    pointing_at,
    told_row,
    told_rows,
)
from comity.engines.records.forms.pointing import check_readable, keys_pointed_at
from comity.engines.records.forms.typed import (
    FIELD,
    ROW,
    Row,
    Typed,
    as_code,
    as_date,
    is_blank,
    is_too_much,
    kept,
    numbered,
    row_of,
    sent,
    shown,
    sketch_of,
)
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry import Column, Group, Outline, Sketch, faults, groups, hook, outline_of
from comity.engines.records.shapes import KEY, identity
from comity.kernel.errors import NotPermitted, Unreadable
from comity.kernel.languages import INTERFACE, interface_language


# Of candidates for a record that was named by words.
OFFERED: Final = 8
INVALID: Final = RegexValidator.message
# Where something is wrong: the group (empty for what stands once), the row, the column (empty for the whole row).
Where = tuple[str, int, str]


@dataclass(slots=True)
class Editor:
    """A record while it is written.

    Attributes:
        outline: what can be typed of its kind.
        by: who writes.
        stored: the record that is there; None for a new one.
        typed: what the form holds.
        after: the record as it would be, once ``read`` was called.
        wrong: a sentence for each place where something is wrong.
        found: for a record that was named by words, those that were found.
        clashes: what another changed meanwhile and this person too.
        taken_over: the labels of what another changed meanwhile and this person did not.
        remarks: what others said of a place in the form; of a group as a whole under the row -1.
    """

    outline: Outline
    by: User
    stored: Detail | None
    typed: Typed
    after: Sketch | None = None
    wrong: dict[Where, str] = field(default_factory=dict)
    found: dict[Where, list[tuple[str, str]]] = field(default_factory=dict)
    clashes: list[Difference] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    remarks: dict[Where, list[Any]] = field(default_factory=dict)
    _titles: dict[str, str] | None = None
    _standing_keys: frozenset[str] = frozenset()

    @classmethod
    def opened(cls, model: type[Detail], stored: Detail | None, *, by: User) -> "Editor":
        """The form of a record as it stands, or of a new one."""
        languages = [text.language for text in stored.record.texts.all()] if stored else []
        outline = outline_of(model, [code for code in languages if code not in INTERFACE])
        sketch = sketch_of(stored) if stored else Sketch(detail=model())
        typed = kept(sketch, outline)
        typed.languages = outline.languages[len(INTERFACE) :]
        for group in outline.groups:
            missing = group.least - len(typed.rows[group.name])
            typed.rows[group.name] += [row_of(group, group.fresh()) for _number in range(missing)]
        return cls(outline, by, stored, typed)

    @classmethod
    def returned(
        cls, model: type[Detail], stored: Detail | None, data: Any, languages: Sequence[str], *, by: User
    ) -> "Editor":
        """The form as it was sent."""
        there = [text.language for text in stored.record.texts.all()] if stored else []
        outline = outline_of(model, [code for code in dict.fromkeys([*there, *languages]) if code not in INTERFACE])
        typed = sent(data, outline)
        typed.languages = outline.languages[len(INTERFACE) :]
        return cls(outline, by, stored, typed)

    @property
    def is_new(self) -> bool:
        """Whether the record is not there yet."""
        return self.stored is None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with what was typed."""
        return not self.wrong

    @property
    def after_sound(self) -> Sketch:
        """The record as it would be, once it was read and nothing is wrong."""
        assert self.after is not None and self.is_sound, "read it first"  # noqa: PT018 -- one condition
        return self.after

    @property
    def standing(self) -> Sketch | None:
        """What is there now; None when nothing is."""
        return sketch_of(self.stored) if self.stored else None

    @property
    def as_of(self) -> str:
        """A name for what was there when the form was compared with it; empty for nothing."""
        return self.stored.record.changed_at.isoformat() if self.stored else ""

    def keep(self, *, by: User, then: str) -> Record:
        """Keep it as it was read, and go a step (``actions.keep_typed``)."""
        seen = self.stored.record.changed_at if self.stored else None
        return actions.keep_typed(self.after_sound, by=by, then=then, as_of=seen)

    def add_row(self, name: str) -> None:
        """Give a group an empty row."""
        group = self._group(name)
        if group is not None and (refused := self.typed.add(name, row_of(group, group.fresh()))):
            self.wrong[name, 0, ""] = refused

    def remove_row(self, name: str, index: int) -> None:
        """Take a row away; what points at those after it points at them still."""
        group = self._group(name)
        if group is None or not 0 <= index < len(self.typed.rows[name]):
            return
        self.typed.rows[name].pop(index)
        for other, column in pointing_at(self.outline, name):
            for row in self.typed.rows[other.name]:
                number = row[column.name]
                if number.isdigit() and int(number) == index + 1:
                    row[column.name] = ""
                elif number.isdigit() and int(number) > index + 1:
                    row[column.name] = str(int(number) - 1)

    def _group(self, name: str) -> Group | None:
        return next((one for one in self.outline.groups if one.name == name), None)

    def read(self) -> Sketch:
        """The record as it would be; what is wrong stands in ``wrong``."""
        model = self.outline.model
        sketch = sketch_of(queries.for_editing(model, self.stored.pk)) if self.stored else Sketch(detail=model())
        self._standing_keys = keys_pointed_at(kept(sketch, self.outline), self.outline)
        self.wrong.clear()
        for name, column in self.outline.columns.items():
            if not (self.stored and column.name in self.outline.fixed):
                self._put(("", 0, name), column, sketch, self.typed.texts.get(name, ""))
        self._check_wordings()
        for group in self.outline.groups:
            self._read_group(group, sketch)
        for (name, index, column_name), sentence in groups.joined(model, sketch.detail).items():
            self.wrong.setdefault((name, index, column_name), sentence)
        self._complete(sketch)
        self._check(sketch)
        if not self.wrong:
            self._check_permitted(sketch)
        self.typed.turn_to_faults([(name, index) for name, index, _column in self.wrong if name])
        self.after = sketch
        return sketch

    def look(self) -> None:
        """Read it to say what was understood of a text that a file gave, and nothing of what is missing elsewhere."""
        self.read()
        told = {one.name for one in self.outline.columns.values() if one.accepts}
        self.wrong = {where: said for where, said in self.wrong.items() if where[2] in told}

    def _check_wordings(self) -> None:
        """Of several texts, each says how it came to be; a single one is the original unless it says otherwise."""
        spoken = [code for code in self.outline.texts if self.typed.texts.get(f"title:{code}")]
        for code in spoken if len(spoken) > 1 else ():
            if not self.typed.texts.get(f"wording:{code}"):
                said = _("Say how this text came to be: is it an original, or what kind of translation?")
                self.wrong.setdefault(("", 0, f"wording:{code}"), said)

    def _put(self, where: Where, column: Column, sketch: Sketch, text: str) -> None:
        try:
            text = as_code(as_date(text, column.sort), column.sort)
            if column.is_required and not text:
                raise Unreadable(_("This must not be empty."))
            faults.put(column, sketch, text)
            if column.sort == Sort.RECORD and text:
                check_readable(column, sketch, text, self._standing_keys, self.by)
        except Unreadable as fault:
            if column.sort == Sort.RECORD and text:
                candidates = queries.named_by(text, self.by)[:OFFERED]
                if len(candidates) == 1:
                    faults.put(column, sketch, candidates[0][0])
                    return
                if candidates:
                    self.found[where] = [*candidates, (text, _("None of these"))]
                    self.wrong[where] = _("Several records are called so. Choose the one that is meant.")
                    return
            self.wrong[where] = fault.sentence

    def _read_group(self, group: Group, sketch: Sketch) -> None:
        given = self.typed.rows.get(group.name, [])
        if self.stored and is_too_much(here := kept(sketch, self.outline).rows[group.name]):
            self.typed.rows[group.name] = here
            return
        rows = []
        # What is left empty is no row; what remains is numbered anew, as it will stand.
        self.typed.rows[group.name] = given = [one for one in given if not is_blank(group, one)]
        for index, typed in enumerate(given):
            row = group.fresh()
            for column in group.columns:
                self._put((group.name, index, column.name), column, Sketch(detail=row), typed.get(column.name, ""))
            rows.append(row)
            if not any(place[:2] == (group.name, index) for place in self.wrong):
                for name, sentence in group.faults(row).items():
                    known = name if name in {one.name for one in group.columns} else ""
                    self.wrong[group.name, index, known] = sentence
        group.handed(sketch, rows)
        if len(rows) < group.least:
            # What is needed has its fields already.
            self.typed.rows[group.name] = [row_of(group, group.fresh()) for _number in range(group.least)]
            self.wrong.setdefault(
                (group.name, 0, ""), _("Add at least one of these: %(name)s.") % {"name": group.label}
            )

    def _complete(self, sketch: Sketch) -> None:
        """Let the module of the kind work out what follows from the rest, and say what cannot be."""
        for file in ("actions", "imports"):
            complete: Callable[[Any, Sketch], Mapping[str, str]] | None = hook(self.outline.model, file, "complete")
            if complete is not None and (self.is_sound or file == "imports"):
                for name, sentence in complete(sketch.detail, sketch).items():
                    self._say(name, sentence)

    def _check_permitted(self, sketch: Sketch) -> None:
        """Say at the State, or above the form, that this person may not keep it so; what was typed stays."""
        card = sketch.card()
        try:
            if self.stored is not None:
                rules.check_may_turn(self.by, self.stored.record, card.place, card.subjects)
            else:
                rules.check_may_keep(self.by, card.place, card.subjects)
        except NotPermitted as refused:
            self._say("place", str(refused))

    def _check(self, sketch: Sketch) -> None:
        for name, sentence in faults.of_the_card(sketch):
            if name.startswith("title:"):
                self.wrong.setdefault(("", 0, "title:en" if name == "title:" else name), sentence)
        told = {name for group, _row, name in self.wrong if not group}
        if told - {"title:en"}:
            return
        model = self.outline.model
        if self.stored is None:
            sketch.name = sketch.detail.permanent_name or sketch.name
        told_of = faults.of_the_detail(sketch.detail, model) | faults.in_the_database(sketch.detail)
        for name, sentence in told_of.items():
            self._say(name, sentence)
        if sketch.name and self.stored is None and queries.taken_keys([identity(model.kind, sketch.name)]):
            self._say(
                model.naming[-1] if model.naming else "",
                _("There is a record of this name already. Change that one, or choose another."),
            )

    def _say(self, name: str, sentence: str) -> None:
        """Put a sentence to the column that is meant; one of no column stands above the form."""
        columns = self.outline.columns
        kind = f"{self.outline.model.kind}:{name}"
        known = name if name in columns else kind if kind in columns else ""
        if known and sentence == INVALID:
            # Django only says that it is invalid; the column knows what may stand there.
            sentence = f"{sentence} {columns[known].help}"
        self.wrong.setdefault(("", 0, known), sentence)

    def changes(self) -> list[Difference]:
        """What differs between what is there and what would be, as people read it."""
        assert self.after is not None, "read first"
        now = kept(self.standing, self.outline) if self.standing else Typed()
        return differences(self.outline, now, kept(self.after, self.outline), self.titles, self.label)

    def label(self, name: str) -> str:
        """What people call a column or, with a plus before it, a group."""
        if name.startswith("+"):
            group = self._group(name[1:])
            return capitalised(str(group.label)) if group else name
        column = self.outline.columns.get(name)
        return capitalised(str(column.label)) if column else name

    def catch_up(self) -> bool:
        """Whether another has changed the record since this person opened it.

        What only the other changed is taken over into the form; what both changed stays as it was typed, beside what
        is there now. From here on the form has seen it.
        """
        if (standing := self.standing) is None:
            return False
        now = kept(standing, self.outline)
        seen, self.typed.seen = self.typed.seen, now.seen
        # What was typed, as it would be kept, so that “24 September 2003” is no change of 2003-09-24.
        mine = kept(self.read(), self.outline)
        broken = {name or f"+{group}" for group, _row, name in self.wrong if not group} | {
            f"+{group}" for group, _row, _name in self.wrong if group
        }
        for name, here in now.seen.items():
            if seen.get(name, here) == here:
                continue
            is_mine = mine.seen[name] != seen[name] or name in broken
            if mine.seen[name] == here and name not in broken:
                continue
            if not is_mine:
                self._take_over(name, now)
            else:
                self.clashes.append(self._beside(name, now, mine))
        if self.taken_over:
            self.read()
        return bool(self.clashes or self.taken_over)

    def _take_over(self, name: str, now: Typed) -> None:
        if name.startswith("+"):
            self.typed.rows[name[1:]] = numbered(now.rows[name[1:]], self.typed.rows[name[1:]])
        else:
            self.typed.texts[name] = now.texts[name]
        self.taken_over.append(self.label(name))

    def _beside(self, name: str, now: Typed, mine: Typed) -> Difference:
        if name.startswith("+") and (group := self._group(name[1:])) is not None:
            return Difference(
                self.label(name),
                told_rows(group, now.rows[group.name], self.titles),
                told_rows(group, mine.rows[group.name], self.titles),
            )
        column = self.outline.columns[name]
        return Difference(self.label(name), shown(column, now.texts[name]), shown(column, self.typed.texts[name]))

    @property
    def titles(self) -> dict[str, str]:
        """What the records are called that are named by their keys; one query for the whole form."""
        if self._titles is None:
            holders = (self.typed, kept(self.after, self.outline) if self.after else Typed())
            texts = frozenset[str]().union(*(keys_pointed_at(one, self.outline) for one in holders))
            keys = sorted(text for text in texts if KEY.fullmatch(text))
            self._titles = queries.titles_by_key(keys, self.by, language=interface_language(get_language() or "en"))
        return self._titles

    def form_of(self, columns: Sequence[Column]) -> ColumnsForm:
        """Some columns that stand once, as fields."""
        wrong = {name: said for (group, _row, name), said in self.wrong.items() if not group and name}
        remarks = {name: said for (group, _row, name), said in self.remarks.items() if not group and name}
        understood = self.after.understood if self.after else {}
        return ColumnsForm(columns, self.typed.texts, wrong, prefix=FIELD, remarks=remarks, understood_as=understood)

    def row_form(self, group: Group, index: int, row: Row) -> ColumnsForm:
        """One row, as fields."""
        wrong = {
            name: said for (where, number, name), said in self.wrong.items() if (where, number) == (group.name, index)
        }
        found = {
            name: several
            for (where, number, name), several in self.found.items()
            if (where, number) == (group.name, index)
        }
        return ColumnsForm(
            group.columns,
            row,
            wrong,
            prefix=f"{ROW}-{group.name}-{index}",
            siblings=self._siblings(group),
            found=found,
            titles=self.titles,
            remarks={one[2]: said for one, said in self.remarks.items() if one[:2] == (group.name, index)},
        )

    def _siblings(self, group: Group) -> dict[str, list[tuple[str, str]]]:
        """Of the columns of a group that point at rows of another: these rows, by number and what is told of them."""
        found: dict[str, list[tuple[str, str]]] = {}
        for other in self.outline.groups:
            for pointing, column in pointing_at(self.outline, other.name):
                if pointing.name == group.name:
                    found[column.name] = [
                        (str(number), f"{number}. {told_row(other, row, self.titles)[:60]}")
                        for number, row in enumerate(self.typed.rows[other.name], 1)
                    ]
        return found
