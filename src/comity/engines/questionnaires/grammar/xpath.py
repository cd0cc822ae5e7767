"""Conditions and amounts as the XPath of XLSForm, and back."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Comparison, Kind
from comity.engines.questionnaires.grammar.names import cell_name, code_of, name_of
from comity.engines.questionnaires.shapes import (
    Amount,
    Combined,
    Compared,
    Condition,
    Definition,
    Negated,
    Reference,
    Worked,
)
from comity.kernel.errors import Unreadable


SIGNS: Final = {
    Comparison.IS: "=",
    Comparison.IS_NOT: "!=",
    Comparison.AT_LEAST: ">=",
    Comparison.AT_MOST: "<=",
    Comparison.MORE_THAN: ">",
    Comparison.LESS_THAN: "<",
}
HOW: Final = {sign: how for how, sign in SIGNS.items()}
TURNED: Final = {"=": "=", "!=": "!=", ">=": "<=", "<=": ">=", ">": "<", "<": ">"}
TOKEN: Final = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^{}]+?\s*\})|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>!=|>=|<=|[=<>+(),-])|(?P<word>[A-Za-z_][\w:-]*)|(?P<own>\.))"
)


def written(condition: Condition, definition: Definition, *, own: str = "") -> str:
    """A condition as XPath.

    Args:
        condition: which.
        definition: whose questions it names.
        own: code of the question whose constraint it is, which XLSForm writes as a point.
    """
    match condition:
        case Negated(of):
            return f"not({written(of, definition, own=own)})"
        case Combined(how, of):
            word = "and" if how == "all" else "or"
            parts = [written(one, definition, own=own) for one in of]
            framed = [f"({text})" if isinstance(one, Combined) else text for one, text in zip(of, parts, strict=True)]
            return f" {word} ".join(framed)
        case Compared():
            return _compared(condition, definition, own)


def _compared(one: Compared, definition: Definition, own: str) -> str:
    what = amount(one.what, definition, own=own)
    if one.how is Comparison.ANSWERED:
        return f"{what} != ''" if one.to else f"{what} = ''"
    if isinstance(one.to, tuple):
        return f"selected('{' '.join(one.to)}', {what})"
    if one.how is Comparison.INCLUDES:
        return f"selected({what}, '{one.to}')"
    if isinstance(one.to, str | bool):
        is_day = definition.questions[one.what.question].kind is Kind.DATE
        other = f"date('{one.to}')" if is_day else f"'{one.to}'"
    else:
        other = amount(one.to, definition, own=own)
    return f"{what} {SIGNS[one.how]} {other}"


def amount(one: Amount, definition: Definition, *, own: str = "") -> str:
    """An amount as XPath."""
    match one:
        case Worked(how, of):
            sign = " + " if how == "sum" else " - "
            return f"({sign.join(amount(each, definition, own=own) for each in of)})"
        case Reference(code, ""):
            return "." if code == own else f"${{{name_of(code)}}}"
        case Reference(code, column):
            question = definition.questions[code]
            if not question.rows:
                return f"sum(${{{cell_name(question, column)}}})"
            names = [cell_name(question, column, row.code) for row in question.rows if not row.sum_of]
            return f"({' + '.join(f'${{{name}}}' for name in names)})"
        case Decimal():
            return format(one, "f")


DEEPEST: Final = 12
LONGEST: Final = 8000


@dataclass(slots=True)
class Names:
    """What the names in a workbook stand for.

    Args:
        kinds: kind of each question, by code.
        columns: table and column of each column that repeats, by name.
        cells: table and column of each cell that is no sum, by name.
        sums: names of cells that are sums.
    """

    kinds: dict[str, Kind] = field(default_factory=dict)
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    sums: set[str] = field(default_factory=set)


def names_of(definition: Definition) -> Names:
    """What names stand for in the conditions of a definition."""
    found = Names({one.code: one.kind for one in definition.questions.values()})
    for one in definition.questions.values():
        for column in one.columns:
            cell = (one.code, column.code)
            if not one.rows:
                found.columns[cell_name(one, column.code)] = cell
            for row in one.rows:
                if row.sum_of:
                    found.sums.add(cell_name(one, column.code, row.code))
                else:
                    found.cells[cell_name(one, column.code, row.code)] = cell
    return found


def read(text: str, names: Names, *, own: str = "") -> Any:
    """A condition, as plain data, from XPath.

    Raises:
        Unreadable: it says what no condition here can say.
    """
    return _plain(_Parser(text, names, own).condition())


def read_amount(text: str, names: Names) -> Any:
    """An amount, as plain data, from XPath.

    Raises:
        Unreadable: it says what no amount here can say.
    """
    return _plain(_Parser(text, names, "").whole_amount())


class _Parser:
    """One expression, read from left to right."""

    def __init__(self, text: str, names: Names, own: str) -> None:
        self.text, self.names, self.own = text, names, own
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            found = TOKEN.match(text, position)
            if found is None:
                raise self._refused(text[position:].strip()[:20])
            self.tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            position = found.end()
        self.at = 0
        depth = deepest = 0
        for token in self.tokens:
            depth += {("sign", "("): 1, ("sign", ")"): -1}.get(token, 0)
            deepest = max(deepest, depth)
        # What stands in brackets is tried in two ways: deep nesting would cost too much.
        if deepest > DEEPEST or len(text) > LONGEST:
            raise Unreadable(_("The expression is too long, or nested too deeply."))

    def _refused(self, part: str) -> Unreadable:
        told = _("“%(part)s” cannot be understood here. Compare answers with =, !=, <, >, selected(), and, or, not().")
        return Unreadable(told % {"part": part})

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _take(self, *values: str) -> bool:
        if self._next()[1] in values and self._next()[0] in {"sign", "word"}:
            self.at += 1
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._take(value):
            raise self._refused(self._next()[1] or self.text)

    def _ended(self) -> None:
        if self.at < len(self.tokens):
            raise self._refused(self._next()[1])

    def condition(self) -> Any:
        """The whole as a condition."""
        found = self._any()
        self._ended()
        return found

    def whole_amount(self) -> Any:
        """The whole as an amount."""
        found = self._amount()
        self._ended()
        return found

    def _any(self) -> Any:
        return self._joined("or", "any", self._all)

    def _all(self) -> Any:
        return self._joined("and", "all", self._one)

    def _joined(self, word: str, how: str, inner: Any) -> Any:
        parts = [inner()]
        while self._take(word):
            parts.append(inner())
        return parts[0] if len(parts) == 1 else {how: parts}

    def _one(self) -> Any:
        kind, word = self._next()
        follows = self.tokens[self.at + 1 : self.at + 2] == [("sign", "(")]
        if kind == "word" and follows and word in {"not", "selected"}:
            self.at += 2
            found = {"not": self._any()} if word == "not" else self._selected()
            self._expect(")")
            return found
        start = self.at
        if self._take("("):
            # A bracket holds conditions or an amount: only what follows tells.
            try:
                found = self._any()
                self._expect(")")
            except Unreadable:
                self.at = start
            else:
                if self._next()[1] not in {*SIGNS.values(), "+", "-"}:
                    return found
                self.at = start
        return self._comparison()

    def _selected(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            self.at += 1
            self._expect(",")
            return {**self._reference(), "in": text[1:-1].split()}
        what = self._reference()
        self._expect(",")
        kind, text = self._next()
        if kind not in {"text", "number"}:
            raise self._refused(text or self.text)
        self.at += 1
        code = text[1:-1] if kind == "text" else text
        how = "includes" if self.names.kinds.get(what["question"]) is Kind.SEVERAL else "is"
        return {**what, how: code}

    def _comparison(self) -> Any:
        left = self._side()
        kind, sign = self._next()
        if kind != "sign" or sign not in HOW:
            raise self._refused(sign or self.text)
        self.at += 1
        right = self._side()
        if not _is_reference(left):
            left, right, sign = right, left, TURNED[sign]
        if not _is_reference(left):
            raise self._refused(self.text)
        if right == "" and sign in {"=", "!="}:
            return {**left, "answered": sign == "!="}
        chosen = self.names.kinds.get(left["question"]) in {Kind.CHOICE, Kind.YES_IN_PART_NO}
        if chosen and isinstance(right, Decimal):
            right = str(right)
        return {**left, HOW[sign].value: right}

    def _side(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            self.at += 1
            return text[1:-1]
        if (kind, text) == ("word", "date"):
            self.at += 1
            self._expect("(")
            kind, text = self._next()
            self.at += 1
            self._expect(")")
            return text[1:-1]
        return self._amount()

    def _amount(self) -> Any:
        found = self._term()
        added = [found]
        while self._next() in {("sign", "+"), ("sign", "-")}:
            sign = self._next()[1]
            self.at += 1
            term = self._term()
            if sign == "+":
                added.append(term)
            else:
                added = [{"minus": [_summed(added), term]}]
        return _summed(added)

    def _term(self) -> Any:
        kind, text = self._next()
        if self._take("-"):
            kind, text = self._next()
            if kind != "number":
                raise self._refused(text or self.text)
            self.at += 1
            return -Decimal(text)
        if kind == "number":
            self.at += 1
            return Decimal(text)
        if self._take("("):
            inner = self._bracket()
            self._expect(")")
            return inner
        if (kind, text) == ("word", "sum"):
            self.at += 1
            self._expect("(")
            kind, name = self._next()
            self.at += 1
            self._expect(")")
            table = self.names.columns.get(name[2:-1].strip()) if kind == "ref" else None
            if table is None:
                raise self._refused(name)
            return {"question": table[0], "column": table[1]}
        return self._reference()

    def _bracket(self) -> Any:
        """What stands in brackets: the sum of all cells of a column, or an amount."""
        start, several = self.at, []
        while self._next()[0] == "ref" and (cell := self.names.cells.get(self._next()[1][2:-1].strip())):
            several.append(cell)
            self.at += 1
            if not self._take("+"):
                break
        is_whole = several and self._next() == ("sign", ")") and len(set(several)) == 1
        if is_whole and len(several) == sum(1 for cell in self.names.cells.values() if cell == several[0]):
            return {"question": several[0][0], "column": several[0][1]}
        self.at = start
        return self._amount()

    def _reference(self) -> dict[str, str]:
        kind, text = self._next()
        self.at += 1
        if kind == "own" and self.own:
            return {"question": self.own}
        if kind != "ref":
            raise self._refused(text or self.text)
        name = text[2:-1].strip()
        if name in self.names.cells or name in self.names.sums or name in self.names.columns:
            told = _("“%(name)s” is one cell of a table; conditions ask for the sum of a column.")
            raise Unreadable(told % {"name": name})
        return {"question": code_of(name)}


def _is_reference(side: Any) -> bool:
    return isinstance(side, dict) and "question" in side


def _summed(several: list[Any]) -> Any:
    return several[0] if len(several) == 1 else {"sum": several}


def _plain(value: Any) -> Any:
    """Plain data in which numbers stand as JSON writes them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
