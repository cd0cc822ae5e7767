"""Under which names treaties are cited, and the texts in which they cite."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from comity.engines.citations.grammar import number_key
from comity.engines.citations.shapes import Named, Part, Units, Words
from comity.engines.records.enums import State
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.models import Article, ArticleText, Treaty, TreatyText
from comity.knowledge.treaties.queries import instruments


KINDS: Final = ("treaty",)
# A title of fewer words, such as “Convention”, may be that of any treaty.
SHORTEST: Final = 3
PORTION: Final = "part-"


def named() -> Iterator[Named]:
    """The published treaties, with everything by which they are cited; two queries."""
    treaties = list(instruments.with_titles(instruments.visible_to(None)))
    by_key = {treaty.pk: treaty for treaty in treaties}
    for treaty in treaties:
        parent = by_key.get(treaty.parent_id)
        yield named_of(treaty, str(parent.pk) if parent else "")


def named_of(treaty: Treaty, parent: str = "") -> Named:
    """One treaty, with everything by which it is cited."""
    return named_by(
        str(treaty.pk),
        symbol=treaty.symbol,
        short=treaty.short,
        titles=[text.title for text in treaty.record.texts.all()],
        own=[name for several in registry.names().get(treaty.symbol, {}).values() for name in several],
        year=str(treaty.adopted_on.year) if treaty.adopted_on else "",
        parent=parent,
    )


def named_by(  # noqa: PLR0913 -- each is one thing that is known of a treaty
    key: str, *, symbol: str, short: str, titles: Sequence[str], own: Sequence[str], year: str = "", parent: str = ""
) -> Named:
    """A treaty of which these facts are known, with everything by which it is cited.

    Args:
        key: by which what is found names it.
        symbol: as its depositary numbers it.
        short: its short name; empty when it has none.
        titles: in any languages.
        own: other names, from the project's list.
        year: of its adoption; empty when it is not known.
        parent: the key of the treaty to which it is a protocol.
    """
    derived = [
        part
        for title in titles
        # Its day and place of adoption are not always said, nor whose convention it is.
        for part in (title.partition(", ")[0], title.removeprefix("United Nations "), title.removeprefix("联合国"))
    ]
    sure = {*titles, *own, short}
    names = [
        name
        for name in dict.fromkeys([*titles, *own, short, *derived])
        if is_telling(name) and (name in sure or len(name.split()) >= SHORTEST)
    ]
    return Named(
        record=key,
        kind=Treaty.kind,
        names=tuple(name for name in names if name != symbol),
        years=frozenset({year} if year else ()),
        parent=parent,
    )


def is_telling(name: str) -> bool:
    """Whether a name can be told from a word: it has a few words, or is an abbreviation, or is in ideographs."""
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in name)
    return is_chinese or len(name.split()) > 1 or (len(name) > 2 and name.upper() == name)  # noqa: PLR2004 -- letters


def words(record_ids: Sequence[str]) -> Iterator[Words]:
    """The articles of those of the records that are treaties, and what stands around them; three queries."""
    keys = [uuid.UUID(one) for one in record_ids]
    treaties = set(
        Treaty.objects.filter(pk__in=keys).exclude(record__state=State.WITHDRAWN).values_list("pk", flat=True)
    )
    texts = ArticleText.objects.filter(article__treaty__in=treaties)
    seen: set[tuple[object, str]] = set()
    for text in texts.select_related("article").order_by(
        "article__treaty", "article__position", "language", "rank", "pk"
    ):
        # The best source of a language comes first, and is the one that is shown.
        if (text.article_id, text.language) not in seen:
            seen.add((text.article_id, text.language))
            yield Words(
                record=str(text.article.treaty_id),
                unit=text.article.number,
                language=text.language,
                body=text.body,
                is_divided=True,
            )
    for portion in TreatyText.objects.filter(treaty__in=treaties).order_by("treaty", "pk"):
        yield Words(
            record=str(portion.treaty_id),
            unit=f"{PORTION}{portion.provenance_id}-{portion.position}",
            language=portion.language,
            body=portion.body,
            is_divided=False,
        )


def units(record: str) -> Units:
    """The articles of a treaty by the keys of their numbers; one query."""
    numbers = Article.objects.filter(treaty=uuid.UUID(record)).values_list("number", flat=True)
    return {number_key(number): number for number in numbers}


def parts(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    """What the pages call some articles; one query."""
    several = list(pairs)
    treaties = Treaty.objects.in_bulk([uuid.UUID(record) for record, _unit in several])
    found: dict[tuple[str, str], Part] = {}
    for record, unit in several:
        treaty = treaties.get(uuid.UUID(record))
        if treaty is None:
            continue
        if not unit or unit.startswith(PORTION):
            found[record, unit] = Part("", treaty.address)
        else:
            article = Article(treaty=treaty, number=unit)
            found[record, unit] = Part(_("Article %(number)s") % {"number": unit}, article.address)
    return found


def addresses(pairs: Iterable[tuple[uuid.UUID, str]]) -> Mapping[tuple[uuid.UUID, str], str]:
    """Where some articles are read; one query."""
    several = list(pairs)
    treaties = Treaty.objects.in_bulk({record for record, _unit in several})
    return {
        (record, unit): Article(treaty=treaties[record], number=unit).address if unit else treaties[record].address
        for record, unit in several
        if record in treaties
    }


def terms(pairs: Iterable[tuple[uuid.UUID, str]]) -> Mapping[tuple[uuid.UUID, str], str]:
    """The ids of some articles in the vocabulary instrument-articles; one query."""
    several = [pair for pair in pairs if pair[1]]
    treaties = Treaty.objects.in_bulk({record for record, _unit in several})
    return {
        (record, unit): Article(treaty=treaties[record], number=unit).term
        for record, unit in several
        if record in treaties
    }
