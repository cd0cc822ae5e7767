"""What is withdrawn says so, since when and why, wherever one comes to it."""

import re

import pytest
from django.utils import timezone

from comity.engines.records import actions, queries
from comity.engines.records.enums import Relation
from comity.engines.records.models import Record

from .test_records import address, card, detail_model, example  # noqa: F401 -- a fixture is used by its name


pytestmark = pytest.mark.django_db
REASON = "It named a witness."


@pytest.fixture
def pair(detail_model, service):  # noqa: F811
    """A record that cites another, and the other, which is withdrawn."""
    for number, title in ((1, "What cites"), (2, "What is cited")):
        actions.put(example(detail_model, number), card(number, title=title), by=service)
    citing, cited = (Record.objects.get(texts__title=title) for title in ("What cites", "What is cited"))
    actions.link(citing, Relation.CITES, cited, by=service)
    actions.withdraw(cited, by=service, reason=REASON)
    cited.refresh_from_db()
    return citing, cited


def test_the_page_says_since_when_and_why(pair, client):
    _citing, cited = pair
    page = client.get(address(cited))
    assert page.status_code == 410
    text = page.content.decode()
    # The day stands apart, so that it is not turned round inside Arabic.
    day = f'<bdi class="date" dir="ltr">{timezone.now().date().isoformat()}</bdi>'
    assert f"Withdrawn since {day}." in text
    assert REASON in text
    assert "What is cited" not in text


def test_programs_are_told_since_when_and_why(pair, client):
    _citing, cited = pair
    told = client.get(f"/api/v1/records/{cited.kind}/{cited.pk}")
    assert told.status_code == 410
    assert timezone.now().date().isoformat() in told.json()["message"]
    assert REASON in told.json()["message"]


def test_its_history_is_for_staff_only(pair, client, person_with):
    _citing, cited = pair
    for role, sees in (("contributor", False), ("editor", True)):
        client.force_login(person_with(role))
        page = client.get(address(cited))
        assert page.status_code == 410
        assert ("What is cited" in page.content.decode()) == sees


def test_its_history_calls_each_field_what_people_call_it(pair, client, person_with):
    client.force_login(person_with("editor"))
    page = client.get(address(pair[1])).content.decode()
    names = re.findall(r"<dt>([^<]*)</dt>", page)
    assert names
    # Names of the machine are “court_level” and “title:fr”.
    assert not [name for name in names if "_" in name or re.search(r"\w:\w", name)]
    assert all(name[:1] == name[:1].upper() for name in names)


def test_a_program_is_told_the_same(pair, client):
    _citing, cited = pair
    withdrawal = queries.withdrawal_of(cited)
    assert withdrawal.reason == REASON
    assert queries.withdrawal_of(pair[0]) is None


def test_links_to_it_say_that_it_is_withdrawn(pair, client, django_assert_num_queries):
    citing, cited = pair
    with django_assert_num_queries(4):
        (link,) = queries.linked_to(citing, None, language="en")
    assert (link.text.title, link.is_withdrawn, link.comes_in) == ("What is cited", True, False)
    assert client.get(f"/en{link.address}").status_code == 410
    (back,) = queries.linked_to(cited, None, language="en")
    assert (back.text.title, back.is_withdrawn, back.comes_in) == ("What cites", False, True)
    page = client.get(address(citing)).content.decode()
    # A page of its own may show no links; one that shows this says so.
    assert "What is cited" not in page or "Withdrawn" in page


def test_links_to_drafts_are_not_shown_to_visitors(detail_model, person_with):  # noqa: F811
    editor = person_with("editor")
    actions.put(example(detail_model, 1), card(1, title="Public"), by=editor)
    public = Record.objects.get()
    draft = actions.draft(example(detail_model, 2), card(2, title="Secret"), by=editor)
    actions.link(public, Relation.CITES, draft, by=editor)
    assert queries.linked_to(public, None, language="en") == []
    assert [link.text.title for link in queries.linked_to(public, editor, language="en")] == ["Secret"]
