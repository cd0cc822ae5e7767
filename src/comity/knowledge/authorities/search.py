"""What of the authorities is found: one document for each name, with what anyone may read and nothing else."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from django.utils import translation

from comity.base.access.enums import Permission
from comity.base.places.queries import names, regions_of
from comity.engines.records.enums import State
from comity.engines.search.shapes import PUBLIC, Document
from comity.kernel.languages import INTERFACE, interface_language
from comity.knowledge.authorities.enums import CRIME_TYPES, Freshness, Function
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.queries import Disclosed, disclosed, loaded, reading_of


KINDS: Final = (Authority.kind,)
# So many are held in memory at once.
BATCH: Final = 200
# Words that are looked for; numbers and addresses are not.
FOUND: Final = (
    "service", "address_lines", "request_contents", "legal_basis", "conditions", "urgent_procedure", "means_remark",
)  # fmt: skip
# What nobody has confirmed comes after what somebody has.
WEIGHTS: Final = {Freshness.CONFIRMED: 1.5, Freshness.STALE: 1.2, Freshness.NEVER: 1.0}


def everything() -> Iterator[str]:
    """The keys of all authorities."""
    keys = Authority.objects.order_by("pk").values_list("pk", flat=True)
    return map(str, keys.iterator())


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those of the records that are authorities; four queries for every two hundred."""
    # The index is read by visitors: it holds what a visitor may read.
    visitor = reading_of(None)
    for start in range(0, len(record_ids), BATCH):
        keys = [UUID(key) for key in record_ids[start : start + BATCH]]
        for authority in loaded(Authority.objects.filter(pk__in=keys).order_by("pk")):
            if authority.record.state != State.WITHDRAWN:
                yield from _of(disclosed(authority, visitor))


def _of(shown: Disclosed) -> Iterator[Document]:
    record = shown.authority.record
    words = [str(shown.particulars[name]) for name in FOUND if name in shown.particulars]
    does = [Function(one) for one in shown.functions]
    crimes = dict.fromkeys(f"crime-types:{CRIME_TYPES[one]}" for one in does if one in CRIME_TYPES)
    articles = dict.fromkeys(
        f"{one.treaty}:{one.article.partition('(')[0]}"
        for one in shown.designations
        if one.treaty and one.article and not one.counterpart_id
    )
    for text in shown.texts:
        language = interface_language(text.language)
        with translation.override(language):
            labels = [str(one.label) for one in does]
        own = text.language == shown.authority.language
        yield Document(
            id=f"authority:{record.pk}:{text.language}",
            record=str(record.pk),
            kind=Authority.kind,
            address=shown.authority.address,
            language=text.language,
            title=text.title,
            body="\n".join([*labels, *(words if own else ())]),
            about=_about(shown),
            places=(shown.place,) if shown.place else (),
            regions=tuple(regions_of(shown.place)) if shown.place else (),
            terms=tuple(crimes),
            articles=tuple(articles),
            on=shown.authority.confirmed_on,
            wording=text.wording,
            audience=PUBLIC if record.state == State.PUBLISHED else Permission.RECORD_PUBLISH,
            weight=WEIGHTS[shown.freshness],
        )


def _about(shown: Disclosed) -> str:
    """Its State and its functions in all six languages, by which it is found and which are not shown as its text."""
    lines = []
    for language in INTERFACE:
        with translation.override(language):
            lines += [str(Function(one).label) for one in shown.functions]
        lines.append(names(language).get(shown.place, shown.place))
    return "\n".join(dict.fromkeys(lines))
