"""Invitations: sent, grown old, renewed, withdrawn, taken up, guessed at."""

import pytest
from django.test import Client

from comity.base.audit.models import Event
from comity.base.people import actions
from comity.base.people.crypto import token_hash
from comity.base.people.models import Invitation, InvitationLink, Membership, User
from comity.kernel.errors import NotNow, NotPermitted, Refused

from .conftest import ROOT


def link_in(letter):
    return next(word for word in letter.body.split() if "/invitations/" in word).removeprefix(ROOT)


@pytest.fixture
def invite(boss, office, letters, django_capture_on_commit_callbacks):
    """Invite somebody; the invitation and the path in the letter."""

    def invite(email="ada@example.test", role="contributor", by=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            made, link = actions.invite(email, organisation=office, role=role, root=ROOT, by=by or boss, **more)
        assert link == "", "who invites does not see the link where there is mail"
        return made, link_in(letters[-1])

    return invite


WELCOME = {"do": "take_up", "given_name": "Ada", "family_name": "Rossi", "language": "fr"}


def test_the_link_stands_in_the_letter_and_nowhere_else(invite, letters):
    _made, path = invite()
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert InvitationLink.objects.get().pk == token_hash(token)
    assert token not in str(list(Invitation.objects.values())) + str(list(Event.objects.values()))
    assert letters[0].to == ["ada@example.test"]
    assert "contributor" not in letters[0].body.lower(), "a letter names no role"


def test_taking_it_up_makes_an_account_that_can_do_nothing_yet(client, invite, office):
    _made, path = invite()
    page = client.get(path).content.decode()
    assert "Central Authority" in page
    assert "ada@example.test" not in page
    answer = client.post(path, WELCOME)
    assert answer["Location"] == "/en/account/setup/"
    ada = User.objects.get(email="ada@example.test")
    assert (ada.get_full_name(), ada.language) == ("Ada Rossi", "fr")
    assert ada.role_names == frozenset()
    assert not ada.has_usable_password()
    # Whoever went away before choosing how to sign in comes back by the same link.
    assert Client().post(path, WELCOME)["Location"] == "/en/account/setup/"
    assert User.objects.filter(email="ada@example.test").count() == 1


def test_the_role_is_held_once_there_is_a_way_to_sign_in(client, invite, office, with_app):
    _made, path = invite()
    client.post(path, WELCOME)
    ada = User.objects.get(email="ada@example.test")
    actions.change_password(ada, "four cranes under snow", by=ada)
    with_app(ada)
    assert actions.complete(ada, by=ada) == 1
    assert ada.role_names == {"contributor"}
    assert actions.complete(ada, by=ada) == 0
    page = Client().get(path).content.decode()
    assert "has been taken up" in page
    verbs = ["people.invite", "people.take_up", "people.complete_invitation"]
    trail = Event.objects.filter(subject="people.Invitation").order_by("pk")
    assert list(trail.values_list("verb", flat=True)) == verbs


def test_an_old_link_is_renewed_with_one_click(client, invite, letters, long_ago, django_capture_on_commit_callbacks):
    made, path = invite()
    long_ago(made.links.get(), 15)
    page = client.get(path).content.decode()
    assert "Send me a new link" in page
    assert "Family name" not in page
    assert client.post(path, WELCOME).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"do": "renew"})
    assert len(letters) == 2
    assert letters[1].to == ["ada@example.test"]
    fresh = link_in(letters[1])
    assert fresh != path
    assert "Family name" in client.get(fresh).content.decode()
    # The old one says where the new one is, and sends no second within minutes.
    assert "newer link was sent" in client.get(path).content.decode()
    assert client.post(path, {"do": "renew"}).status_code == 422
    assert len(letters) == 2


def test_a_fresh_link_holds_for_fourteen_days(client, invite, long_ago):
    made, path = invite()
    long_ago(made.links.get(), 13.9)
    assert "Family name" in client.get(path).content.decode()


def test_what_was_withdrawn_says_so(client, invite, boss):
    made, path = invite()
    actions.withdraw_invitation(made, by=boss)
    assert "was withdrawn" in client.get(path).content.decode()
    assert client.post(path, WELCOME).status_code == 422
    assert client.post(path, {"do": "renew"}).status_code == 422
    with pytest.raises(NotNow):
        actions.withdraw_invitation(made, by=boss)


