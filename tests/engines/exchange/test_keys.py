"""Keys: who makes, holds, hands on and changes them, and the log in which they stand."""

import base64

import pytest

from comity.base.audit.crypto.notes import checkpoint_of
from comity.base.audit.crypto.trees import is_consistent, leaf_hash, root_of_inclusion
from comity.base.audit.models import Event
from comity.engines.exchange import actions, crypto, queries
from comity.engines.exchange.models import AuthorityKey, KeyLeaf, OwnKey, Wrap
from comity.engines.exchange.queries.departed import standing_of
from comity.kernel.errors import NotNow, NotPermitted, Refused

from .sealers import Secret


pytestmark = pytest.mark.django_db


def changed(office, before=None, by=None, wraps=None):
    secret = Secret()
    public = secret.published(f"organisation:{office.organisation.pk}", 2, before or office.secret)
    by = by or office.member
    actions.change_key(office.organisation, public, wraps or {by.pk: "wrapped again"}, by=by)
    return secret


def test_only_members_with_the_role_make_keys(employ, rome):
    for role in ("administrator", "editor", "contributor", "observer", "secretariat"):
        person = employ(rome.organisation, role)
        with pytest.raises(NotPermitted):
            actions.make_own_key(Secret().published(f"person:{person.pk}"), sealed="sealed", by=person)
        with pytest.raises(NotPermitted):
            actions.change_key(rome.organisation, Secret().published("organisation:1"), {}, by=person)


def test_a_key_says_whose_it_is_and_signs_itself(employ, rome):
    person = employ(rome.organisation)
    other = Secret().published(f"person:{rome.member.pk}")
    with pytest.raises(NotNow):
        actions.make_own_key(other, sealed="sealed", by=person)
    secret = Secret()
    public = secret.published(f"person:{person.pk}")
    unsigned = type(public)({**public.content, "recipient": str(Secret().age.to_public())}, public.itself)
    with pytest.raises(Refused, match="has not signed itself"):
        actions.make_own_key(unsigned, sealed="sealed", by=person)
    with pytest.raises(Refused, match="passphrase or a passkey"):
        actions.make_own_key(public, sealed="", by=person)
    assert OwnKey.objects.filter(person=person).count() == 0


def test_the_next_key_is_signed_by_the_one_before_and_only_a_holder_changes_it(rome, employ, keyed):
    public = Secret().published(f"organisation:{rome.organisation.pk}", 2, rome.secret)
    unsigned = type(public)(public.content, public.itself, "")
    with pytest.raises(Refused, match="has not signed the new one"):
        actions.change_key(rome.organisation, unsigned, {rome.member.pk: "w"}, by=rome.member)
    colleague = employ(rome.organisation)
    keyed(colleague)
    with pytest.raises(NotPermitted, match="holds the authority’s key"):
        changed(rome, by=colleague)
    changed(rome)
    several = AuthorityKey.objects.filter(organisation=rome.organisation).order_by("number")
    assert [(one.number, one.ended_at is None) for one in several] == [(1, False), (2, True)]
    with pytest.raises(NotNow):
        changed(rome)


def test_a_member_is_admitted_by_a_holder_and_reads_of_before_only_what_is_handed_on(rome, employ, keyed):
    second = changed(rome)
    colleague = employ(rome.organisation)
    keyed(colleague)
    stranger = employ(rome.organisation)
    with pytest.raises(NotPermitted, match="admits another"):
        actions.admit(rome.organisation, colleague.pk, {second.fingerprint: "w"}, by=stranger)
    actions.admit(rome.organisation, colleague.pk, {second.fingerprint: "w"}, by=rome.member)
    assert [wrap.key.fingerprint for wrap in queries.wraps_of(colleague)] == [second.fingerprint]
    both = {second.fingerprint: "w2", rome.secret.fingerprint: "w1"}
    actions.admit(rome.organisation, colleague.pk, both, by=rome.member)
    assert {wrap.key.fingerprint for wrap in queries.wraps_of(colleague)} == set(both)


def test_nobody_outside_the_authority_is_admitted(rome, nairobi):
    with pytest.raises(NotPermitted, match="does not work for the authority"):
        actions.admit(rome.organisation, nairobi.member.pk, {rome.secret.fingerprint: "w"}, by=rome.member)


