"""The Treaty Collection's own XML: one treaty in a file, its participants in a table, and what they said.

As the depositary publishes it: ``Treaty/Header/ExternalData`` with ``Titlesect`` and ``Status/Parties``;
``Participants//Row/Entry``, whose first row names the columns; ``Declarations``, ``Objections``, ``Notifications``,
``TerritorialApplications`` and ``EndNotes``, in which the name of a participant stands before its words.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from comity.base.places import queries as places
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import CONSENTING, SIGNING, ActionKind
from comity.knowledge.treaties.shapes import ActionRow, Source


LARGEST: Final = 30 * 2**20  # bytes; the largest published file has about 3 MB
LONGEST: Final = 1_000_000  # characters of one statement
SYMBOL: Final = re.compile(r"(?<![A-Z])(?P<symbol>[IVX]{1,6}-(?:[A-Z]-)?\d{1,3}(?:-[a-z]{1,2})?)(?![\w-])")
MARKUP: Final = re.compile(r"<superscript>.*?</superscript>|<sup>.*?</sup>|</?[a-zA-Z][^<>]{0,200}>", re.DOTALL)
NOTES: Final = re.compile(r"(?:(?<=[^\d\s])|\s+)\d{1,3}(?:\s?,\s?\d{1,3})*$")
DAY: Final = re.compile(
    r"(?P<day>\d{1,2})\s+(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<year>\d{4})(?:\s*(?P<mark>[A-Za-z]{1,2})\b)?"
)
# "Ratification, Acceptance(A), Succession(d)": the act, and the letter that stands for it after a date.
COLUMN: Final = re.compile(r"(?P<act>[^,()\s][^,()]*+)(?:\((?P<mark>[A-Za-z]{1,2})\))?\s*+(?:,|$)")
MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
ACTS: Final = {
    "signature": ActionKind.SIGNATURE,
    "signature ad referendum": ActionKind.SIGNATURE_AD_REFERENDUM,
    "succession to signature": ActionKind.SUCCESSION_TO_SIGNATURE,
    "provisional application": ActionKind.PROVISIONAL_APPLICATION,
    "provisional acceptance": ActionKind.PROVISIONAL_ACCEPTANCE,
    "ratification": ActionKind.RATIFICATION,
    "acceptance": ActionKind.ACCEPTANCE,
    "approval": ActionKind.APPROVAL,
    "accession": ActionKind.ACCESSION,
    "succession": ActionKind.SUCCESSION,
    "formal confirmation": ActionKind.FORMAL_CONFIRMATION,
    "act of formal confirmation": ActionKind.FORMAL_CONFIRMATION,
    "definitive signature": ActionKind.DEFINITIVE_SIGNATURE,
    "confirmation of signature": ActionKind.CONFIRMATION_OF_SIGNATURE,
    "participation": ActionKind.PARTICIPATION,
    "simplified procedure": ActionKind.SIMPLIFIED_PROCEDURE,
    "application": ActionKind.APPLICATION,
    "consent to be bound": ActionKind.CONSENT,
    "notification": ActionKind.NOTIFICATION,
    "denunciation": ActionKind.WITHDRAWAL,
    "withdrawal": ActionKind.WITHDRAWAL,
}
SECTIONS: Final = {
    "Declarations": ActionKind.DECLARATION,
    "DeclarationsUnderArticle": ActionKind.DECLARATION,
    "Objections": ActionKind.OBJECTION,
    "Notifications": ActionKind.NOTIFICATION,
}
# Elements that hold the name of whoever speaks next.
NAMING: Final = frozenset({"Participant", "Country", "State", "Name", "Title", "Heading", "Label", "Territory"})
AGAINST: Final = re.compile(
    r"with regard to the (?:declarations?|reservations?)[^.:]{0,120}?(?:made|formulated)?\s?by (?:the )?"
    r"(?P<name>[^,.:;]{3,60}?)"
    r"(?= upon| on | in |[,.:;])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Collected:
    """What one file of the Treaty Collection says."""

    symbol: str
    parties: int | None
    rows: tuple[ActionRow, ...]
    source: Source
    characters: int
    left_out: dict[str, int]
    sentences: tuple[str, ...]


def parsed(content: bytes, name: str) -> etree._Element:
    """The root of an XML file, read without its entities, its document type or the network.

    Raises:
        Unreadable: too large, not well-formed, or with a document type of its own; file and line are named.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB. Divide it.", where=name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!DOCTYPE".encode("utf-16-le") in content:
        place = content.find(b"<!DOCTYPE") if b"<!DOCTYPE" in content else content.find(b"<!ENTITY")
        line = content.count(b"\n", 0, max(0, place)) + 1
        raise Unreadable(
            "The file declares a document type or entities; the Treaty Collection's files do not. It is not read.",
            where=f"{name}, line {line}",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"The XML is broken: {error.msg}.", where=f"{name}, line {error.lineno or 1}") from error
    except (ValueError, LookupError) as error:
        raise Unreadable("The file is not XML in an encoding that is known.", where=f"{name}, line 1") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("The file declares a document type; it is not read.", where=f"{name}, line 1")
    return root


