# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""How long it takes to ask kept searches about one new record: the first of a process, others, and about a whole law.

The searches are words of real texts of the data packs, phrases, prefixes, fields and terms of the vocabularies, in six
languages, without packs the words of our own vocabularies; half of them are narrowed to a State, a kind or a crime.
"""

import argparse
import itertools
import random
import statistics
import tempfile
import time
from pathlib import Path

from bench.search_speed import (
    CRIMES,
    LANGUAGES,
    PLACES,
    Invented,
    installation,
    machine,
    pieces_of,
    pieces_of_vocabularies,
    queries_of,
)


PROVISIONS = 500


def keep(pieces, number):
    """That many different searches, each followed by somebody who has confirmed."""
    from django.db import transaction
    from django.utils import timezone

    from comity.base.notices.enums import Channel
    from comity.base.notices.models import Destination
    from comity.engines.search.actions.subscribing import _kept
    from comity.engines.search.enums import Facet, Frequency
    from comity.engines.search.forms import Search
    from comity.engines.search.models import Subscription
    from comity.engines.search.shapes import Wish

    now, made = timezone.now(), []
    began = time.perf_counter()
    typed = itertools.cycle(LANGUAGES)
    with transaction.atomic():
        while len(made) < number:
            language = next(typed)
            for text in queries_of(language, pieces):
                narrowed = (
                    {},
                    {Facet.PLACE: (random.choice(PLACES),)},
                    {},
                    {Facet.KIND: ("law",), Facet.CRIME_TYPE: (random.choice(CRIMES),)},
                )[len(made) % 4]
                asked = Search(text=f"{text} {random.choice(('', 'law', '2024'))}".strip(), filters=narrowed)
                wish = Wish(
                    text=asked.text,
                    filters=asked.filters,
                    across=True,
                    parameters=asked.parameters,
                    title=text,
                    language=language,
                    channel=Channel.EMAIL,
                    address="",
                    frequency=Frequency.AT_ONCE,
                    root="https://comity.example",
                    form="",
                )
                search = _kept(wish)
                box = Destination.objects.create(channel=Channel.EMAIL, address=f"{len(made)}@reader.example")
                made.append(
                    Subscription(
                        search=search,
                        destination=box,
                        frequency=wish.frequency,
                        language=language,
                        title=text,
                        root=wish.root,
                        form=str(len(made)),
                        confirmed_at=now,
                    )
                )
                if len(made) == number:
                    break
        Subscription.objects.bulk_create(made, batch_size=500)
    return time.perf_counter() - began


def asked_about(documents_of, keys):
    """How long the matching of some new records takes, and how many answers there are."""
    from comity.engines.search.actions import alerting
    from comity.engines.search.models import Subscription

    first = Subscription.objects.order_by("confirmed_at").first().confirmed_at
    alerting.documents_of = documents_of
    began, worked = time.perf_counter(), time.process_time()
    found = alerting.matching(keys, first)
    return time.perf_counter() - began, time.process_time() - worked, len(found)


def told(what, measured, unit="answers"):
    """One line: what was asked, how long it took by the clock and of the processor, and how many were to be told."""
    clock, used, answers = measured
    print(f"  {what:60} {clock * 1000:6.0f} ms, processor {used * 1000:6.0f} ms, {answers:6.0f} {unit}")


def published(pieces, number):
    """New records, as an importer publishes them, with a text of a page each."""
    from comity.base.people.actions import ensure_service
    from comity.engines.records import actions
    from comity.engines.records.models import Record
    from comity.engines.records.shapes import Card, CardText
    from comity.knowledge.strategies.models import Strategy

    by = ensure_service()
    for one in range(number):
        language = LANGUAGES[one % len(LANGUAGES)]
        body = random.choice(pieces[language])
        text = CardText(language, f"{body[:80]} {one}", summary=body)
        topics = (f"crime-types:{random.choice(CRIMES)}",)
        actions.put(Strategy(), Card(f"bench-{one}", random.choice(PLACES), (text,), topics=topics), by=by)
    return list(Record.objects.values_list("pk", flat=True))


def main(arguments=None):
    """Keep searches, publish, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench alerts", description=__doc__)
    parser.add_argument("--searches", type=int, default=10_000, help="how many kept searches (default: %(default)s)")
    parser.add_argument("--records", type=int, default=30, help="how many new records (default: %(default)s)")
    given = parser.parse_args(arguments)
    random.seed(11)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        installation(folder)
        from django.conf import settings

        from comity.base.places.models import Place
        from comity.base.terms import index as terms
        from comity.engines.search.actions import lay_out
        from comity.engines.search.models import SavedSearch
        from comity.engines.search.registry import documents_of

        for code in PLACES:
            Place.objects.get_or_create(code=code, defaults={"kind": "state"})
        terms.forget()
        packs = next((pack for pack in settings.PACKS if pack.is_dir()), Path(__file__).parents[2] / "shared" / "data")
        pieces = {language: pieces_of(language, packs) or pieces_of_vocabularies(language) for language in LANGUAGES}
        took = keep(pieces, given.searches)
        different = SavedSearch.objects.count()
        print(f"{machine()}; {given.searches:,} people follow {different:,} searches, kept in {took:.0f} s")
        keys = published(pieces, given.records)
        began, worked = time.perf_counter(), time.process_time()
        laid_out = lay_out()
        took = time.perf_counter() - began, time.process_time() - worked, laid_out
        told("the searches are laid out, once in a process", took, "searches")
        times = [asked_about(documents_of, [key]) for key in keys]
        first, *others = times
        told("the first new record of a process", first)
        usual = [statistics.median(one[part] for one in others) for part in range(3)]
        told("one new record, usually", usual)
        told("one new record, at worst", max(others))
        told(f"{len(keys)} new records together", asked_about(documents_of, keys))

        def law(records):
            """A law with so many provisions of a page each."""
            from dataclasses import replace

            invented = Invented(pieces, PROVISIONS)
            for number in range(PROVISIONS):
                yield replace(invented.document(number, random.Random(number)), record=records[0])

        told(f"one new law of {PROVISIONS} provisions, in words not met before", asked_about(law, keys[:1]))
        told(f"one new law of {PROVISIONS} provisions, again", asked_about(law, keys[:1]))


if __name__ == "__main__":
    main()
