"""The columns, rows and sums of a table as they are typed: what is the same in all languages, and the words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.questionnaires.enums import Cell
from comity.engines.questionnaires.forms import WordsForm
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


# So many empty lines stand below those that are filled; whoever needs more keeps these and comes again.
SPARE: Final = 3
CODES: Final = gettext_lazy("Codes, with spaces between them.")
# What each line of a part says, in its order: name, label, and the kind of field.
COLUMN: Final = (
    ("place", gettext_lazy("Place"), "number"),
    ("code", gettext_lazy("Code"), "code"),
    ("kind", gettext_lazy("What stands in it"), "kind"),
    ("unit", gettext_lazy("Unit"), "line"),
    ("required", gettext_lazy("No cell may stay empty"), "tick"),
    ("sum", gettext_lazy("Sum of the columns"), "codes"),
)
ROW: Final = (
    ("place", gettext_lazy("Place"), "number"),
    ("code", gettext_lazy("Code"), "code"),
    ("sum", gettext_lazy("Sum of the rows"), "codes"),
)
TOTAL: Final = (("column", gettext_lazy("Column"), "code"), ("question", gettext_lazy("Question"), "code"))
PARTS: Final = {"c": COLUMN, "r": ROW, "t": TOTAL}


class TableForm(WordsForm):
    """A table of a draft: typed columns, rows that are fixed or as many as are needed, and sums that must agree."""

    words = {
        "columns": (gettext_lazy("Headings of the columns, each on a line: code = words"), 4),
        "rows": (gettext_lazy("Names of the rows, each on a line: code = words"), 3),
        "options": (gettext_lazy("Answers offered in columns, each on a line: column.answer = words"), 3),
    }
    least = forms.IntegerField(label=gettext_lazy("Rows, at least"), min_value=0, max_value=1000, required=False)
    most = forms.IntegerField(label=gettext_lazy("Rows, at most"), min_value=1, max_value=1000, required=False)

    def __init__(self, *args: Any, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts = dict(counts)
        for part, fields in PARTS.items():
            for number in range(self.counts[part]):
                for name, label, kind in fields:
                    self.fields[f"{part}{number}_{name}"] = _field(kind, f"{label} {number + 1}")

    def shared(self) -> list[Any]:
        """The fields that stand once for the whole table."""
        return [self["least"], self["most"]]

    def grids(self) -> Iterator[tuple[Any, list[Any], list[list[Any]]]]:
        """Each part as a table: what it is called, its heads, and its lines of fields."""
        labels = {
            "c": _("Columns"),
            "r": _("Fixed rows; without any the table has as many rows as are needed"),
            "t": _("Sums of columns that must agree with the answer to an earlier question"),
        }
        for part, fields in PARTS.items():
            lines = [
                [self[f"{part}{number}_{name}"] for name, _label, _kind in fields] for number in self._lines(part)
            ]
            yield labels[part], [label for _name, label, _kind in fields], lines

    def _lines(self, part: str) -> range:
        return range(self.counts[part])

    def members(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The question as plain data; what the form does not show stays.

        Raises:
            Unreadable: a line of words has no code, or the code of nothing that stands above.
        """
        heads, names = self._words("columns", before.get("columns", ())), self._words("rows", before.get("rows", ()))
        options = self._options(before.get("columns", ()))
        columns = [self._column(one, heads, options) for one in self._typed("c")]
        rows = [self._row(one, names) for one in self._typed("r")]
        _check_known(heads, columns)
        _check_known(names, rows)
        _check_known(dict.fromkeys(code for code, _answer in options), columns)
        kept = {name: value for name, value in before.items() if name not in {"columns", "rows", "repeat", "totals"}}
        told = self.cleaned_data
        repeat = {"least": told["least"] or 0, "most": told["most"] or 100}
        totals = [{"column": one["column"], "question": one["question"]} for one in self._sums()]
        return {**kept, "columns": columns, "totals": totals} | ({"rows": rows} if rows else {"repeat": repeat})

    def _typed(self, part: str) -> list[dict[str, Any]]:
        """The lines of a part that have a code, in the order of their places."""
        told = self.cleaned_data
        lines = [
            {name: told.get(f"{part}{number}_{name}") for name, _label, _kind in PARTS[part]}
            for number in self._lines(part)
        ]
        filled = [one for one in lines if one["code"]]
        return sorted(filled, key=lambda one: one["place"] if one["place"] is not None else len(lines))

    def _sums(self) -> Iterator[dict[str, str]]:
        for number in self._lines("t"):
            one = {name: self.cleaned_data.get(f"t{number}_{name}") or "" for name in ("column", "question")}
            if any(one.values()):
                yield one

    def _words(self, name: str, before: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
        """Words by code and language; those of other languages than the six stay."""
        found = {str(one["code"]): _others(one) for one in before}
        kept = {code: texts for code, texts in found.items() if texts}
        for language in INTERFACE:
            for code, words in _lines_of(self.cleaned_data[f"{name}_{language}"]):
                kept.setdefault(code, {})[language] = words
        return kept

    def _options(self, before: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, str]]:
        """What is offered in columns: words by column and answer, and by language."""
        others = {
            (str(column["code"]), str(one["code"])): _others(one)
            for column in before
            for one in column.get("choices", ())
        }
        found: dict[tuple[str, str], dict[str, str]] = {}
        for language in INTERFACE:
            for code, words in _lines_of(self.cleaned_data[f"options_{language}"]):
                column, dot, answer = code.rpartition(".")
                if not dot:
                    raise Unreadable(_("“%(line)s” does not say column.answer = words.") % {"line": code})
                found.setdefault((column, answer), dict(others.get((column, answer), {})))[language] = words
        return found

    def _column(
        self, typed: Mapping[str, Any], heads: Mapping[str, Any], options: Mapping[tuple[str, str], Any]
    ) -> dict[str, Any]:
        code = typed["code"]
        choices = [{"code": answer, "text": text} for (column, answer), text in options.items() if column == code]
        return {
            "code": code,
            "text": heads.get(code, {}),
            "kind": typed["kind"] or Cell.TEXT.value,
            "unit": typed["unit"] or "",
            "required": bool(typed["required"]),
            "sum-of": (typed["sum"] or "").split(),
        } | ({"choices": choices} if choices else {})

    def _row(self, typed: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
        code = typed["code"]
        return {"code": code, "text": names.get(code, {}), "sum-of": (typed["sum"] or "").split()}


def _field(kind: str, label: str) -> forms.Field:
    attrs = {"aria-label": label}
    match kind:
        case "tick":
            return forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs=attrs))
        case "kind":
            return forms.ChoiceField(required=False, choices=Cell.choices, widget=forms.Select(attrs=attrs))
        case "number":
            return forms.IntegerField(required=False, min_value=0, widget=forms.NumberInput(attrs=attrs))
        case _:
            longest = 400 if kind == "codes" else 60
            shape = attrs | ({} if kind == "line" else {"dir": "ltr"})
            return forms.CharField(required=False, max_length=longest, widget=forms.TextInput(attrs=shape))


