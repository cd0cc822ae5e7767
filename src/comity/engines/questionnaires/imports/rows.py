"""Rows of the sheets of an XLSForm, which remember what of them was understood."""

from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.grammar.names import language_code


# What programs of others write and nothing here has a use for: no meaning is lost with these.
WITHOUT_MEANING: Final = frozenset({"appearance", "notes", "note", "comments", "comment", "style"})
ALIASES: Final = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "calculate": "calculation",
    "list name": "list_name",
    "id_string": "form_id",
    "title": "form_title",
    "value": "name",
    "command": "type",
    "constraint_msg": "constraint_message",
    "constraint message": "constraint_message",
}


@dataclass(slots=True)
class Sheet:
    """A sheet of a workbook: its name, its rows, and the language of columns that name none."""

    name: str
    rows: list["Row"]
    language: str = "en"


@dataclass(slots=True)
class Row:
    """A row that is not empty: its number in the sheet, and its cells by the head of their column."""

    sheet: str
    number: int
    cells: dict[str, str]
    taken: set[str] = field(default_factory=set)

    @property
    def where(self) -> str:
        """Where it stands, for a person."""
        return _("sheet %(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.number}

    def take(self, column: str) -> str:
        """What stands in a column; empty when there is nothing."""
        self.taken.add(column)
        return self.cells.get(column, "")

    def texts(self, column: str, language: str) -> dict[str, str]:
        """What stands in the columns of a text, by language.

        Args:
            column: such as ``label``.
            language: that of the column which names none.
        """
        found = {}
        for head, text in self.cells.items():
            name, colons, said = head.partition("::")
            if name == column and (colons or head == column):
                self.taken.add(head)
                found[language_code(said) if colons else language] = text
        return found

    def left(self) -> list[str]:
        """Heads of columns in which something stands that nobody took."""
        known = {head.partition("::")[0] for head in self.taken} & WITHOUT_MEANING
        return [
            head
            for head in self.cells
            if head not in self.taken and head.partition("::")[0].lower() not in WITHOUT_MEANING | known
        ]


def head_of(text: str) -> str:
    """The head of a column as the standard writes it: ``Label::English (en)`` and ``label : English`` alike."""
    name, colons, language = text.strip().replace(" :: ", "::").partition("::")
    plain = name.strip().lower()
    if plain in {"bind", "body", "control", "media", "instance"} and colons:
        whole = f"{plain}::{language.strip().lower()}"
        return ALIASES.get(whole, whole)
    plain = ALIASES.get(plain, plain)
    return f"{plain}::{language.strip()}" if colons else plain