def read_file(name: str, content: bytes, *, symbol: str = "", retrieved_on: dt.date | None = None) -> Collected:
    """The actions in one file of the Treaty Collection.

    Args:
        name: the file's name; ``XVIII-12.en.xml`` says which treaty it is about.
        content: the file.
        symbol: the treaty, when neither the file's name nor its header says it.
        retrieved_on: when it was fetched.

    Raises:
        Unreadable: it is not of the published form; file and line are named.
    """
    root = parsed(content, name)
    treaty = root if root.tag == "Treaty" else root.find(".//Treaty")
    if treaty is None:
        raise Unreadable("The file has no element Treaty; it is not one of the Treaty Collection's.", where=name)
    symbol = symbol or _symbol(treaty, name)
    source = Source(
        f"untc-xml:{symbol}",
        "Multilateral Treaties Deposited with the Secretary-General",
        publisher="United Nations Treaty Collection",
        url="https://treaties.un.org",
        retrieved_on=retrieved_on.isoformat() if retrieved_on else "",
        note=name[:1000],
    )
    reader = _Reader(name, symbol, source.key)
    table = treaty.find("Participants")
    if table is not None:
        reader.read_table(table)
    for tag, kind in SECTIONS.items():
        for section in treaty.findall(tag):
            reader.read_section(section, kind)
    for section in treaty.findall("TerritorialApplications"):
        reader.read_territories(section)
    reader.leave_out("notes", treaty.find("EndNotes"))
    reader.leave_out("header", treaty.find("Header"))
    if not reader.rows:
        raise Unreadable("The file has no participants and no statements.", where=name)
    parties = treaty.findtext(".//Status/Parties") or ""
    number = re.search(r"\d{1,4}", parties)
    characters = sum(len(text) for text in root.itertext())
    return Collected(
        symbol,
        int(number[0]) if number else None,
        tuple(reader.rows),
        source,
        characters,
        reader.left_out,
        tuple(reader.sentences),
    )


def _symbol(treaty: etree._Element, name: str) -> str:
    header = treaty.find("Header")
    for text in (treaty.get("ID", ""), name, " ".join(map(str, header.itertext())) if header is not None else ""):
        if found := SYMBOL.search(text):
            return found["symbol"]
    raise Unreadable("Nothing says which treaty this is. Name the file as in XVIII-12.en.xml.", where=name)


def text_of(element: etree._Element) -> str:
    """All text in an element, without the markup that the Collection writes as text."""
    text = MARKUP.sub(" ", " ".join(map(str, element.itertext())))
    return re.sub(r"[ \t\r\n\xa0]+", " ", text).strip()


