"""A definition as plain data in its canonical form: what says nothing is left out."""

import hashlib
import json
from typing import Any

from comity.engines.questionnaires.enums import Cell
from comity.engines.questionnaires.grammar.conditions import plain, plain_amount
from comity.engines.questionnaires.shapes import Choice, Column, Definition, Question, Row, Section, Taken, Texts


def document(definition: Definition) -> dict[str, Any]:
    """A definition as JSON holds it; reading it again gives the same."""
    return _said(
        code=definition.code,
        edition=definition.edition,
        wording=definition.wording.value,
        translated=definition.translated.value if definition.translated else "",
        source=texts(definition.source),
        languages=list(definition.languages),
        title=texts(definition.title),
        lead=texts(definition.lead),
        sections=[section(one) for one in definition.sections],
    )


def to_json(definition: Definition) -> str:
    """A definition as a JSON document that a person can read, with a line at its end."""
    return json.dumps(document(definition), ensure_ascii=False, indent=2) + "\n"


def digest(definition: Definition) -> str:
    """SHA-256 of the canonical form, in hexadecimal: the same for the same words and rules."""
    content = json.dumps(document(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _said(**members: Any) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in members.items() if value not in ("", None, [], {}, False)}


def texts(several: Texts | None) -> Any:
    """Texts by language; a text for all languages alone."""
    if not several:
        return {}
    return several[""] if set(several) == {""} else {code: several[code] for code in sorted(several)}


def section(one: Section) -> dict[str, Any]:
    """A section as plain data."""
    return _said(
        code=one.code,
        title=texts(one.title),
        article=one.article,
        cluster=one.cluster,
        lead=texts(one.lead),
        relevant=plain(one.relevant) if one.relevant else None,
        questions=[question(each) for each in one.questions],
    )


def question(one: Question) -> dict[str, Any]:
    """A question as plain data."""
    return _said(
        code=one.code,
        kind=one.kind.value,
        text=texts(one.text),
        guidance=texts(one.guidance),
        article=one.article,
        paragraph=one.paragraph,
        level=one.level.value if one.level else "",
        theme=one.theme,
        relevant=plain(one.relevant) if one.relevant else None,
        required=one.required if isinstance(one.required, bool) else plain(one.required),
        check={"that": plain(one.check.that), "says": texts(one.check.says)} if one.check else None,
        crossref=list(one.crossref),
        choices=_choices(one.choices),
        unit=one.unit,
        whole=one.whole,
        columns=[_column(each) for each in one.columns],
        rows=[_row(each) for each in one.rows],
        repeat={"least": one.repeat.least, "most": one.repeat.most} if one.repeat else None,
        totals=[{"column": each.column, "question": each.question} for each in one.totals],
        files=_taken(one.files) if one.files else None,
    ) | ({"calculation": plain_amount(one.calculation)} if one.calculation is not None else {})


def _taken(one: Taken) -> dict[str, Any]:
    return _said(types=list(one.types), largest=one.largest or None) | {"most": one.most}


def _choices(several: tuple[Choice, ...]) -> list[dict[str, Any]]:
    return [{"code": one.code, "text": texts(one.text)} for one in several]


def _column(one: Column) -> dict[str, Any]:
    return _said(
        code=one.code,
        text=texts(one.text),
        kind=one.kind.value if one.kind != Cell.TEXT else "",
        unit=one.unit,
        required=one.required,
        choices=_choices(one.choices),
        sum_of=list(one.sum_of),
    )


def _row(one: Row) -> dict[str, Any]:
    return _said(code=one.code, text=texts(one.text), sum_of=list(one.sum_of))