def _others(one: Mapping[str, Any]) -> dict[str, str]:
    """The words of something in other languages than the six."""
    return {code: text for code, text in dict(one["text"]).items() if code not in INTERFACE}


def _lines_of(text: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, (line.strip() for line in text.splitlines())):
        code, sign, words = (part.strip() for part in line.partition("="))
        if not sign or not words:
            raise Unreadable(_("“%(line)s” does not say code = words.") % {"line": line})
        yield code, words


def _check_known(words: Mapping[str, Any], several: Sequence[Mapping[str, Any]]) -> None:
    """Raise Unreadable where words were typed for a column or row that is not there: nothing typed is dropped."""
    codes = {one["code"] for one in several}
    if strange := [code for code in words if code not in codes]:
        raise Unreadable(_("There is no column or row “%(code)s”. Write its code above, or leave its words out.")
                         % {"code": strange[0]})  # fmt: skip


def counts_of(question: Mapping[str, Any], sent: Mapping[str, Any] | None = None) -> dict[str, int]:
    """How many lines of each part a form has: those that are there, or were sent, and some more."""
    if sent is not None:
        return {part: _sent(sent, part) for part in PARTS}
    held = {"c": "columns", "r": "rows", "t": "totals"}
    return {part: len(question.get(name, ())) + SPARE for part, name in held.items()}


def _sent(sent: Mapping[str, Any], part: str) -> int:
    text = str(sent.get(f"{part}_lines", ""))
    return min(int(text), 200) if text.isdecimal() and len(text) < 5 else SPARE  # noqa: PLR2004 -- none has so many


def initial_of(question: Mapping[str, Any]) -> dict[str, Any]:
    """What the form holds at first."""
    found: dict[str, Any] = {}
    for part, name in (("c", "columns"), ("r", "rows")):
        for number, one in enumerate(question.get(name, ())):
            found[f"{part}{number}_place"] = number + 1
            found[f"{part}{number}_sum"] = " ".join(one.get("sum-of", ()))
            found |= {f"{part}{number}_{key}": one.get(key) for key in ("code", "kind", "unit", "required")}
    for number, one in enumerate(question.get("totals", ())):
        found |= {f"t{number}_{key}": one[key] for key in ("column", "question")}
    options = [
        {"code": f"{column['code']}.{one['code']}", "text": one["text"]}
        for column in question.get("columns", ())
        for one in column.get("choices", ())
    ]
    for name, several in (
        ("columns", question.get("columns", ())),
        ("rows", question.get("rows", ())),
        ("options", options),
    ):
        for language in INTERFACE:
            lines = (f"{one['code']} = {one['text'][language]}" for one in several if language in one["text"])
            found[f"{name}_{language}"] = "\n".join(lines)
    repeat = question.get("repeat") or {}
    return found | {"least": repeat.get("least"), "most": repeat.get("most")}
