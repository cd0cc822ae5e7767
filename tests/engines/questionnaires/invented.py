"""Invented answers: of every kind, with words that files find hard to carry."""

import datetime as dt

from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar.checking import codes_of


WORDS = (
    "The Act of 2019 <applies> & extends", "خاضع للقانون رقم 12", "根据刑法第二百九十四条", "Закон № 5", "“quoted”",
    "Ley orgánica «5»", "=1+1", "  ", "line one\nline two", "\n\nafter two empty lines", "tab\there", "]]>", "x",
    "5.1~3", "a" * 300, "٣", "naïve café", "@home", "&amp;", "100%", "☒", "emoji 😀", "e\u0301", "_x0041_",
)  # fmt: skip


def answers(definition, draw, language, share=0.7):
    """Answers to some of the questions of a definition, in the form of ``grammar.values``.

    Args:
        definition: of which.
        draw: a ``random.Random``.
        language: in which texts are written.
        share: of the questions that are answered.
    """
    return {
        code: _answer(one, draw, language)
        for code, one in definition.questions.items()
        if one.is_answered and draw.random() < share
    }


def text(draw):
    return "".join(draw.choice(WORDS) + draw.choice((" ", "\n", "")) for _n in range(draw.randint(1, 4)))


def day(draw):
    return (dt.date(2000, 1, 1) + dt.timedelta(days=draw.randint(0, 12_000))).isoformat()


def number(draw):
    return draw.choice((str(draw.randint(0, 10**9)), f"{draw.randint(0, 999)}.{draw.randint(0, 999):03}", "-7", "0"))


def _answer(one, draw, language):  # noqa: PLR0911 -- a table, kind by kind
    match one.kind:
        case Kind.YES_IN_PART_NO | Kind.CHOICE:
            return draw.choice(codes_of(one))
        case Kind.SEVERAL:
            return [code for code in codes_of(one) if draw.random() < 0.5]
        case Kind.NUMBER:
            return number(draw)
        case Kind.MONEY:
            return {"amount": number(draw), "currency": draw.choice(("EUR", "CHF", ""))}
        case Kind.DATE:
            return day(draw)
        case Kind.TEXT:
            return {language: text(draw), **({"fr": text(draw)} if draw.random() < 0.2 else {})}
        case Kind.TABLE:
            codes = [row.code for row in one.rows] or [None] * draw.randint(0, 4)
            return [
                {**({"row": code} if code else {}), **{c.code: _cell(c, draw) for c in one.columns}} for code in codes
            ]
        case _:
            return [f"{draw.getrandbits(128):032x}"[:8] + "-0000-4000-8000-000000000000"]


def _cell(column, draw):
    match column.kind:
        case Cell.NUMBER:
            return number(draw)
        case Cell.DATE:
            return day(draw)
        case Cell.CHOICE:
            return draw.choice(column.choices).code
        case _:
            return text(draw).strip() or "so"
