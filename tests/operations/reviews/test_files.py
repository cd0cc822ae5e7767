"""Files that answer a question of a review: seen by each side as the answers are, by everybody only after consent."""

import copy
import datetime as dt
import uuid

import pytest

from comity.base.files import actions as files
from comity.base.files.models import File
from comity.base.people.actions import ensure_service, forget_person
from comity.base.people.models import Membership, User
from comity.engines.questionnaires import actions as questionnaires
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Matter, Step
from comity.operations.reviews.queries import published
from tests.base.files.samples import pdf

from . import ministries
from .ministries import World


pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path, monkeypatch):
    """A review in which the State under review has answered with a file."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.FILES_SCANNER = settings.FILES_STORE = ""
    document = copy.deepcopy(ministries.DEFINITION)
    asked = {"code": "q3", "kind": "file", "text": {"en": "The decision."}}
    document["sections"][0]["questions"].append(asked)
    monkeypatch.setattr(ministries, "DEFINITION", document)
    made = World().begin()
    made.to(Step.SELF_ASSESSMENT)
    response = made.review.assessments.get().response
    for name in ("Secret decision.pdf", "Left out.pdf"):
        kept = questionnaires.enclose(response, "q3", files.lay([pdf()], name), by=made.people["IT"].expert)
    made.left_out = kept.answer.value[1]
    questionnaires.take_out(response, "q3", made.left_out, by=made.people["IT"].expert)
    made.file = kept.answer.value[0]
    files.process_due(by=ensure_service())
    assert {one.state for one in File.objects.all()} == {"released"}
    return made


def readers(client, world, key):
    """Who of all who may be concerned gets the bytes of a file."""
    everybody = {f"{who}-{code}": getattr(them, who) for code, them in world.people.items() for who in vars(them)}
    everybody |= {"host": world.host, "editor": world.editor}
    found = set()
    for name, person in everybody.items():
        client.force_login(person)
        answer = client.get(f"/en/files/{key}/")
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
            found.add(name)
    client.logout()
    if client.get(f"/en/files/{key}/").status_code == 200:
        found.add("visitor")
    return found


OWN = {"point-IT", "expert-IT", "observer-IT"}


def test_each_side_reads_a_file_when_it_reads_the_answer(world, client):
    """Observers see what was handed in; of the State under review, who writes sees what is written."""
    writing = readers(client, world, world.file)
    assert writing == {"point-IT", "expert-IT"}
    world.to(Step.FEEDBACK)
    sides = {"point-AT", "expert-AT", "observer-AT", "point-BR", "expert-BR", "observer-BR"}
    assert readers(client, world, world.file) == OWN | sides | {"host"}
    assert readers(client, world, str(uuid.uuid4())) == set()


def test_reviewing_states_find_the_file_beside_the_answer(world, client):
    world.to(Step.FEEDBACK)
    client.force_login(world.people["AT"].expert)
    page = client.get(f"/en/reviews/{world.key}/answers/").content.decode()
    assert f'href="/en/files/{world.file}/"' in page
    assert "Secret decision.pdf" in page
    assert "Left out.pdf" not in page


def test_a_file_that_was_taken_out_is_read_by_nobody_of_another_side(world, client):
    assert readers(client, world, world.left_out) == {"point-IT", "expert-IT"}
    for step in (Step.FEEDBACK, Step.PUBLISHED):
        world.to(step)
        assert readers(client, world, world.left_out) <= {"point-IT", "expert-IT"}


def test_everybody_reads_it_once_it_is_published_and_no_longer_when_consent_is_taken_back(world, client):
    world.to(Step.PUBLICATION)
    assert "visitor" not in readers(client, world, world.file)
    world.to(Step.PUBLISHED)
    everybody = readers(client, world, world.file)
    assert {"visitor", "point-CH", "editor"} <= everybody
    address = f"/en/published_reviews/{published.key_of(world.review)}/answers/1/"
    page = client.get(address).content.decode()
    digest = File.objects.get(pk=world.file).digest
    assert f"/files/{world.file}/" in page
    assert digest in page
    assert "Secret decision.pdf" in page
    assert "Left out" not in page
    actions.reconsider(world.review, Matter.ANSWERS, is_public=False, by=world.people["IT"].point)
    left = readers(client, world, world.file)
    assert "visitor" not in left
    assert "point-CH" not in left
    assert "editor" not in left


def test_who_reads_a_published_file_does_not_learn_who_sent_it(world, client):
    world.to(Step.PUBLISHED)
    client.force_login(world.people["CH"].point)
    assert client.get(f"/en/files/{world.file}/state/").status_code == 404


def test_a_file_outlives_who_sent_it_and_is_read_by_the_same(world, client):
    """Who is forgotten is named nowhere; what they sent is their State's answer, and stays it."""
    world.to(Step.FEEDBACK)
    before = readers(client, world, world.file)
    digest = File.objects.get(pk=world.file).digest
    response = world.review.assessments.get().response
    address = f"/en/questionnaires/_responses/{response.pk}/questions/q3/"
    client.force_login(world.people["IT"].point)
    assert "expert-IT" in client.get(address).content.decode(), "a colleague sees who sent it"
    gone = world.people["IT"].expert
    Membership.objects.filter(user=gone).update(begins_on=dt.date(2019, 1, 1), ends_on=dt.date(2020, 1, 1))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    forget_person(gone, by=world.host)
    kept = File.objects.get(pk=world.file)
    assert (kept.digest, kept.sent_by_id) == (digest, gone.pk)
    assert readers(client, world, world.file) == before - {"expert-IT"}
    client.force_login(world.people["IT"].point)
    page = client.get(address)
    assert page.status_code == 200
    assert "Secret decision.pdf" in page.content.decode()
    assert "expert-IT" not in page.content.decode()
