"""Every database is written on screen by the one form that the engine makes of it."""

import json
import re

import pytest
from lxml import html

from comity.base.audit.models import Event
from comity.engines.records import actions
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.registry import outline_of

from .test_records import DETAILS, address, card, example


pytestmark = pytest.mark.django_db


@pytest.fixture(params=DETAILS, ids=lambda model: model.kind)
def detail_model(request):
    return request.param


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


def fields_of(response):
    """What the form of a page would send, were its button pressed."""
    page = html.fromstring(response.content.decode())
    form = page.get_element_by_id("edit")
    sent = {}
    for name in {one.name for one in form.inputs if one.name and one.name != "do"}:
        sent[name] = form.fields[name]
    return {name: list(value) if not isinstance(value, str | None) else value or "" for name, value in sent.items()}


def new(kind):
    return f"/en/records/{kind}/new/"


def edit(record):
    return f"/en/records/{record.pk}/edit/"


def typed(model, title="A new one"):
    """The least that the form of a kind needs."""
    needed = {}
    detail = example(model, 7)
    for name, column in outline_of(model).columns.items():
        if column.is_required:
            field = name.rsplit(":", 1)[-1]
            needed[f"f-{name}"] = (
                "en"
                if column.sort == "language"
                else column.choices[0][0]
                if column.choices
                else str(getattr(detail, field))
            )
    return needed | {
        "f-title:en": title,
        "n-sources": "1",
        "r-sources-0-title": "A gazette",
        "r-sources-0-retrieved_on": "24 September 2003",
    }


def stored(model, by, number=1, publish=True):
    record = actions.draft(example(model, number), card(number), by=by)
    if publish:
        actions.publish(record, by=by)
    record.refresh_from_db()
    return record


def test_the_form_opens_and_keeps_nothing(detail_model, editor, client):
    events = Event.objects.count()
    page = client.get(new(detail_model.kind))
    assert page.status_code == 200
    assert "Titles and summaries" in page.content.decode()
    assert Event.objects.count() == events


