"""The parts of a Word file that are the same in all of them, or nearly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from comity.kernel.languages import direction


MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TICKS: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
REPEATED: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
SPACES: Final = (
    f'xmlns:w="{MAIN}" xmlns:w14="{TICKS}" xmlns:w15="{REPEATED}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 w15"'
)
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
KINDS: Final = "application/vnd.openxmlformats-officedocument"
# As Word names languages; another is named by its own code.
LOCALES: Final = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
# Hidden words before and after each field.
OPENS, CLOSES = "⟦{}⟧", "⟦/⟧"
COLOUR, QUIET = "1F3A5F", "5B6470"

PARTS: Final = {
    "document": f"{KINDS}.wordprocessingml.document.main+xml",
    "styles": f"{KINDS}.wordprocessingml.styles+xml",
    "settings": f"{KINDS}.wordprocessingml.settings+xml",
    "numbering": f"{KINDS}.wordprocessingml.numbering+xml",
    "header1": f"{KINDS}.wordprocessingml.header+xml",
    "footer1": f"{KINDS}.wordprocessingml.footer+xml",
}


def locale(language: str) -> str:
    """A language as Word names it."""
    return LOCALES.get(language, language or "en-GB")


def language_mark(language: str) -> str:
    """The element that says in which language words are, and that they run from right to left where they do."""
    name = locale(language)
    if direction(language) == "rtl":
        return f'<w:rtl/><w:lang w:bidi="{name}"/>'
    if language.startswith("zh"):
        return f'<w:lang w:val="{name}" w:eastAsia="{name}"/>'
    return f'<w:lang w:val="{name}"/>'


def content_types() -> str:
    """What each part of the file is."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in PARTS.items()
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f'<Override PartName="/docProps/custom.xml" ContentType="{KINDS}.custom-properties+xml"/></Types>'
    )


def relations() -> str:
    """Where the file begins."""
    several = (
        (f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
    )
    return _relations(several)


def document_relations() -> str:
    """What the text refers to."""
    kinds = {"header1": "header", "footer1": "footer"}
    return _relations(
        tuple(
            (f"{OFFICE}/relationships/{kinds.get(name, name)}", f"{name}.xml") for name in PARTS if name != "document"
        )
    )


def _relations(several: tuple[tuple[str, str], ...]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(several, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def core(title: str, author: str, language: str, made_at: datetime) -> str:
    """Title, author, language and moment, as the file tells them."""
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dc:language>{locale(language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )


def custom(properties: Mapping[str, str]) -> str:
    """What the file carries for whoever reads it back."""
    lines = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    return (
        f'{HEAD}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">{lines}</Properties>'
    )


def settings(language: str) -> str:
    """How the text is shown."""
    name = locale(language)
    return (
        f'{HEAD}<w:settings {SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="{name}"/></w:settings>'
    )


def numbering() -> str:
    """Two kinds of list: with points, and with numbers."""
    indent = '<w:pPr><w:ind w:left="425" w:hanging="283"/></w:pPr>'

    def kind(number: int, form: str, text: str) -> str:
        return (
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{indent}</w:lvl>'
            "</w:abstractNum>"
        )

    kinds = kind(0, "bullet", "–") + kind(1, "decimal", "%1.")
    used = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (0, 1))
    return f"{HEAD}<w:numbering {SPACES}>{kinds}{used}</w:numbering>"


PLACEHOLDER: Final = (
    '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
    f'<w:rPr><w:color w:val="{QUIET}"/></w:rPr></w:style>'
)
PLAIN_TABLE: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)


def styles(language: str) -> str:
    """How headings, paragraphs and tables look."""
    name = locale(language)
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Arial" w:eastAsia="Microsoft YaHei"/>'
    languages = (
        f'<w:lang w:val="{"en-GB" if direction(language) == "rtl" else name}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    )
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(21)}{languages}</w:rPr></w:rPrDefault>"
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    several = [
        _style("Normal", "Normal"),
        _style("Title", "Title", _bold(36), spacing=(0, 160)),
        *(
            _style(f"Heading{level}", f"heading {level}", _bold(size), spacing=(before, 80), outline=level - 1)
            for level, size, before in ((1, 30, 360), (2, 25, 280), (3, 22, 220))
        ),
        _style("Lead", "Lead", _size(23)),
        _style("Quiet", "Quiet", f'<w:color w:val="{QUIET}"/>{_size(18)}', spacing=(0, 60)),
        _style("Note", "Note", f"<w:i/><w:iCs/>{_size(19)}"),
        PLACEHOLDER,
        PLAIN_TABLE,
    ]
    return f"{HEAD}<w:styles {SPACES}>{defaults}{''.join(several)}</w:styles>"


def _size(halves: int) -> str:
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'


def _bold(halves: int) -> str:
    return f'<w:b/><w:bCs/><w:color w:val="{COLOUR}"/>{_size(halves)}'


def _style(key: str, name: str, look: str = "", *, spacing: tuple[int, int] = (0, 100), outline: int = -1) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if outline >= 0 else ""
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline >= 0 else ""
    is_default = key == "Normal"
    default = ' w:default="1"' if is_default else ""
    based = "" if is_default else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:qFormat/><w:pPr>'
        f'{keep}<w:spacing w:before="{spacing[0]}" w:after="{spacing[1]}"/>{level}</w:pPr><w:rPr>{look}</w:rPr>'
        "</w:style>"
    )
