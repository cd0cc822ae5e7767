"""The messages to those who follow a search, in their language; nothing in them that is not public."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.notices.enums import Channel
from comity.base.notices.models import Message
from comity.base.places import queries as places
from comity.engines.records.models import Record
from comity.engines.records.queries import best_text
from comity.engines.records.registry import detail_models, warning_of
from comity.engines.search.crypto import Purpose, token
from comity.engines.search.models import Subscription
from comity.kernel.languages import direction


CONFIRMATION: Final = "search.confirm"
ALERT: Final = "search.alert"
MANAGING: Final = "search.manage"
# So many records are named in a mail; the others are counted, and a link leads to them.
NAMED: Final = 20
SUBJECT: Final = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A new record as a message names it."""

    id: str
    kind: str
    kind_name: str
    title: str
    language: str
    direction: str
    place: str
    place_name: str
    address: str
    published_at: str
    warning: str


def links(subscription: Subscription) -> dict[str, str]:
    """The addresses that a message about a subscription may lead to."""
    begin = f"{subscription.root}/{subscription.language}/search/"
    parameters = subscription.search.parameters
    return {
        "search": f"{begin}?{parameters}" if parameters else begin,
        "confirm": f"{begin}alerts/confirm/{token(Purpose.CONFIRM, subscription.pk)}/",
        "end": f"{begin}alerts/end/{token(Purpose.END, subscription.pk)}/",
        "manage": f"{begin}alerts/{token(Purpose.MANAGE, subscription.destination_id)}/",
    }


def named(record: Record, subscription: Subscription) -> Named:
    """A record whose texts and detail are loaded, for who follows a search."""
    language = subscription.language
    text, detail = best_text(list(record.texts.all()), language=language), getattr(record, record.kind)
    spoken = text.language if text else language
    return Named(
        id=str(record.pk),
        kind=record.kind,
        kind_name=str(detail_models()[record.kind]._meta.verbose_name),
        title=_one_line(text.title) if text else str(record.pk),
        language=spoken,
        direction=direction(spoken),
        place=record.place_id or "",
        place_name=places.names(language).get(record.place_id or "", record.place_id or ""),
        address=f"{subscription.root}/{language}{detail.address}",
        published_at=record.published_at.isoformat() if record.published_at else "",
        warning=warning_of(record.kind, getattr(detail, "confirmed_on", None)),
    )


def confirmation(subscription: Subscription, *, once: str) -> Message:
    """The one message that is sent before anything is confirmed."""
    with translation.override(subscription.language):
        return _message(
            subscription,
            CONFIRMATION,
            once,
            subject=_("Confirm that you want to be told of new records"),
            template="confirm",
            data={"type": "search.confirm", "data": _told(subscription, "confirm")},
        )


def alert(subscription: Subscription, records: Sequence[Record], count: int, *, once: str, now: datetime) -> Message:
    """What is new for one subscription.

    Args:
        subscription: with its search and destination.
        records: those that are named, newest first.
        count: how many are new altogether.
        once: the name under which the message is queued.
        now: the moment.
    """
    with translation.override(subscription.language):
        found = [named(record, subscription) for record in records]
        subject = ngettext("%(count)d new record: %(search)s", "%(count)d new records: %(search)s", count)
        told = _told(subscription, "search", "end", "manage")
        listed = [{name: getattr(one, name) for name in Named.__slots__ if name != "direction"} for one in found]
        return _message(
            subscription,
            ALERT,
            once,
            subject=subject % {"count": count, "search": subscription.title},
            template="alert",
            records=found,
            count=count,
            more=count - len(found),
            data={
                "type": "search.new_records",
                "timestamp": now.isoformat(),
                "data": told | {"count": count, "records": listed},
            },
        )


def managing(subscription: Subscription, *, once: str) -> Message:
    """The link to everything that a mailbox gets."""
    with translation.override(subscription.language):
        return _message(
            subscription,
            MANAGING,
            once,
            subject=_("The searches that you follow"),
            template="manage",
            data={"type": "search.manage", "data": _told(subscription, "manage")},
        )


def _told(subscription: Subscription, *names: str) -> dict[str, Any]:
    known = links(subscription)
    return {"subscription": str(subscription.pk), "title": subscription.title} | {name: known[name] for name in names}


def _message(  # noqa: PLR0913 -- a message is made of these
    subscription: Subscription, purpose: str, once: str, *, subject: str, template: str, data: Any, **content: Any
) -> Message:
    made = Message(destination=subscription.destination, purpose=purpose, once=once)
    if subscription.destination.channel == Channel.WEBHOOK:
        made.text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return made
    context = {
        "subscription": subscription,
        "language": subscription.language,
        "direction": direction(subscription.language),
        **links(subscription),
        **content,
    }
    # What breaks the lines of a header breaks the message, and nobody may write headers into it.
    made.subject = _one_line(subject)[:SUBJECT]
    made.text = render_to_string(f"search/mail/{template}.txt", context)
    made.html = render_to_string(f"search/mail/{template}.html", context | {"subject": made.subject})
    if purpose == ALERT:
        # One click in the mail program, as RFC 2369 and RFC 8058 want it.
        made.headers = {
            "List-Unsubscribe": f"<{context['end']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return made


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
