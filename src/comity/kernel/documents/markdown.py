"""Words in Markdown as paragraphs and lists."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from comity.kernel.documents.shapes import Items, Paragraph, Run, Style


def blocks_of(text: str, *, language: str = "", style: Style = Style.BODY) -> tuple[Paragraph | Items, ...]:
    """A text in Markdown as blocks; what is neither paragraph, list, bold nor italic is its plain words."""
    return tuple(
        Items(one, is_ordered, language, style) if is_list else Paragraph(one[0], style, language)
        for is_list, is_ordered, one in _parsed(text, language, quiet=style is Style.QUIET)
    )


def runs_of(text: str, *, language: str = "", is_bold: bool = False) -> tuple[Run, ...]:
    """A text in Markdown as the words of one paragraph."""
    found: list[Run] = []
    for _is_list, _is_ordered, several in _parsed(text, language, quiet=False):
        for one in several:
            found += [Run(" ", language=language), *one] if found else one
    return tuple(Run(one.text, one.is_bold or is_bold, one.is_italic, one.is_quiet, one.language) for one in found)


@lru_cache(maxsize=8192)
def _parsed(text: str, language: str, *, quiet: bool) -> tuple[tuple[bool, bool, tuple[tuple[Run, ...], ...]], ...]:
    return tuple(_blocks(MarkdownIt("commonmark", {"html": False}).parse(text), language, quiet=quiet))


def _blocks(
    tokens: Sequence[Token], language: str, *, quiet: bool
) -> Iterator[tuple[bool, bool, tuple[tuple[Run, ...], ...]]]:
    """Paragraphs one by one, lists as a whole; a list within a list is told in the items of the outer one."""
    depth, is_ordered = 0, False
    items: list[tuple[Run, ...]] = []
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            is_ordered = token.type == "ordered_list_open" if depth == 0 else is_ordered
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
            if depth == 0:
                yield True, is_ordered, tuple(items)
                items = []
        else:
            words = _words(token, language, quiet=quiet)
            if words and depth:
                items.append(words)
            elif words:
                yield False, False, (words,)


def _words(token: Token, language: str, *, quiet: bool) -> tuple[Run, ...]:
    if token.type in {"fence", "code_block"}:
        return (Run(token.content.strip(), is_quiet=quiet, language=language),)
    found: list[Run] = []
    bold = italic = 0
    for child in token.children or ():
        bold += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(child.type, 0)
        text = " " if child.type in {"softbreak", "hardbreak"} else child.content
        if text:
            found.append(Run(text, bool(bold), bool(italic), quiet, language))
    return tuple(found)
