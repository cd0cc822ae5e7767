"""One function decides, and refuses whatever no role allows."""

import pytest

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import (
    ACCOUNTS,
    GIVEN_BY_SECRETARIAT,
    NOT_DELEGATED,
    OWN,
    REVIEWS,
    ROLES,
    SCOPES,
    SECOND_FACTOR,
    SHARED,
    Grant,
    decide,
    subjects_within,
)


def test_every_role_says_how_far_it_reaches():
    assert set(SCOPES) == set(ROLES)
    assert set(ROLES) - {"service"} == SECOND_FACTOR
    assert set(ROLES) >= NOT_DELEGATED | GIVEN_BY_SECRETARIAT


def test_content_and_accounts_are_in_different_hands():
    assert not ROLES["editor"] & ACCOUNTS
    # Besides, it leads reviews, draws lots, looks after networks, tells everybody when the service will not be there,
    # and sees how it is.
    besides = {
        Permission.REVIEW_CONDUCT,
        Permission.REVIEW_DRAW,
        Permission.NETWORK_MANAGE,
        Permission.NETWORK_APPOINT,
        Permission.ANNOUNCEMENT_EDIT,
        Permission.SYSTEM_READ,
    }
    assert not ROLES["editor"] & (REVIEWS | OWN)
    assert ROLES["secretariat"] - ACCOUNTS == besides
    assert ROLES["observer"] == {Permission.AUTHORITY_READ}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(ROLES))
def test_every_cell_of_the_matrix(role, permission):
    """Own, of another organisation of the same State, of another State, and of none."""
    grant = Grant(role, organisation=1, place="IT")
    objects = {
        "own": {"place": "IT", "organisation": 1},
        "same State": {"place": "IT", "organisation": 2},
        "other State": {"place": "ML", "organisation": 3},
        "none": {},
    }
    allowed = {name for name, where in objects.items() if decide([grant], permission, **where) is grant}
    if permission not in ROLES[role]:
        assert allowed == set()
    elif permission in OWN:
        assert allowed == {"own"}
    elif permission in SHARED or SCOPES[role] is Scope.EVERYWHERE:
        assert allowed == set(objects)
    elif SCOPES[role] is Scope.OWN_PLACE:
        assert allowed == {"own", "same State"}
    else:
        assert allowed == {"own"}


def test_a_role_limited_to_subjects_does_not_reach_others():
    grant = Grant("contributor", organisation=1, place="IT", subjects=frozenset({"crimes:a", "crimes:b"}))

    def allowed(*subjects):
        return decide([grant], Permission.RECORD_DRAFT, place="IT", subjects=frozenset(subjects)) is grant

    asked = [allowed("crimes:a"), allowed("crimes:b", "crimes:c"), allowed("crimes:c"), allowed()]
    assert asked == [True, True, False, True]


def test_the_subjects_of_several_grants_are_joined_and_one_without_limit_frees():
    grants = [Grant("editor", subjects=frozenset({"crimes:a"})), Grant("editor", subjects=frozenset({"crimes:b"}))]
    publish = Permission.RECORD_PUBLISH
    assert subjects_within(grants, publish) == {"crimes:a", "crimes:b"}
    assert subjects_within([*grants, Grant("editor")], publish) == frozenset()
    assert subjects_within([Grant("observer")], publish) is None


def test_a_role_that_is_no_more_allows_nothing():
    assert decide([Grant("minister", 1, "IT")], Permission.RECORD_DRAFT, place="IT") is None
    assert decide([], Permission.AUTHORITY_READ) is None
