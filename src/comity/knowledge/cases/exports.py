"""A case as linked data."""

from typing import Any

from comity.base.terms import queries as terms
from comity.engines.records.queries import best_text
from comity.knowledge.cases.models import Case


def linked_data(case: Case, root: str, language: str) -> dict[str, Any]:
    """A case as a creative work of schema.org, which has no word for a decision; no query when its card is loaded.

    Args:
        case: the case.
        root: the address of the host, ``https://comity.example``.
        language: in which terms are named.
    """
    texts = list(case.record.texts.all())
    text = best_text(texts, language=case.language or "en")
    source = next(iter(case.record.sources.all()), None)
    numbers = [one for one in (case.ecli, case.citation, case.number, case.filed_as) if one]
    return {
        "@type": "CreativeWork",
        "@id": f"{root}{case.address}",
        "url": f"{root}{case.address}",
        "additionalType": "http://purl.org/vocab/frbr/core#Work",
        "genre": "court decision",
        "name": text.title if text else case.identifier,
        "alternateName": [one.title for one in texts if text and one.title != text.title],
        "identifier": numbers,
        "abstract": text.summary if text else None,
        "dateCreated": case.decided,
        "inLanguage": case.language or None,
        "contentLocation": case.record.place_id,
        "creator": {"@type": "GovernmentOrganization", "name": case.court} if case.court else None,
        "keywords": [terms.label(one.term, language) for one in case.terms.all()],
        "publisher": {"@type": "Organization", "name": source.publisher} if source and source.publisher else None,
        "license": (source.licence_url or source.licence) if source else None,
        "isBasedOn": source.url if source else None,
        "citation": [one.text for one in case.citations.all()],
    }
