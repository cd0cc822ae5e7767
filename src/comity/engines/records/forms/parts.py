"""A part of a record written on screen by the same form: read, compared with what is there, and never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records import actions
from comity.engines.records.forms.editing import Editor
from comity.engines.records.forms.typed import Typed, kept, mark, sent
from comity.engines.records.models import Record
from comity.engines.records.registry import Sketch
from comity.engines.records.registry.parts import NEW, Parts, part_key, parts_of


@dataclass(slots=True)
class PartEditor(Editor):
    """A part of a record while it is written.

    Attributes:
        part: its name, ``NEW`` for one that is not there yet.
        found_there: it as it stood when the form was compared with it; None when it was not there.
    """

    part: str = NEW
    found_there: Sketch | None = None

    @property
    def parts(self) -> Parts:
        """How parts of this kind are written."""
        found = parts_of(self.outline.model)
        assert found is not None, "asked before"
        return found

    @property
    def is_new(self) -> bool:
        """Whether the part is not there yet."""
        return self.part == NEW

    @property
    def standing(self) -> Sketch | None:
        """The part as it is there now; None when it is not."""
        return self.found_there

    @property
    def as_of(self) -> str:
        """As what the part was there when the form was compared with it; empty when it was not."""
        return mark(kept(self.found_there, self.outline).seen) if self.found_there else ""

    def read(self) -> Sketch:
        """The part as it would be; what is wrong stands in ``wrong``."""
        sketch = self.parts.begun(self.stored, {}) if self.is_new else self.parts.sketch(self.stored, self.part)
        self.wrong.clear()
        if sketch is None:
            sketch = self.parts.begun(self.stored, {})
            self.wrong["", 0, ""] = _("It is not there any more. Somebody has changed the whole meanwhile.")
        for name, column in self.outline.columns.items():
            self._put(("", 0, name), column, sketch, self.typed.texts.get(name, ""))
        if not self.wrong:
            for name, sentence in self.parts.faults(self.stored, self.part, sketch).items():
                self.wrong.setdefault(("", 0, name), sentence)
        self.after = sketch
        return sketch

    def settle(self) -> None:
        """Let what was typed stand as it was understood: “UNTOC 6” as the article that it names."""
        assert self.after is not None, "read first"
        told = kept(self.after, self.outline).texts
        self.typed.texts |= {name: text for name, text in told.items() if ("", 0, name) not in self.wrong}

    def keep(self, *, by: User, then: str = "") -> Record:
        """Keep it as it was read: the record has a revision more.

        Raises:
            Overtaken: it is no longer as it was when the form was compared with it.
        """
        assert self.stored is not None, "a part is of a record that is there"
        seen = self.found_there.detail if self.found_there else None
        return actions.keep_part(self.stored.record, self.part, self.after_sound.detail, seen=seen, by=by)

    @property
    def address(self) -> str:
        """The path of its public page as it would be."""
        return self.parts.address(self.stored, self.after_sound)

    @property
    def would_be(self) -> Any:
        """The key by which others who write the same new part know of it."""
        assert self.stored is not None and self.after is not None, "read first"  # noqa: PT018 -- one condition
        name = self.parts.name_of(self.after)
        return part_key(self.stored.pk, name) if self.is_new and name else None


def opened(stored: Any, part: str, *, by: User, asked: Mapping[str, str] | None = None) -> PartEditor | None:
    """The form of a part as it stands, or of a new one; None when there is none of that name."""
    editor = part_editor(stored, part, Typed(), by=by)
    if editor is None:
        return None
    sketch = editor.parts.begun(stored, asked or {}) if part == NEW else editor.found_there
    if sketch is None:
        return None
    editor.typed = kept(sketch, editor.outline)
    return editor


def returned(stored: Any, part: str, data: Any, *, by: User) -> PartEditor | None:
    """The form as it was sent; None when there is no part of that name."""
    editor = part_editor(stored, part, Typed(), by=by)
    if editor is None or (part != NEW and editor.found_there is None):
        return None
    editor.typed = sent(data, editor.outline)
    return editor


def part_editor(stored: Any, part: str, typed: Typed, *, by: User) -> PartEditor | None:
    """A part with what was typed of it, which is compared with what is there now; None where nothing has parts."""
    parts = parts_of(type(stored))
    if parts is None:
        return None
    outline = parts.outline(stored, part)
    there = parts.sketch(stored, part) if part != NEW else None
    return PartEditor(outline, by, stored, typed, part=part, found_there=there)
