from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import rules as record_rules
from comity.engines.records.actions import put, put_facts
from comity.engines.records.enums import Outcome, State
from comity.engines.records.registry import Sketch
from comity.engines.records.shapes import Card, CardSource, identity
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography import registry
from comity.knowledge.bibliography.grammar import check_isbn, checked_doi, fingerprint, name_of
from comity.knowledge.bibliography.models import Work
from comity.knowledge.bibliography.queries import same_work
from comity.knowledge.bibliography.shapes import Draft, Duplicate, Report


# The lists of topics that our own editors give a work; a file that says nothing of them leaves them as they are.
OURS: Final = ("crime-types", "places", "method")


def load_facts(*, by: User) -> Counter[Outcome]:
    """Load every work that ships with the project; the same again changes nothing.

    Raises:
        Unreadable: an entry of the facts is wrong; nothing is loaded then.
    """
    return put_facts(list(registry.works()), by=by)


def import_works(
    drafts: Iterable[Draft | Unreadable], *, by: User, update: bool = False, dry_run: bool = False
) -> Report:
    """Keep the works of a file, each by itself: what is refused keeps none of the others out.

    Args:
        drafts: in the order of the file, with what could not be read in its place.
        by: an editor, or the service.
        update: replace what is here already by what the file says; otherwise it is reported and left alone. Our
            annotation and subjects stay where the file has none.
        dry_run: say what would be done, and do nothing.

    Raises:
        NotPermitted: the person may not publish records.
    """
    record_rules.check_may_draft(by)
    report = Report()
    with transaction.atomic():
        for draft in drafts:
            if isinstance(draft, Unreadable):
                report.faults.append(draft)
                continue
            try:
                _import(draft, report, by=by, update=update)
            except Unreadable as fault:
                report.faults.append(fault)
        if dry_run:
            transaction.set_rollback(True)
        else:
            note("work.import", None, by=by, report=str(report))
    return report


def complete(work: Work, sketch: Sketch) -> dict[str, str]:
    """Work out of what was typed of a work what follows from it; gives what cannot be, by field."""
    wrong = {}
    try:
        work.doi = checked_doi(work.doi)
    except Unreadable:
        wrong["doi"] = _("This is no DOI. Write it as 10.1007/s10611-012-9377-y, or leave it out.")
    try:
        check_isbn(work.isbn)
    except Unreadable:
        wrong["isbn"] = _("This is no ISBN: its last figure does not fit. Correct it, or leave it out.")
    if any(not (name.get("family") or name.get("literal")) for name in (*work.authors, *work.editors)):
        wrong["form"] = _("An author or editor has a family name, or is a body with a name.")
    work.year = Period.parse(work.issued).earliest.year if work.issued else None
    title = next((words.title for words in sketch.texts.values() if words.title), "")
    work.fingerprint = fingerprint(title, work.year)
    sketch.name = sketch.name or name_of(work.doi, work.fingerprint)
    return wrong


def _import(draft: Draft, report: Report, *, by: User, update: bool) -> None:
    here = same_work(draft.fields["doi"], draft.fields["fingerprint"])
    card = draft.card
    if here is not None:
        if not update or here.pk != identity(Work.kind, card.name) or here.record.state == State.WITHDRAWN:
            report.duplicates.append(Duplicate(draft.where, card.texts[0].title, here.address))
            return
        card = _with_ours(card, here)
    try:
        with transaction.atomic():
            outcome = put(Work(**draft.fields), card, by=by)
    except ValidationError as wrong:
        raise Unreadable(" ".join(wrong.messages), where=draft.where) from wrong
    match outcome:
        case Outcome.CREATED:
            report.created += 1
        case Outcome.CHANGED:
            report.changed += 1
        case _:
            report.unchanged += 1


def _with_ours(card: Card, here: Work) -> Card:
    """The card of a file with our annotation, subjects and sources, where it has none of its own."""
    known = {text.language: text.summary for text in here.record.texts.all()}
    texts = tuple(text if text.summary else replace(text, summary=known.get(text.language, "")) for text in card.texts)
    said = {topic.partition(":")[0] for topic in card.topics}
    kept = [str(topic) for topic in here.record.topics.all() if topic.scheme in OURS and topic.scheme not in said]
    names = ("title", "url", "publisher", "licence", "licence_url", "retrieved_on", "locator")
    sources = tuple(
        CardSource(**{name: getattr(source, name) for name in names}) for source in here.record.sources.order_by("pk")
    )
    return replace(card, texts=texts, topics=(*card.topics, *kept), sources=sources or card.sources)
