import re
import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records.enums import Outcome
from comity.kernel.errors import Unreadable
from comity.kernel.notations import ORDINALS
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.actions.participation import put_sources
from comity.knowledge.treaties.models import Article, ArticleText, Treaty, TreatyText
from comity.knowledge.treaties.shapes import FileReport, Source, TextOutcome, TreatyWords


LATIN_ORDINALS: Final = ("", *ORDINALS)


@transaction.atomic
def put_texts(
    report: FileReport, source: Source, *, by: User, rank: int = 0, dry_run: bool = False
) -> list[TextOutcome]:
    """Bring the words of treaties to what one file of a pack holds, whole or not at all.

    The same file again changes nothing; a corrected one replaces what the same source brought before.

    Raises:
        Unreadable: a treaty is not known, or not every character of the file is accounted for.
    """
    rules.check_may_edit_actions(by)
    if not report.is_whole:
        raise Unreadable(
            f"Of {report.characters} characters only {report.accounted} are accounted for, so nothing was imported.",
            where=report.file,
        )
    symbols = {words.symbol for words in report.treaties}
    treaties = {t.symbol: t for t in Treaty.objects.filter(symbol__in=symbols)}
    for symbol in symbols - set(treaties):
        raise Unreadable(f"No treaty has the symbol “{symbol}”. Load the facts first.", where=report.file)
    if not dry_run:
        put_sources([source], by=by)
    done = []
    for words in report.treaties:
        treaty = treaties[words.symbol]
        known = _words_kept(treaty, words.language, source.key)
        if known == _words_of(words):
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.CHANGED if known else Outcome.CREATED
            if not dry_run:
                _replace(treaty, words, source, rank)
                note(
                    "treaty.texts",
                    treaty,
                    by=by,
                    record_id=treaty.pk,
                    language=words.language,
                    source=source.key,
                    articles=len(words.articles),
                )
        done.append(TextOutcome(words.symbol, words.language, outcome, len(words.articles), words.undivided))
    return done


def in_order(number: str) -> tuple[int, int, str]:
    """Where an article stands among the others: 42, 42 bis, 42 ter, 43."""
    match = re.match(r"(\d+)\s*(\w*)", number)
    if match is None:
        return (10_000, 0, number)
    suffix = match[2].lower()
    return int(match[1]), LATIN_ORDINALS.index(suffix) if suffix in LATIN_ORDINALS else len(LATIN_ORDINALS), suffix


def ensure_articles(treaty: Treaty, numbers: Sequence[str], *, by: User) -> dict[str, uuid.UUID | int]:
    """Make the articles of a treaty that are not known yet; give the key of each by its number."""
    with transaction.atomic():
        made = _ensure_articles(treaty, numbers)
        if made:
            note("treaty.articles", treaty, by=by, record_id=treaty.pk, articles=made)
    return dict(Article.objects.filter(treaty=treaty).values_list("number", "pk"))


def _ensure_articles(treaty: Treaty, numbers: Sequence[str]) -> int:
    known = {a.number: a for a in Article.objects.filter(treaty=treaty)}
    fresh = [Article(treaty=treaty, number=n, position=0) for n in dict.fromkeys(numbers) if n not in known]
    if not fresh:
        return 0
    everything = sorted([*known.values(), *fresh], key=lambda a: in_order(a.number))
    for position, article in enumerate(everything, start=1):
        article.position = position
    Article.objects.bulk_create(fresh)
    Article.objects.bulk_update(known.values(), ["position"])
    return len(fresh)


def _replace(treaty: Treaty, words: TreatyWords, source: Source, rank: int) -> None:
    same = {"language": words.language, "provenance_id": source.key}
    ArticleText.objects.filter(article__treaty=treaty, **same).delete()
    TreatyText.objects.filter(treaty=treaty, **same).delete()
    _ensure_articles(treaty, [a.number for a in words.articles])
    keys = dict(Article.objects.filter(treaty=treaty).values_list("number", "pk"))
    ArticleText.objects.bulk_create(
        ArticleText(
            article_id=keys[a.number],
            wording=words.wording,
            title=a.title,
            heading=a.heading,
            body=a.body,
            rank=rank,
            **same,
        )
        for a in words.articles
    )
    TreatyText.objects.bulk_create(
        TreatyText(
            treaty=treaty,
            wording=words.wording,
            portion=o.portion,
            after=o.after,
            position=position,
            body=o.body,
            **same,
        )
        for position, o in enumerate(words.others, start=1)
    )


def _words_kept(treaty: Treaty, language: str, source: str) -> list[tuple[str, ...]]:
    texts = ArticleText.objects.filter(article__treaty=treaty, language=language, provenance=source)
    portions = TreatyText.objects.filter(treaty=treaty, language=language, provenance=source)
    return sorted(texts.order_by().values_list("article__number", "title", "heading", "body", "wording")) + list(
        portions.order_by("position").values_list("portion", "after", "body", "wording")
    )


def _words_of(words: TreatyWords) -> list[tuple[str, ...]]:
    wording = str(words.wording)
    return sorted((a.number, a.title, a.heading, a.body, wording) for a in words.articles) + [
        (str(o.portion), o.after, o.body, wording) for o in words.others
    ]
