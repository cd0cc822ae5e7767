"""A treaty in one language as a document of Akoma Ntoso 3.0, with the source and the licence of its text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from comity.engines.records.enums import Wording
from comity.kernel.akoma_ntoso import (
    NAMESPACE,
    UNDATED,
    Identity,
    add_body,
    add_identification,
    add_words,
    clean,
    tag,
)
from comity.knowledge.treaties.enums import Portion
from comity.knowledge.treaties.models import Article, ArticleText, Provenance, Treaty, TreatyText


# Of what our own documents say beyond the standard.
OURS: Final = "urn:comity:treaties:1"
# Marks of Markdown and HTML in which collections set headings; they are no words of a treaty.
MARKS: Final = re.compile(r"^[ \t]*#+|</?[A-Za-z][^<>]*>", re.MULTILINE)
BETWEEN: Final = re.compile(r"\n\s*\n")
# Where the standard asks for a jurisdiction and no depositary is recorded; ISO 3166 leaves XX to its users.
NOBODY: Final = "xx"


@dataclass(frozen=True, slots=True)
class Held:
    """One text of a treaty: in a language, from a source."""

    language: str
    wording: str
    source: Provenance

    @property
    def file(self) -> str:
        """A name that no other text of the treaty in this language has."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.source.key).strip("-")


def held_texts(treaty: Treaty) -> list[Held]:
    """The texts of a treaty from which a document can be made, by language, the best source first; three queries.

    A text is one whose articles are here, or one that is here whole; a preamble alone is none.
    """
    rows = [
        *ArticleText.objects.filter(article__treaty=treaty)
        .order_by("language", "rank", "provenance")
        .values_list("language", "provenance", "wording")
        .distinct(),
        *TreatyText.objects.filter(treaty=treaty, portion=Portion.WHOLE)
        .order_by("language", "provenance")
        .values_list("language", "provenance", "wording")
        .distinct(),
    ]
    wordings: dict[tuple[str, str], str] = {}
    for language, key, wording in rows:
        wordings.setdefault((language, key), wording)
    sources = Provenance.objects.in_bulk({key for _language, key in wordings})
    found = [Held(language, wording, sources[key]) for (language, key), wording in wordings.items()]
    return sorted(found, key=lambda held: held.language)


def akoma_ntoso(treaty: Treaty, held: Held) -> bytes:
    """One text of a treaty as a document of Akoma Ntoso; its card and sources are loaded, and two queries more.

    Headings of parts stand where the source has them, one beside the other: how they lie within each other is
    guessed nowhere.
    """
    prefixes: dict[Any, str] = {None: NAMESPACE, "comity": OURS}
    root = etree.Element(tag("akomaNtoso"), nsmap=prefixes)
    act = etree.SubElement(root, tag("act"), name="treaty", contains="originalVersion")
    identity = identity_of(treaty, held)
    add_identification(meta := etree.SubElement(act, tag("meta")), identity)
    add_card(meta, treaty, held)
    texts = (
        ArticleText.objects.filter(article__treaty=treaty, language=held.language, provenance=held.source)
        .select_related("article")
        .order_by("article__position")
    )
    portions = list(
        TreatyText.objects.filter(treaty=treaty, language=held.language, provenance=held.source).order_by("position")
    )
    of = {portion: [one for one in portions if one.portion == portion] for portion in Portion}
    if of[Portion.FRONT]:
        add_text(etree.SubElement(act, tag("preamble")), of[Portion.FRONT])
    body = etree.SubElement(act, tag("body"))
    add_articles(body, list(texts), of[Portion.DIVISION])
    for number, whole in enumerate(of[Portion.WHOLE], start=1):
        container = etree.SubElement(body, tag("hcontainer"), name="text", eId=f"text_{number}")
        add_text(etree.SubElement(container, tag("content")), [whole])
    if of[Portion.CLOSING]:
        add_text(etree.SubElement(act, tag("conclusions")), of[Portion.CLOSING])
    if of[Portion.ANNEX] or of[Portion.APPROVING]:
        add_attachments(act, identity, [*of[Portion.ANNEX], *of[Portion.APPROVING]])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def identity_of(treaty: Treaty, held: Held) -> Identity:
    """The treaty by work, expression and manifestation; the jurisdiction is that of the depositary."""
    country = treaty.depositary.removeprefix("ORG-").lower() or NOBODY
    adopted = treaty.adopted_on.isoformat() if treaty.adopted_on else ""
    titles = {text.language: text.title for text in treaty.record.texts.all()}
    title = titles.get(held.language) or titles.get("en") or next(iter(titles.values()), treaty.symbol)
    return Identity(
        work=f"/akn/{country}/act/treaty/{adopted or UNDATED}/{treaty.symbol}",
        country=country,
        title=title,
        language=held.language,
        adopted_on=adopted,
        expressed_on=adopted,
        made_on=held.source.retrieved_on.isoformat() if held.source.retrieved_on else "",
        publisher=held.source.publisher,
        subtype="treaty",
        number=treaty.symbol,
        file=held.file,
        is_authoritative=held.wording == Wording.ORIGINAL,
    )


