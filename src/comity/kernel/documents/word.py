"""A document as a Word file (Office Open XML), with content controls as fields."""

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import count
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from comity.kernel.documents import word_parts as parts
from comity.kernel.documents.shapes import (
    Beside,
    Block,
    Box,
    Document,
    Field,
    FieldKind,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Run,
    Style,
    Table,
)
from comity.kernel.languages import direction


# What XML cannot hold.
UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# An A4 page less its margins, in twentieths of a point.
WIDE: Final = 9638
LINE: Final = 340
SPLIT: Final = '</w:t><w:{}/><w:t xml:space="preserve">'
STYLES: Final = {Style.LEAD: "Lead", Style.QUIET: "Quiet", Style.NOTE: "Note"}
TICKED, UNTICKED = "☒", "☐"
# The moment that every part of the archive bears: the same document is the same bytes.
EPOCH: Final = (2000, 1, 1, 0, 0, 0)


def to_word(document: Document) -> bytes:
    """The file."""
    writer = _Writer(document.language)
    body = writer.title(document.title) + writer.blocks(document.blocks)
    several = {
        "[Content_Types].xml": parts.content_types(),
        "_rels/.rels": parts.relations(),
        "docProps/core.xml": parts.core(_held(document.title), document.author, document.language, document.made_at),
        "docProps/custom.xml": parts.custom(document.properties),
        "word/_rels/document.xml.rels": parts.document_relations(),
        "word/styles.xml": parts.styles(document.language),
        "word/settings.xml": parts.settings(document.language),
        "word/numbering.xml": parts.numbering(),
        "word/header1.xml": f"{parts.HEAD}<w:hdr {parts.SPACES}>{writer.mark(document.mark)}</w:hdr>",
        "word/footer1.xml": f"{parts.HEAD}<w:ftr {parts.SPACES}>{writer.foot(document.foot)}</w:ftr>",
        "word/document.xml": (
            f"{parts.HEAD}<w:document {parts.SPACES}><w:body>{body}{writer.page()}</w:body></w:document>"
        ),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in several.items():
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content)
    return written.getvalue()