def test_who_is_cut_off_or_leaves_holds_nothing_any_more(rome, employ, keyed):
    colleague = employ(rome.organisation)
    keyed(colleague)
    wraps = {rome.secret.fingerprint: "w"}
    actions.admit(rome.organisation, colleague.pk, wraps, by=rome.member)
    assert queries.wraps_of(colleague).count() == 1
    actions.cut_off(rome.organisation, colleague.pk, by=rome.member)
    assert queries.wraps_of(colleague).count() == 0
    assert set(Wrap.objects.filter(own__person=colleague).values_list("sealed", flat=True)) == {""}
    actions.admit(rome.organisation, colleague.pk, wraps, by=rome.member)
    membership = colleague.memberships.get()
    membership.begins_on = membership.ends_on = "2020-01-01"
    membership.save()
    assert queries.wraps_of(colleague).count() == 0
    assert [one.pk for one in queries.holders(queries.current_key(rome.organisation))] == [rome.member.pk]
    assert standing_of()[rome.organisation.pk].beyond == (colleague,)


def test_a_new_own_key_ends_what_was_sealed_to_the_old_one(rome, keyed):
    keyed(rome.member, 2, rome.own)
    assert queries.wraps_of(rome.member).count() == 0
    # Nobody holds the authority's key now: it begins anew, and nothing vouches for it.
    owner = f"organisation:{rome.organisation.pk}"
    content = {**Secret().published(owner, 2, rome.secret).content}
    fresh = Secret()
    content = {**content, **fresh.public}
    public = type(fresh.published(owner))(content, fresh.sign(content))
    made = actions.change_key(rome.organisation, public, {rome.member.pk: "w"}, by=rome.member)
    assert made.number == 2
    assert Event.objects.filter(verb="exchange.change_key").first().details["continued"] is False


def test_the_log_proves_what_is_in_it_and_that_it_only_grew(rome, nairobi):
    before, _leaves = queries.key_log()
    earlier = checkpoint_of(before.checkpoint())
    changed(rome)
    tree, leaves = queries.key_log([0, 3])
    now = checkpoint_of(tree.checkpoint())
    assert now.is_signed_by(crypto.log_key().key)
    assert now.origin.endswith("/keys")
    assert is_consistent(earlier.size, now.size, (earlier.root, now.root), tree.grown(earlier.size))
    for index, leaf in leaves.items():
        assert root_of_inclusion(index, now.size, leaf_hash(leaf.leaf), tree.path(index)) == now.root
    assert set(Event.objects.filter(verb="exchange.log_key").values_list("details__hash", flat=True)) == set(
        KeyLeaf.objects.values_list("hashed", flat=True)
    )


def test_trees_of_every_size_are_those_of_the_audit_log():
    hashes = [leaf_hash({"n": number}).hex() for number in range(33)]
    for size in range(1, 34):
        tree = crypto.Tree(hashes[:size])
        for index in range(size):
            assert root_of_inclusion(index, size, bytes.fromhex(hashes[index]), tree.path(index)) == tree.root()
        for first in range(1, size + 1):
            assert is_consistent(first, size, (tree.root(first), tree.root()), tree.grown(first))
    assert base64.b64encode(crypto.Tree([]).root())


def test_recovery_needs_its_quorum(rome, employ, keyed):
    officers = [employ(rome.organisation) for _ in range(3)]
    for one in officers:
        keyed(one)
    shares = {one.pk: f"part of {one.pk}" for one in officers}
    with pytest.raises(Refused, match="At least two"):
        actions.prepare_recovery(rome.organisation, threshold=1, sealed="s", shares=shares, by=rome.member)
    with pytest.raises(Refused, match="At least two"):
        actions.prepare_recovery(rome.organisation, threshold=4, sealed="s", shares=shares, by=rome.member)
    with pytest.raises(NotPermitted):
        actions.prepare_recovery(rome.organisation, threshold=2, sealed="s", shares=shares, by=officers[0])
    actions.prepare_recovery(rome.organisation, threshold=2, sealed="s", shares=shares, by=rome.member)
    lost = keyed(rome.member, 2, rome.own)
    assert lost.fingerprint
    asked = actions.ask_for_recovery(rome.organisation, by=rome.member)
    wraps = {rome.secret.fingerprint: "again"}
    assert actions.pass_part_on(asked, "p", by=officers[0]) == 1
    assert actions.pass_part_on(asked, "p again", by=officers[0]) == 1
    with pytest.raises(NotNow, match="Too few"):
        actions.finish_recovery(asked, wraps, by=rome.member)
    outsider = employ(rome.organisation)
    keyed(outsider)
    with pytest.raises(NotPermitted):
        actions.pass_part_on(asked, "p", by=outsider)
    actions.pass_part_on(asked, "p", by=officers[2])
    with pytest.raises(NotPermitted):
        actions.finish_recovery(asked, wraps, by=officers[0])
    actions.finish_recovery(asked, wraps, by=rome.member)
    assert [wrap.sealed for wrap in queries.wraps_of(rome.member)] == ["again"]
    assert asked.parts.count() == 0
