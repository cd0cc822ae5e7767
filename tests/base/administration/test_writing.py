"""What staff write for the home page and of the installation."""

import pytest
from django.urls import reverse

from comity.base.administration import actions, queries
from comity.base.administration.enums import HomePart, Spot
from comity.base.administration.models import Wording
from comity.kernel.errors import NotPermitted, Overtaken


def written(by, spot=Spot.IDENTITY, rest=None, **words):
    return actions.write(spot, {"en": words}, rest or {}, by=by)


def test_name_and_contact_stand_on_every_page_and_can_be_taken_back(editor, client):
    first = written(editor, name="Ministry of Justice", contact="Room 12", rest={"email": "help@example.test"})
    shown = client.get("/fr/about/")
    identity = shown.context["shell"].identity
    assert (identity.name, identity.contact, identity.email) == ("Ministry of Justice", "Room 12", "help@example.test")
    assert "mailto:help@example.test" in shown.content.decode()
    # The same once more is nothing new; another is one more, and the first stays.
    assert written(editor, name="Ministry of Justice", contact="Room 12", rest={"email": "help@example.test"}) == first
    second = written(editor)
    assert (second.number, Wording.objects.filter(replaced_at=None).get()) == (2, second)
    assert client.get("/en/about/").context["shell"].identity.name == ""
    client.force_login(editor)
    form = client.get(reverse("administration:identity"), {"from": "1"}).context["form"]
    assert (form["name_en"].value(), form["email"].value(), form["seen"].value()) == (
        "Ministry of Justice", "help@example.test", 2,
    )  # fmt: skip
    assert client.get(reverse("administration:identity"), {"from": "9"}).status_code == 404


def test_a_stranger_may_not_write_and_two_do_not_overwrite_each_other(editor, person_with):
    for role in ("contributor", "secretariat"):
        with pytest.raises(NotPermitted):
            written(person_with(role), name="Mine")
    written(editor, name="One")
    with pytest.raises(Overtaken):
        actions.write(Spot.IDENTITY, {"en": {"name": "Two"}}, {}, expected=0, by=editor)


def test_the_form_keeps_what_is_right_and_says_what_is_not(editor, client):
    client.force_login(editor)
    page = reverse("administration:identity")
    sent = {"seen": 0, "name_en": "Office", "email": "nobody"}
    assert client.post(page, sent).status_code == 422
    assert client.post(page, sent | {"email": ""}).status_code == 302
    assert client.post(page, sent | {"email": "", "name_en": "Other"}).status_code == 409
    assert queries.words(Spot.IDENTITY, "en") == {"name": "Office"}


def home(client, language="en"):
    return client.get(f"/{language}/").context


def test_the_home_page_says_what_staff_wrote_in_markdown_that_can_do_nothing(editor, client):
    client.force_login(editor)
    page, places = reverse("home-edit"), {f"place_{one}": n for n, one in enumerate(HomePart.values, 1)}
    sent = {
        "seen": 0,
        "headline_ar": "مرحبا",
        "welcome_en": "**Welcome** <script>alert(1)</script> [x](javascript:alert(1)) [y](https://a.example)",
        **places,
        "place_held": "",
        "place_instruments": 1,
        "place_between": 9,
    }
    first = client.post(page, sent | {"do": "look"})
    assert "<strong>Welcome</strong>" in first.context["preview"]["welcome"]
    assert not Wording.objects.exists()
    assert client.post(page, sent | {"do": "save"}).status_code == 302
    shown = home(client)
    assert shown["welcome"].count("<") == shown["welcome"].count(">") == 6
    assert '<a href="https://a.example">' in shown["welcome"]
    assert 'href="javascript' not in shown["welcome"]
    assert shown["order"] == ["instruments", "topics", "highlights", "between"]
    assert 'aria-labelledby="held"' not in client.get("/en/").content.decode()
    assert "مرحبا" in client.get("/ar/").content.decode()
    assert "مرحبا" not in client.get("/en/").content.decode()
    # Everything left out stays left out, and everything back is the project's own again.
    form = client.get(page).context["form"]
    assert (form["place_instruments"].value(), form["place_held"].value()) == (1, None)
    client.post(page, {"seen": 1, "do": "save"})
    assert home(client)["order"] == ["none"]
    client.post(page, {"seen": 2, "do": "save", **places})
    assert home(client)["order"] == HomePart.values
    assert home(client)["welcome"] == ""