def add_card(meta: Any, treaty: Treaty, held: Held) -> None:
    """What the standard has no place for: the treaty's own card, and where its text comes from on what terms."""
    ours = etree.SubElement(etree.SubElement(meta, tag("proprietary"), source="#comity"), f"{{{OURS}}}treaty")
    fields = {
        "symbol": treaty.symbol,
        "address": treaty.address,
        "short": treaty.short,
        "adopted_on": str(treaty.adopted_on or ""),
        "adopted_at": treaty.adopted_at,
        "in_force_on": str(treaty.in_force_on or ""),
        "registration": treaty.registration,
        "depositary": treaty.depositary,
    }
    set_all(ours, fields)
    for text in treaty.record.texts.all():
        set_all(etree.SubElement(ours, f"{{{OURS}}}title"), {"language": text.language, "value": text.title})
    source = held.source
    of_text = {
        "language": held.language,
        "wording": held.wording,
        "source": source.key,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "licence": source.licence,
        "retrieved_on": str(source.retrieved_on or ""),
        "note": source.note,
    }
    set_all(etree.SubElement(ours, f"{{{OURS}}}text"), of_text)


def set_all(element: Any, fields: dict[str, str]) -> None:
    """Set the attributes that say something."""
    for name, value in fields.items():
        if value:
            element.set(name, clean(value))


def add_articles(body: Any, texts: list[ArticleText], divisions: list[TreatyText]) -> None:
    """Articles in their order, each below the heading that stands before it; ``texts`` come with their articles."""
    headings: dict[str, list[str]] = {}
    for division in divisions:
        headings.setdefault(division.after, []).extend(lines_of(division.body))
    above = body
    for number in ("", *(text.article.number for text in texts)):
        text = next((one for one in texts if one.article.number == number), None)
        if text is not None:
            add_article(above, text)
        if lines := headings.pop(number, []):
            above = add_division(body, lines)
    for lines in headings.values():
        # Those that follow an article that this text has not.
        add_division(body, lines)


def add_division(body: Any, lines: list[str]) -> Any:
    """A container with the headings that stand together: «Chapter II», «Section 1»."""
    number = sum(1 for one in body if one.get("name") == "division") + 1
    element = etree.SubElement(body, tag("hcontainer"), name="division", eId=f"div_{number}")
    add_words(element, "heading", " — ".join(lines), always=True)
    return element


def add_article(above: Any, text: ArticleText) -> None:
    """One article: the number as the text writes it, its title, its words."""
    article: Article = text.article
    title = " ".join(lines_of(text.title)).replace("*", "")
    label = " ".join(line for line in lines_of(text.heading) if line.replace("*", "") != title)
    element = etree.SubElement(above, tag("article"), eId=f"art_{article.number.replace(' ', '-')}")
    num = add_words(element, "num", label or article.number, always=True)
    num.set("title", article.number)
    add_words(element, "heading", title)
    add_body(etree.SubElement(element, tag("content")), plain(text.body))


def add_attachments(act: Any, identity: Identity, portions: Iterable[TreatyText]) -> None:
    """Annexes, and the words of an act that approves the treaty, as documents of their own behind it."""
    attachments = etree.SubElement(act, tag("attachments"))
    counts: dict[str, int] = {}
    for portion in portions:
        number = counts[portion.portion] = counts.get(portion.portion, 0) + 1
        name = f"{portion.portion}_{number}"
        doc = etree.SubElement(
            etree.SubElement(attachments, tag("attachment"), eId=f"att_{name}"), tag("doc"), name=portion.portion
        )
        add_identification(etree.SubElement(doc, tag("meta")), identity, component=name)
        add_text(etree.SubElement(doc, tag("mainBody")), [portion])


def add_text(above: Any, portions: Iterable[TreatyText]) -> None:
    """Paragraphs of portions that stand together."""
    add_body(above, "\n\n".join(plain(portion.body) for portion in portions))


def lines_of(text: str) -> list[str]:
    """The lines that say something, without marks: «### Article  1» is Article 1."""
    return [line for row in MARKS.sub(" ", text).split("\n") if (line := " ".join(row.split()))]


def plain(text: str) -> str:
    """Paragraphs divided by one empty line, their blanks evened out, without marks."""
    paragraphs = ("\n".join(lines_of(paragraph)) for paragraph in BETWEEN.split(text))
    return "\n\n".join(filter(None, paragraphs))