def test_what_is_typed_becomes_a_record(detail_model, editor, client):
    answer = client.post(new(detail_model.kind), typed(detail_model) | {"do": "publish"})
    assert answer.status_code == 302, re.findall(r"error-summary.*?</div>", answer.content.decode(), re.DOTALL)
    record = Record.objects.get(kind=detail_model.kind)
    assert record.state == State.PUBLISHED
    assert answer["Location"] == f"/en{getattr(record, record.kind).address}"
    assert [text.title for text in record.texts.all()] == ["A new one"]
    assert str(record.sources.get().retrieved_on) == "2003-09-24"
    assert client.get(answer["Location"]).status_code == 200
    verbs = list(Event.objects.filter(record_id=record.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["record.draft", "record.publish"]


def test_nothing_is_kept_of_what_is_wrong_and_nothing_typed_is_lost(detail_model, editor, client):
    sent = typed(detail_model, title="") | {"f-summary:fr": "Un résumé", "do": "publish"}
    sent["r-sources-0-retrieved_on"] = "03/04/2003"
    answer = client.post(new(detail_model.kind), sent)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "A record needs a title in at least one language." in words
    assert "may be 2003-04-03 or 2003-03-04" in words
    again = fields_of(answer)
    assert again["f-summary:fr"].strip() == "Un résumé"
    assert again["r-sources-0-retrieved_on"] == "03/04/2003"
    assert again["r-sources-0-title"] == "A gazette"
    assert Record.objects.count() == 0


def test_a_source_is_needed(detail_model, editor, client):
    sent = typed(detail_model) | {"n-sources": "0", "do": "save"}
    answer = client.post(new(detail_model.kind), sent)
    assert answer.status_code == 422
    assert "Add at least one of these: Sources." in answer.content.decode()


def test_the_preview_is_the_very_page_and_keeps_nothing(detail_model, editor, client):
    record = stored(detail_model, editor)
    before = actions.snapshot(record, getattr(record, record.kind))
    events = Event.objects.count()
    sent = fields_of(client.get(edit(record))) | {"f-title:en": "Something better", "do": "preview"}
    answer = client.post(edit(record), sent)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "nothing is kept yet" in words
    assert "Something better" in words
    assert "What would change" in words
    assert html.fromstring(words).xpath("//h1")
    record.refresh_from_db()
    assert actions.snapshot(record, getattr(record, record.kind)) == before
    assert Event.objects.count() == events
    assert record.revisions.count() == 1


def test_a_form_sent_back_as_it_came_changes_nothing_of_the_record(detail_model, editor, client):
    record = stored(detail_model, editor)
    before = actions.snapshot(record, getattr(record, record.kind))
    answer = client.post(edit(record), fields_of(client.get(edit(record))) | {"do": "save"})
    assert answer.status_code == 302
    record = Record.objects.get(pk=record.pk)
    after = actions.snapshot(record, getattr(record, record.kind))
    for name in detail_model.derived:
        # The example leaves out what its module works out.
        before["detail"].pop(name), after["detail"].pop(name)
    assert after == before


def test_rows_come_and_go_without_script(detail_model, editor, client):
    sent = typed(detail_model) | {"do": "add:sources"}
    answer = client.post(new(detail_model.kind), sent)
    assert answer.status_code == 200
    again = fields_of(answer)
    assert again["n-sources"] == "2"
    again |= {"r-sources-1-title": "A second", "do": "remove:sources:0"}
    left = fields_of(client.post(new(detail_model.kind), again))
    assert (left["n-sources"], left["r-sources-0-title"]) == ("1", "A second")
    assert Record.objects.count() == 0


def test_the_second_of_two_is_shown_what_changed_and_loses_nothing(detail_model, editor, client, person_with):
    record = stored(detail_model, editor)
    opened = fields_of(client.get(edit(record)))
    first = opened | {
        "f-title:en": "By the first",
        "f-title:es": "Por el primero",
        "f-wording:es": "official",
        "do": "save",
    }
    assert client.post(edit(record), first).status_code == 302

    second = opened | {
        "f-title:en": "By the second",
        "f-title:fr": "Par le second",
        "f-wording:fr": "machine",
        "do": "save",
    }
    answer = client.post(edit(record), second)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Somebody else has changed this" in words
    assert "By the first" in words
    again = fields_of(answer)
    # Both changed the English title; only the first touched the Spanish one, only the second the French one.
    assert again["f-title:en"] == "By the second"
    assert again["f-title:es"] == "Por el primero"
    assert again["f-title:fr"] == "Par le second"
    assert client.post(edit(record), again | {"do": "save"}).status_code == 302
    titles = dict(record.texts.values_list("language", "title"))
    assert (titles["en"], titles["es"], titles["fr"]) == ("By the second", "Por el primero", "Par le second")
    assert record.revisions.count() == 3


def test_only_declared_fields_are_taken(detail_model, editor, client, person_with):
    stranger = person_with("contributor")
    record = stored(detail_model, editor, publish=False)
    sent = fields_of(client.get(edit(record))) | {
        "state": "published",
        "f-state": "published",
        "f-created_by": str(stranger.pk),
        "created_by": str(stranger.pk),
        "f-id": "00000000-0000-0000-0000-000000000000",
        "f-published_at": "2001-01-01",
        "f-confirmed_on": "2001-01-01",
        "f-fingerprint": "forged",
        "f-statement": "forged",
        "f-record": "00000000-0000-0000-0000-000000000000",
        "do": "save",
    }
    assert client.post(edit(record), sent).status_code == 302
    again = Record.objects.get(pk=record.pk)
    assert (again.state, again.created_by, again.published_at) == (State.DRAFT, editor, None)
    assert again.confirmed_on is None
    kept = json.dumps(getattr(again, again.kind).snapshot())
    assert "forged" not in kept


@pytest.mark.parametrize("path", ["edit", "history"])
def test_a_visitor_is_led_to_the_door(detail_model, editor, client, path):
    record = stored(detail_model, editor)
    client.logout()
    for address_ in (f"/en/records/{record.pk}/{path}/", new(detail_model.kind)):
        answer = client.get(address_)
        assert answer.status_code == 302
        assert "/account/sign-in/" in answer["Location"]
    page = client.get(address(record)).content.decode()
    assert "/edit/" not in page
    assert "record-tools" not in page


@pytest.mark.parametrize("step", ["submit", "publish", "confirm", "withdraw"])
def test_a_visitor_takes_no_step(detail_model, editor, client, step):
    record = stored(detail_model, editor)
    client.logout()
    answer = client.post(f"/en/records/{record.pk}/{step}/", {"reason": "x"})
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer["Location"]
    record.refresh_from_db()
    assert (record.state, record.confirmed_on) == (State.PUBLISHED, None)


def test_a_contributor_does_not_touch_what_is_public_nor_the_draft_of_another(
    detail_model, editor, client, person_with
):
    public, draft = stored(detail_model, editor, 1), stored(detail_model, editor, 2, publish=False)
    client.force_login(person_with("contributor"))
    for answer in (client.get(edit(public)), client.post(edit(public), {"do": "save"})):
        if detail_model.has_own_tables:
            assert answer.status_code == 403
        else:
            # What they would change, they propose.
            assert (answer.status_code, answer["Location"]) == (302, f"/en/contributions/change/{public.pk}/")
    assert client.get(edit(draft)).status_code == 404
    for step in ("publish", "withdraw"):
        assert client.post(f"/en/records/{public.pk}/{step}/", {"reason": "x"}).status_code == 403
        assert client.post(f"/en/records/{draft.pk}/{step}/", {"reason": "x"}).status_code == 404
    public.refresh_from_db()
    draft.refresh_from_db()
    assert (public.state, draft.state) == (State.PUBLISHED, State.DRAFT)


def test_a_form_needs_the_token_of_its_page(detail_model, editor):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(new(detail_model.kind), typed(detail_model) | {"do": "publish"}).status_code == 403
    assert Record.objects.count() == 0


def test_an_editor_withdraws_with_a_reason_publishes_again_and_confirms(detail_model, editor, client):
    record = stored(detail_model, editor)
    steps = f"/en/records/{record.pk}"
    assert client.post(f"{steps}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{steps}/withdraw/", {"reason": "A mistake"}).status_code == 302
    gone = client.get(address(record))
    assert gone.status_code == 410
    assert "A mistake" in gone.content.decode()
    assert f"{steps}/publish/" in gone.content.decode()
    assert client.post(f"{steps}/publish/").status_code == 302
    assert client.post(f"{steps}/confirm/").status_code == 302
    record.refresh_from_db()
    assert record.state == State.PUBLISHED
    assert record.confirmed_on is not None
    client.logout()
    assert record.confirmed_on.isoformat() in client.get(address(record)).content.decode()


def test_the_history_tells_what_each_revision_changed(detail_model, editor, client):
    record = stored(detail_model, editor)
    sent = fields_of(client.get(edit(record))) | {"f-title:en": "Something better", "do": "save"}
    client.post(edit(record), sent)
    words = client.get(f"/en/records/{record.pk}/history/").content.decode()
    assert "Something better" in words
    assert "title:en" in words