def _held(text: str) -> str:
    return UNHELD.sub("", text)


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._ids = count(1)
        self._wide = WIDE

    def title(self, text: str) -> str:
        return self._paragraph((Run(text),), "Title", "")

    def blocks(self, several: Sequence[Block]) -> str:
        return "".join(self._block(one) for one in several)

    def _block(self, one: Block) -> str:  # noqa: PLR0911 -- a table, kind by kind
        match one:
            case Heading(level, content, language):
                return self._paragraph(content, f"Heading{min(level, 3)}", language)
            case Paragraph(content, style, language, keeps):
                return self._paragraph(content, STYLES.get(style, ""), language, keeps=keeps)
            case Items():
                return self._items(one)
            case Box():
                return self._box(one)
            case Table():
                return self._table(one)
            case Beside():
                return self._beside(one)
            case PageBreak():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _paragraph(
        self, content: Sequence[Inline], style: str, language: str, *, keeps: bool = False, number: int = 0
    ) -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        kept = "<w:keepNext/>" if keeps else ""
        listed = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
        bidi = "<w:bidi/>" if direction(language or self._language) == "rtl" else ""
        inside = "".join(self._inline(one, language) for one in content)
        return f"<w:p><w:pPr>{named}{kept}{listed}{bidi}</w:pPr>{inside}</w:p>"

    def _items(self, one: Items) -> str:
        number = 2 if one.is_ordered else 1
        style = STYLES.get(one.style, "")
        return "".join(self._paragraph(each, style, one.language, number=number) for each in one.items)

    def _inline(self, one: Inline, language: str) -> str:
        if isinstance(one, Field):
            return self._field(one, language)
        look = "<w:b/><w:bCs/>" if one.is_bold else ""
        look += "<w:i/><w:iCs/>" if one.is_italic else ""
        look += f'<w:color w:val="{parts.QUIET}"/>' if one.is_quiet else ""
        return self._run(one.text, one.language or language, look)

    def _run(self, text: str, language: str, look: str = "") -> str:
        mark = parts.language_mark(language or self._language)
        words = f'<w:t xml:space="preserve">{escape(_held(text))}</w:t>'
        # Signs that Word has elements for.
        words = words.replace("\n", SPLIT.format("br")).replace("\t", SPLIT.format("tab"))
        return f"<w:r><w:rPr>{look}{mark}</w:rPr>{words}</w:r>"

    def _field(self, one: Field, language: str) -> str:
        own = one.language or language
        is_empty = not one.value and one.kind is not FieldKind.TICK
        alias = f"<w:alias w:val={quoteattr(_held(one.label)[:64])}/>" if one.label else ""
        shows = "<w:showingPlcHdr/>" if is_empty else ""
        if one.kind is FieldKind.TICK:
            look = '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/>'
            content = f"<w:r><w:rPr>{look}</w:rPr><w:t>{TICKED if one.value else UNTICKED}</w:t></w:r>"
        elif is_empty:
            content = self._run(one.hint or "…", own, '<w:rStyle w:val="PlaceholderText"/>')
        else:
            content = self._run(one.value, own)
        # Programs that know no tags keep hidden words: these say the same once more.
        return (
            f"{_hidden(parts.OPENS.format(one.tag))}<w:sdt><w:sdtPr>{alias}<w:tag w:val={quoteattr(one.tag)}/>"
            f'<w:id w:val="{next(self._ids)}"/><w:lock w:val="sdtLocked"/>{shows}{_kind(one)}</w:sdtPr>'
            f"<w:sdtContent>{content}</w:sdtContent></w:sdt>{_hidden(parts.CLOSES)}"
        )

    def _box(self, one: Box) -> str:
        inside = self.blocks(one.blocks) or "<w:p/>"
        height = f'<w:trPr><w:trHeight w:val="{LINE * one.lines}" w:hRule="atLeast"/></w:trPr>'
        row = f"<w:tr>{height}{self._cell(inside, self._wide)}</w:tr>"
        # Word joins two tables between which no paragraph stands.
        return self._framed((self._wide,), row) + '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'

    def _cell(self, inside: str, wide: int) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'

    def _framed(self, widths: Sequence[int], rows: str, *, label: str = "", is_framed: bool = True) -> str:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>' for side in sides)
        frame = f"<w:tblBorders>{borders}</w:tblBorders>" if is_framed else ""
        visual = "<w:bidiVisual/>" if direction(self._language) == "rtl" else ""
        caption = f"<w:tblCaption w:val={quoteattr(_held(label)[:200])}/>" if label else ""
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        return (
            f'<w:tbl><w:tblPr>{visual}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{frame}'
            f'<w:tblLayout w:type="fixed"/>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _table(self, one: Table) -> str:
        shares = one.widths or (1,) * len(one.head)
        widths = [self._wide * share // sum(shares) for share in shares]
        head = self._row([tuple(_bold(each) for each in cell) for cell in one.head], widths, is_head=True)
        rows = [self._row(row, widths) for row in one.rows]
        if one.repeats:
            # Word shows a sign beside each row by which another is added.
            inner = "".join(f"{self._section('w15:repeatingSectionItem')}{row}</w:sdtContent></w:sdt>" for row in rows)
            rows = [f"{self._section('w15:repeatingSection')}{inner}</w:sdtContent></w:sdt>"] if rows else []
        after = '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'
        return self._framed(widths, head + "".join(rows), label=one.label) + after

    def _section(self, kind: str) -> str:
        return f'<w:sdt><w:sdtPr><w:id w:val="{next(self._ids)}"/><{kind}/></w:sdtPr><w:sdtContent>'

    def _row(self, cells: Sequence[Sequence[Inline]], widths: Sequence[int], *, is_head: bool = False) -> str:
        look = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
        inside = "".join(
            self._cell(self._paragraph(cell, "", ""), wide) for cell, wide in zip(cells, widths, strict=True)
        )
        return f"<w:tr>{look}{inside}</w:tr>"

    def _beside(self, one: Beside) -> str:
        half = self._wide // 2
        outer, language = self._wide, self._language
        rows = []
        for pair in one.pairs:
            cells = []
            for side, own in zip(pair, one.languages, strict=True):
                self._wide, self._language = half - 200, own
                cells.append(self._cell(self.blocks(side) or "<w:p/>", half))
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        self._wide, self._language = outer, language
        return self._framed((half, half), "".join(rows), is_framed=False) + "<w:p/>"

    def mark(self, text: str) -> str:
        return self._paragraph((Run(text, is_bold=True),), "Quiet", "")

    def foot(self, text: str) -> str:
        page = "".join(
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {name} '
            f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{between}'
            for name, between in (("PAGE", "<w:r><w:t> / </w:t></w:r>"), ("NUMPAGES", ""))
        )
        words = self._paragraph((Run(f"{text}   "),), "Quiet", "")
        return f"{words.removesuffix('</w:p>')}{page}</w:p>"

    def page(self) -> str:
        bidi = "<w:bidi/>" if direction(self._language) == "rtl" else ""
        # The relations are numbered in the order of the parts: header the fourth, footer the fifth.
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default"'
            ' r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
            f' w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>{bidi}</w:sectPr>'
        )


def _bold(one: Inline) -> Inline:
    return Run(one.text, True, one.is_italic, one.is_quiet, one.language) if isinstance(one, Run) else one  # noqa: FBT003 -- fields of a run


def _hidden(text: str) -> str:
    return f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{escape(text)}</w:t></w:r>"


def _kind(one: Field) -> str:
    """What a content control is."""
    match one.kind:
        case FieldKind.TICK:
            states = "".join(
                f'<w14:{name} w14:val="{sign:04X}" w14:font="MS Gothic"/>'
                for name, sign in (("checkedState", ord(TICKED)), ("uncheckedState", ord(UNTICKED)))
            )
            return f'<w14:checkbox><w14:checked w14:val="{int(bool(one.value))}"/>{states}</w14:checkbox>'
        case FieldKind.DAY:
            full = f' w:fullDate="{one.value}T00:00:00Z"' if re.fullmatch(r"\d{4}-\d\d-\d\d", one.value) else ""
            return (
                f'<w:date{full}><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="en-GB"/>'
                '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
            )
        case FieldKind.LIST:
            items = "".join(
                f"<w:listItem w:displayText={quoteattr(_held(name))} w:value={quoteattr(_held(name))}/>"
                for name in one.options
            )
            return f"<w:dropDownList>{items}</w:dropDownList>"
        case _:
            # Anything may be pasted into it. A control for plain text would be stricter, but LibreOffice takes the
            # breaks out of the lines of one, and writes figures twice into one that runs from right to left.
            return "<w:richText/>"