def test_an_account_that_is_there_is_not_opened_by_a_link(client, invite, member, with_app, as_person):
    ada = member("observer", name="ada")
    with_app(ada)
    _made, path = invite()
    assert "Sign in to it" in client.get(path).content.decode()
    assert client.post(path, WELCOME).status_code == 422
    assert "_auth_user_id" not in client.session
    as_person(ada)
    assert client.post(path, WELCOME)["Location"] == "/en/account/"
    assert Membership.objects.active().filter(user=ada, role="contributor").exists()


def test_who_is_signed_in_to_another_account_does_not_take_it_up(client, invite, member, as_person):
    _made, path = invite()
    as_person(member("observer", name="eve"))
    assert client.post(path, WELCOME).status_code == 422
    assert not User.objects.filter(email="ada@example.test").exists()


def test_what_was_never_sent_is_not_there(client, invite):
    made, path = invite()
    for guess in ("guess", str(made.pk), path.rstrip("/").rsplit("/", 1)[1][:-1], token_hash("guess")):
        assert client.get(f"/en/account/invitations/{guess}/").status_code == 404
        assert client.post(f"/en/account/invitations/{guess}/", WELCOME).status_code == 404
    kept = made.links.get().pk
    assert client.get(f"/en/account/invitations/{kept}/").status_code == 404, "what is kept is not what opens"


def test_who_may_invite_whom(invite, boss, member, office, place):
    from comity.base.people.models import Organisation

    other = Organisation.objects.create(name="Other", place=place)
    for by in (member("contributor"), member("editor"), member("administrator", other)):
        with pytest.raises(NotPermitted):
            invite(by=by)
    for role in ("editor", "secretariat"):
        with pytest.raises(NotPermitted):
            invite(role=role)
    with pytest.raises(Refused, match="no such role"):
        invite(role="service")
    registry = member("secretariat")
    assert invite("eve@example.test", role="editor", by=registry)[0].role == "editor"
    with pytest.raises(Refused, match="already"):
        invite("EVE@example.test", role="editor", by=registry)


def test_without_a_mail_server_the_link_is_shown_once_to_who_invites(client, boss, office, as_person):
    as_person(boss)
    page = client.post(
        f"/en/account/organisations/{office.pk}/invite/",
        {"email": "ada@example.test", "role": "contributor", "language": "en"},
    ).content.decode()
    assert "/en/account/invitations/" in page
    assert "/en/account/invitations/" not in client.get(f"/en/account/organisations/{office.pk}/").content.decode()


def test_the_letter_is_in_the_language_that_was_chosen(invite, letters):
    invite(language="fr")
    assert "/fr/account/invitations/" in letters[-1].body


def test_subjects_are_kept_with_the_role(invite, with_app, client):
    from comity.base.terms.models import Concept, Scheme

    scheme = Scheme.objects.create(code="crime-types", titles={"en": "Crime types"})
    wanted = {"code": "corruption", "key": "crime-types:corruption", "position": 1, "since_version": 1}
    subject = Concept.objects.create(scheme=scheme, **wanted)
    _made, path = invite(role="focal_point", subjects=[subject])
    client.post(path, WELCOME)
    ada = User.objects.get(email="ada@example.test")
    with_app(ada)
    actions.complete(ada, by=ada)
    assert [grant.subjects for grant in ada.grants] == [frozenset({subject.pk})]


def test_what_was_withdrawn_meanwhile_is_not_taken_up(invite, boss):
    """Two pages stood open: what one did, the other must see, or a role is given that was taken back."""
    made, _path = invite()
    stale = Invitation.objects.get(pk=made.pk)
    actions.withdraw_invitation(made, by=boss)
    with pytest.raises(NotNow):
        actions.take_up(stale, given_name="Ada", family_name="Rossi", language="en", by=None)
    assert not User.objects.filter(email="ada@example.test").exists()


def test_what_was_taken_up_meanwhile_is_neither_withdrawn_nor_taken_up_twice(invite, boss, with_app):
    made, _path = invite()
    stale = [Invitation.objects.get(pk=made.pk) for _ in range(2)]
    ada = actions.take_up(made, given_name="Ada", family_name="Rossi", language="en", by=None)
    with_app(ada)
    assert actions.complete(ada, by=ada) == 1
    with pytest.raises(NotNow):
        actions.withdraw_invitation(stale[0], by=boss)
    with pytest.raises(NotNow):
        actions.take_up(stale[1], given_name="Eve", family_name="Rossi", language="en", by=ada)
    assert Membership.objects.filter(user=ada).count() == 1
    assert actions.complete(ada, by=ada) == 0
