"""A small sample of `python -m bench api`: the interface, as its own description allows and forbids, has no faults."""

from bench import api
from bench.strangers import cast
from bench.strangers.addresses import addresses
from django.test import Client


def test_no_role_finds_a_fault(world, in_earnest, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    browsers = {role: cast.signed_in(role)[0] for role in ("visitor", "contributor", "authority", "secretariat")}
    description = Client().get("/api/v1/openapi.json").json()
    counted, faults = api.tried(
        api.sessions(browsers),
        api.arguments(description, addresses()),
        examples=2,
        # The whole of a database is asked for by tests/project/test_exports.py.
        narrowed=lambda path: not path.startswith("/api/v1/export"),
    )
    assert faults == []
    assert {role for role, _status in counted} == set(browsers)
    assert {200, 404, 422} <= {status for _role, status in counted}
    assert counted.total() > 200
