"""A definition as the sheets of an XLSForm: what the standard cannot say stands in columns of our own."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext, override

from comity.base.files.content.types import TYPES as TYPES_OF_FILES
from comity.base.files.content.types import Family
from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar import names, xpath
from comity.engines.questionnaires.shapes import Choice, Column, Definition, Question, Row, Section, Texts
from comity.kernel.languages import interface_language


# A row by column; a column in a language is called ``label::English (en)``.
Line = dict[str, str]
Sheets = dict[str, list[Line]]
TYPES: Final = {
    Kind.NUMBER: "decimal",
    Kind.MONEY: "decimal",
    Kind.DATE: "date",
    Kind.TEXT: "text",
    Kind.FILE: "file",
    Kind.RECORD: "text",
    Kind.CALCULATION: "calculate",
    Kind.NOTE: "note",
}
CELLS: Final = {Cell.NUMBER: "decimal", Cell.TEXT: "text", Cell.DATE: "date"}
PICTURES: Final = tuple(name for name, one in TYPES_OF_FILES.items() if one.family is Family.IMAGE)
# Types do not tell these from others.
NAMED: Final = frozenset({Kind.MONEY, Kind.RECORD, Kind.TABLE})


def sheets(definition: Definition) -> Sheets:
    """The three sheets of an XLSForm, row by row."""
    survey: list[Line] = []
    lists: dict[str, Sequence[Choice]] = {}
    for section in definition.sections:
        survey += _section(section, definition)
        for question in section.questions:
            survey += _question(question, definition)
            lists |= _lists(question)
        survey.append({"type": "end_group"})
    choices = [
        {"list_name": name, "name": one.code, **_texts("label", one.text)}
        for name, several in lists.items()
        for one in several
    ]
    return {"survey": survey, "choices": choices, "settings": [_settings(definition)]}


def _settings(definition: Definition) -> Line:
    first = "en" if "en" in definition.title else next(iter(definition.title))
    return _filled(
        form_title=definition.title[first],
        form_id=definition.code,
        version=definition.edition,
        default_language=names.language_name(first),
        wording=definition.wording.value,
        translated=definition.translated.value if definition.translated else "",
        languages=" ".join(definition.languages),
        source=definition.source.get("", ""),
    ) | {
        **_texts("own_title", definition.title),
        **_texts("lead", definition.lead),
        **_texts("source", {code: text for code, text in definition.source.items() if code}),
    }


def _filled(**cells: str) -> Line:
    return {name: text for name, text in cells.items() if text}


def _texts(column: str, texts: Texts | None) -> Line:
    return {f"{column}::{names.language_name(code)}": texts[code] for code in sorted(texts)} if texts else {}


def _section(one: Section, definition: Definition) -> Iterator[Line]:
    yield {
        **_filled(type="begin_group", name=f"{names.SECTION}{one.code}", article=one.article, cluster=one.cluster),
        **_texts("label", one.title),
        **_texts("lead", one.lead),
        **_filled(relevant=xpath.written(one.relevant, definition) if one.relevant else ""),
    }


def _lists(one: Question) -> dict[str, Sequence[Choice]]:
    found: dict[str, Sequence[Choice]] = {}
    if one.kind is Kind.YES_IN_PART_NO:
        found[names.YES_LIST] = yes_in_part_no(sorted(one.text))
    if one.choices:
        found[names.name_of(one.code)] = one.choices
    for column in one.columns:
        if column.choices:
            found[names.cell_name(one, column.code)] = column.choices
    return found


def yes_in_part_no(languages: Sequence[str]) -> tuple[Choice, ...]:
    """The three answers in some languages; where the interface has no such language, in English."""
    said: dict[str, dict[str, str]] = {"yes": {}, "in-part": {}, "no": {}}
    for code in languages:
        with override(interface_language(code)):
            said["yes"][code], said["in-part"][code] = gettext("Yes"), gettext("In part")
            said["no"][code] = gettext("No")
    return tuple(Choice(code, texts) for code, texts in said.items())


def _question(one: Question, definition: Definition) -> Iterator[Line]:
    is_table = one.kind is Kind.TABLE
    # The standard has no such cells for a group.
    prefix = "own_" if is_table else ""
    line = {
        **_filled(type=_type(one), name=names.name_of(one.code), kind=one.kind.value if one.kind in NAMED else ""),
        **_texts("label", one.text),
        **_texts("hint", one.guidance),
        **_filled(
            relevant=xpath.written(one.relevant, definition) if one.relevant else "",
            calculation=xpath.amount(one.calculation, definition) if one.calculation is not None else "",
            article=one.article,
            paragraph=one.paragraph,
            level=one.level.value if one.level else "",
            theme=one.theme,
            crossref=" ".join(one.crossref),
            unit=one.unit,
            totals=" ".join(f"{total.column}={total.question}" for total in one.totals),
            repeat_least=str(one.repeat.least) if one.repeat else "",
            repeat_most=str(one.repeat.most) if one.repeat else "",
        ),
        **_taken(one),
        **_filled(**{f"{prefix}required": _required(one, definition)}),
    }
    if one.check:
        # A table has no answer of its own that a point could stand for.
        line[f"{prefix}constraint"] = xpath.written(one.check.that, definition, own="" if is_table else one.code)
        line |= _texts(f"{prefix}constraint_message", one.check.says)
    yield line
    if one.kind is Kind.MONEY:
        yield _currency(one)
    if is_table:
        yield from _table(one)


def _taken(one: Question) -> Line:
    """Which files are taken: their types as the standard says it, and what it cannot say in columns of our own."""
    if one.files is None:
        return {}
    accepted = (
        "" if is_picture(one) else ",".join(end for name in one.files.types for end in TYPES_OF_FILES[name].endings)
    )
    largest = str(one.files.largest) if one.files.largest else ""
    return _filled(**{"body::accept": accepted}, file_largest=largest, file_most=str(one.files.most))


def is_picture(one: Question) -> bool:
    """Whether a question is answered with pictures, of whatever type."""
    return one.files is not None and set(one.files.types) == set(PICTURES)


def _required(one: Question, definition: Definition) -> str:
    if isinstance(one.required, bool):
        return "yes" if one.required else ""
    return xpath.written(one.required, definition)


def _type(one: Question) -> str:
    match one.kind:
        case Kind.YES_IN_PART_NO:
            return f"select_one {names.YES_LIST}"
        case Kind.CHOICE:
            return f"select_one {names.name_of(one.code)}"
        case Kind.SEVERAL:
            return f"select_multiple {names.name_of(one.code)}"
        case Kind.TABLE:
            return "begin_group" if one.rows else "begin_repeat"
        case Kind.NUMBER if one.whole:
            return "integer"
        case _:
            return "image" if is_picture(one) else TYPES[one.kind]


def _currency(one: Question) -> Line:
    said = {}
    for code in sorted(one.text):
        with override(interface_language(code)):
            said[code] = gettext("Currency")
    name = names.name_of(one.code)
    asked = f"${{{name}}} != ''"
    return {
        **_filled(type="text", name=f"{name}{names.CURRENCY}", kind="currency"),
        **_texts("label", said),
        **_filled(relevant=asked, constraint="regex(., '^[A-Z]{3}$')"),
    }


def _table(one: Question) -> Iterator[Line]:
    if not one.rows:
        for column in one.columns:
            yield _cell(one, column, None)
        yield {"type": "end_repeat"}
        return
    for row in one.rows:
        name = f"{names.name_of(one.code)}_{row.code}"
        yield {
            **_filled(type="begin_group", name=name, kind="row", sum_of=" ".join(row.sum_of)),
            **_texts("label", row.text),
        }
        for column in one.columns:
            yield _cell(one, column, row)
        yield {"type": "end_group"}
    yield {"type": "end_group"}


def _cell(one: Question, column: Column, row: Row | None) -> Line:
    at = row.code if row else ""
    chosen = f"select_one {names.cell_name(one, column.code)}"
    return {
        **_filled(type=CELLS.get(column.kind, chosen), name=names.cell_name(one, column.code, at)),
        **_texts("label", column.text),
        **_filled(
            unit=column.unit,
            required="yes" if column.required else "",
            sum_of=" ".join(column.sum_of),
            constraint=cell_constraint(one, column, row),
        ),
    }


def cell_constraint(one: Question, column: Column, row: Row | None) -> str:
    """What must be so of a number that is a sum; empty for any other."""
    if column.kind is not Cell.NUMBER:
        return ""
    at = row.code if row else ""
    several = [[names.cell_name(one, code, at) for code in column.sum_of]]
    several.append([names.cell_name(one, column.code, code) for code in (row.sum_of if row else ())])
    return " and ".join(f". = {' + '.join(f'${{{name}}}' for name in parts)}" for parts in several if parts)
