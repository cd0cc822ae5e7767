from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome, State, Wording
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.authorities import rules
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.authorities.queries import loaded
from comity.knowledge.authorities.shapes import Entry, NewDesignation


@transaction.atomic
def put_entry(entry: Entry, *, by: User) -> Outcome:
    """Bring an authority to what a file or a form says of it, and publish it; the same again changes nothing.

    Raises:
        NotPermitted: the person may not change the directory.
        NotNow: its record is withdrawn.
        ValidationError: a field cannot be kept.
    """
    rules.check_may_edit(by)
    existing = loaded(Authority.objects.filter(identifier=entry.identifier)).first()
    detail = Authority(
        identifier=entry.identifier,
        language=entry.language,
        particulars=dict(entry.particulars),
        restricted=list(entry.restricted),
        confirmed_on=entry.confirmed_on,
        confirmed_by=entry.confirmed_by,
    )
    if existing is None:
        record = records.draft(detail, _card(entry), by=by)
        _write_designations(detail, entry)
        records.publish(record, by=by)
        return Outcome.CREATED
    if _comparable(stored(existing)) == _comparable(entry):
        return Outcome.UNCHANGED
    detail.record = existing.record
    _write_designations(detail, entry)
    record = records.revise(detail, _card(entry), by=by)
    if record.state != State.PUBLISHED:
        records.publish(record, by=by)
    return Outcome.CHANGED


@transaction.atomic
def keep_rows(detail: Authority, *, by: User) -> None:
    """Let an authority have the designations that a form made of it; a form that handed none in leaves them."""
    several: list[Designation] | None = getattr(detail, "designated", None)
    if several is None:
        return
    before = [one.plain() for one in Designation.objects.filter(authority=detail).order_by("pk")]
    if before == [one.plain() for one in several]:
        return
    Designation.objects.filter(authority=detail).delete()
    for one in several:
        one.pk, one.authority = None, detail
    Designation.objects.bulk_create(several)
    # What was loaded with it is no longer so.
    getattr(detail, "_prefetched_objects_cache", {}).pop("designations", None)
    note("authority.designate", detail, by=by, record_id=detail.pk, designations=len(several))


def known(identifiers: Collection[str]) -> dict[str, Entry]:
    """The authorities of some identifiers as they stand, in five queries."""
    found = loaded(Authority.objects.filter(identifier__in=list(identifiers)).order_by("pk"))
    return {one.identifier: stored(one) for one in found}


def stored(authority: Authority) -> Entry:
    """An authority as a file would hand it in, whole: for those who change it, never for a page."""
    return Entry(
        authority.identifier,
        authority.record.place_id or "",
        {text.language: text.title for text in authority.record.texts.all()},
        language=authority.language,
        particulars=dict(authority.particulars),
        restricted=tuple(authority.restricted),
        confirmed_on=authority.confirmed_on,
        confirmed_by=authority.confirmed_by,
        designations=tuple(
            NewDesignation(
                function=one.function,
                treaty=one.treaty,
                treaty_title=one.treaty_title,
                treaty_language=one.treaty_language,
                treaty_url=one.treaty_url,
                article=one.article,
                territory=one.territory_id or "",
                counterpart=one.counterpart_id or "",
                begins_on=one.begins_on,
                ends_on=one.ends_on,
                origin=one.origin,
                source=one.source,
                source_url=one.source_url,
            )
            for one in authority.designations.all()
        ),
    )


def _comparable(entry: Entry) -> Entry:
    """The entry with its designations in an order that does not depend on the file."""
    return replace(entry, names=dict(entry.names), designations=tuple(sorted(entry.designations, key=repr)))


def _card(entry: Entry) -> Card:
    """Names in other languages than the authority's own are translations of unknown standing."""
    first = sorted(entry.names, key=lambda language: (language != entry.language, language))
    texts = tuple(
        CardText(
            language,
            entry.names[language],
            wording=Wording.ORIGINAL if language == entry.language else Wording.UNOFFICIAL,
        )
        for language in first
    )
    named = dict.fromkeys((one.source, one.source_url) for one in entry.designations if one.source)
    return Card(
        entry.identifier, entry.place or None, texts, tuple(CardSource(title, url=url) for title, url in named)
    )


def _write_designations(detail: Authority, entry: Entry) -> None:
    """Replace the designations of an authority; the transaction and the event are the caller's."""
    Designation.objects.filter(authority=detail).delete()
    Designation.objects.bulk_create(
        Designation(
            authority=detail,
            function=one.function,
            treaty=one.treaty,
            treaty_title=one.treaty_title,
            treaty_language=one.treaty_language,
            treaty_url=one.treaty_url,
            article=one.article,
            territory_id=one.territory or None,
            counterpart_id=one.counterpart or None,
            begins_on=one.begins_on,
            ends_on=one.ends_on,
            origin=one.origin,
            source=one.source,
            source_url=one.source_url,
        )
        for one in entry.designations
    )