def name_in(text: str) -> str:
    """A participant's name without the numbers of notes."""
    return NOTES.sub("", MARKUP.sub("", text)).strip(" *.")


class _Reader:
    """Gathers the rows of one file."""

    def __init__(self, file: str, symbol: str, source: str) -> None:
        self.file, self.symbol, self.source = file, symbol, source
        self.rows: list[ActionRow] = []
        self.sentences: list[str] = []
        self.left_out: dict[str, int] = {}
        self.seen: dict[str, int] = {}

    def where(self, element: etree._Element) -> str:
        return f"{self.file}, line {element.sourceline}"

    def leave_out(self, what: str, element: etree._Element | None) -> None:
        if element is not None:
            self.left_out[what] = self.left_out.get(what, 0) + len("".join(map(str, element.itertext())))

    def add(  # noqa: PLR0913 -- an action is made of these
        self,
        element: etree._Element,
        place: str,
        kind: ActionKind,
        on: Period,
        *,
        territory: str = "",
        against: str = "",
        text: str = "",
    ) -> None:
        stem = ":".join(filter(None, ["untc", self.symbol, place, str(kind), territory]))
        self.seen[stem] = ordinal = self.seen.get(stem, 0) + 1
        self.rows.append(
            ActionRow(
                symbol=self.symbol,
                place=place,
                kind=kind,
                on=on,
                source=self.source,
                identifier=f"{stem}:{ordinal}" if ordinal > 1 else stem,
                territory=territory,
                against=against,
                text=text,
                language="en" if text else "",
                where=self.where(element),
            )
        )

    def place(self, element: etree._Element, text: str) -> str | None:
        found = places.resolve(name_in(text))
        if found is None:
            self.sentences.append(f"Line {element.sourceline}: “{name_in(text)[:80]}” names no State or organisation.")
            return None
        return found.code

    def read_table(self, table: etree._Element) -> None:
        columns: list[dict[str, ActionKind]] | None = None
        for row in table.iter("Row"):
            cells = row.findall("Entry")
            texts = [text_of(cell) for cell in cells]
            if not any(texts):
                continue
            if columns is None:
                if not texts[0].lower().startswith("participant"):
                    raise Unreadable(
                        "The first row does not name the columns: Participant, ...", where=self.where(row)
                    )
                columns = [self.column(cell, text) for cell, text in zip(cells[1:], texts[1:], strict=True)]
                continue
            place = self.place(row, MARKUP.sub("", "".join(map(str, cells[0].itertext()))))
            if place is None:
                self.leave_out("rows of names that are not known", row)
                continue
            if len(texts) - 1 > len(columns):
                raise Unreadable(
                    f"The row has {len(texts)} entries, but {len(columns) + 1} columns are named.",
                    where=self.where(row),
                )
            for cell, text, acts in zip(cells[1:], texts[1:], columns, strict=False):
                self.read_cell(cell, text, acts, place)
        if columns is None:
            raise Unreadable("The table of participants has no rows.", where=self.where(table))

    def column(self, cell: etree._Element, text: str) -> dict[str, ActionKind]:
        """What each letter after a date in this column stands for; the empty one is a date without a letter."""
        acts: dict[str, ActionKind] = {}
        for found in COLUMN.finditer(text):
            act = found["act"].strip().lower()
            kind = next((ACTS[name] for name in sorted(ACTS, key=len, reverse=True) if act.startswith(name)), None)
            if kind is None:
                raise Unreadable(f"“{found['act'].strip()}” is no act that is known here.", where=self.where(cell))
            acts[found["mark"] or ""] = kind
        if "" not in acts and len(acts) == 1:
            acts[""] = next(iter(acts.values()))
        return acts

    def read_cell(self, cell: etree._Element, text: str, acts: dict[str, ActionKind], place: str) -> None:
        if not text:
            return
        # In brackets stands what was withdrawn: "[ 3 Oct 1983 ]".
        found = [one for one in DAY.finditer(text) if text[: one.start()].rstrip()[-1:] != "["]
        if not found:
            self.sentences.append(f"Line {cell.sourceline}: “{text[:60]}” is no date; it is left out.")
        for one in found:
            mark = one["mark"] or ""
            kind = acts.get(mark)
            if kind is None:
                raise Unreadable(
                    f"The letter “{mark}” after the date is not explained at the head of the column.",
                    where=self.where(cell),
                )
            self.add(cell, place, kind, Period.on(self.day(cell, one)))

    def day(self, element: etree._Element, found: re.Match[str]) -> dt.date:
        try:
            return dt.date(int(found["year"]), MONTHS[found["month"][:3]], int(found["day"]))
        except (KeyError, ValueError) as error:
            raise Unreadable(f"“{found[0]}” is no date.", where=self.where(element)) from error

    def statements(self, section: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
        """Who speaks and what is said, in the order of the file."""
        speaker: tuple[etree._Element, str] | None = None
        words: list[str] = []
        for element in section.iter():
            if not isinstance(element.tag, str) or element is section:
                continue
            own = text_of(element) if not len(element) else MARKUP.sub(" ", element.text or "").strip()
            place = places.resolve(name_in(own)) if element.tag in NAMING and own else None
            if place is not None:
                if speaker is not None and words:
                    yield (*speaker, "\n".join(words))
                speaker, words = (element, place.code), []
            elif own:
                if len(own) > LONGEST:
                    raise Unreadable(f"The statement has more than {LONGEST} characters.", where=self.where(element))
                if speaker is None:
                    self.left_out["headings of sections"] = self.left_out.get("headings of sections", 0) + len(own)
                else:
                    words.append(own)
            if tail := MARKUP.sub(" ", element.tail or "").strip():
                words.append(tail)
        if speaker is not None and words:
            yield (*speaker, "\n".join(words))

    def read_section(self, section: etree._Element, kind: ActionKind) -> None:
        for element, place, words in self.statements(section):
            against = ""
            if kind == ActionKind.OBJECTION and (found := AGAINST.search(words)):
                named = places.resolve(found["name"].strip())
                against = named.code if named else ""
            self.add(element, place, kind, self.said_on(element, place, words), against=against, text=words)

    def said_on(self, element: etree._Element, place: str, words: str) -> Period:
        """The day that the statement itself begins with, else that of the consent, else some day in the file."""
        if (found := DAY.match(words)) is not None:
            return Period.on(self.day(element, found))
        own = [row for row in self.rows if row.place == place]
        # The Collection says: unless otherwise indicated, made upon ratification, accession or succession.
        made = [row.on for row in own if row.kind in CONSENTING] or [row.on for row in own if row.kind in SIGNING]
        if made:
            return made[0]
        known = [row.on for row in self.rows]
        if not known:
            raise Unreadable("Nothing in the file says when this was said.", where=self.where(element))
        return Period.parse(f"{min(known).earliest}/{max(known).latest}")

    def read_territories(self, section: etree._Element) -> None:
        """Rows of participant, date of the notification, territories."""
        for row in section.iter("Row"):
            cells = [text_of(cell) for cell in row.findall("Entry")]
            if not any(cells) or cells[0].lower().startswith("participant"):
                continue
            found = next((one for cell in cells[1:] if (one := DAY.search(cell))), None)
            place = self.place(row, cells[0])
            if place is None or found is None:
                self.leave_out("territorial applications that name no participant or date", row)
                continue
            for name in re.split(r",| and |;", cells[-1]):
                territory = places.resolve(name_in(name))
                if territory is None:
                    self.sentences.append(f"Line {row.sourceline}: “{name.strip()[:80]}” names no territory.")
                    continue
                self.add(
                    row,
                    place,
                    ActionKind.TERRITORIAL_EXTENSION,
                    Period.on(self.day(row, found)),
                    territory=territory.code,
                )
