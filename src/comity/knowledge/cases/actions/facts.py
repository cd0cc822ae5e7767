"""The cases that ship with the project: facts and links, without a sentence of their publisher."""

import datetime as dt

from django.db import transaction

from comity.base.audit.actions import note
from comity.base.audit.models import Event
from comity.base.people.models import User
from comity.engines.records.actions import follow_list, taken_over
from comity.engines.records.enums import Outcome
from comity.engines.records.shapes import Card, CardSource, CardText, identity
from comity.kernel.errors import Unreadable
from comity.knowledge.cases import registry
from comity.knowledge.cases.actions.keeping import follow_places, keep
from comity.knowledge.cases.models import Case, CaseTerm
from comity.knowledge.cases.shapes import NewCase


LOADED = "case.load_facts"


@transaction.atomic
def load_facts(*, by: User) -> dict[str, int]:
    """Load every case that ships with the project; the same again changes nothing, and does nothing.

    Whatever the file, cases are counted by the legal systems that their States are told to have by now.

    Returns:
        How many cases were created and changed.

    Raises:
        Unreadable: a file of facts names something that is not known.
    """
    fingerprint = registry.fingerprint()
    before = Event.objects.filter(verb=LOADED).order_by("-pk").first()
    if before is not None and before.details.get("fingerprint") == fingerprint:
        # Those that were typed or came in packs are of States too.
        return {"created": 0, "changed": follow_places(by=by)}
    follow_places(by=by)
    found = read()
    names = [new.card.name for new in found]
    left = taken_over([identity(Case.kind, name) for name in names], by=by)
    outcomes = keep([new for new in found if identity(Case.kind, new.card.name) not in left], by=by)
    follow_list(Case.kind, names, by=by)
    done = {"created": outcomes.count(Outcome.CREATED), "changed": outcomes.count(Outcome.CHANGED)}
    note(LOADED, None, by=by, fingerprint=fingerprint, done=done)
    return done


def read() -> list[NewCase]:
    """The cases of our own files.

    Raises:
        Unreadable: a row names a source that is not there.
    """
    sources = {row["key"]: row for _where, row in registry.rows(registry.SOURCES)}
    return [_case(row, where, sources) for where, row in registry.rows(registry.CASES)]


def _case(row: dict[str, str], where: str, sources: dict[str, dict[str, str]]) -> NewCase:
    source = sources.get(row["source"])
    if source is None:
        raise Unreadable(f"“{row['source']}” is none of the sources. Add it to {registry.SOURCES}.", where=where)
    told = CardSource(
        f"{source['title']}, {row['filed_as']}",
        url=f"{source['address']}{row['path']}",
        publisher=source["publisher"],
        licence=source["licence"],
        licence_url=source["licence_url"],
        retrieved_on=dt.date.fromisoformat(source["retrieved_on"]),
        locator=source["via"],
    )
    crimes = [f"crime-types:{code}" for code in row["crime_types"].split()]
    keywords = [f"tip-keywords:{code}" for code in row["keywords"].split()]
    # The day, the number and the citation stand where the title itself gives them.
    fields = {
        "filed_as": row["filed_as"],
        "decided": row["decided"] or row["year"],
        "number": row["number"],
        "citation": row["citation"],
        "court": row["court"],
        "court_level": row["level"],
    }
    if row["level"] == "international":
        # The courts of regional organisations, which decide on human rights between persons and States.
        fields |= {"legal_system": "international-law", "proceedings": "human-rights"}
    return NewCase(
        Card(row["identifier"], row["place"] or None, (CardText("en", row["title"]),), (told,)),
        fields,
        {"terms": [CaseTerm(term=term) for term in (*crimes, *keywords)]},
        where,
    )
