"""Sign-in by the accounts of one's own organisation, against a real provider on loopback."""

import http.server
import json
import threading
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from comity.base.audit.models import Event
from comity.base.audit.queries import events_on
from comity.base.people.models import Visit

from .conftest import code_of


LOGIN, BACK = "/directory/oidc/directory/login/", "/directory/oidc/directory/login/callback/"
KEY, ANOTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Provider(http.server.BaseHTTPRequestHandler):
    """Discovery, token and userinfo of OpenID Connect Core 1.0, as far as they are asked for."""

    def do_GET(self):
        here = f"http://localhost:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            told = {"issuer": here, "jwks_uri": f"{here}/jwks"} | {
                f"{name}_endpoint": f"{here}/{name}" for name in names
            }
            self.say(told | self.server.description)
        elif self.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.say({"keys": [public | {"kid": "one", "alg": "RS256"}]})
        elif self.path == "/userinfo":
            assert self.headers["Authorization"] == "Bearer yes"
            self.say(self.server.claims | self.server.userinfo)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code"] == ["once"]
        assert len(sent["code_verifier"][0]) > 40, "PKCE"
        claims = self.server.claims | {
            "iss": f"http://localhost:{self.server.server_port}",
            "aud": self.server.audience,
            "exp": 4102444800,
            "nonce": self.server.nonce,
        }
        token = self.server.signing(claims)
        self.say({"access_token": "yes", "token_type": "Bearer"} | ({"id_token": token} if token else {}))

    def say(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings, socket_enabled):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.claims = {"sub": "42", "email": "ada@example.test", "email_verified": True}
    server.audience, server.nonce, server.description, server.userinfo = "comity", "", {}, {}
    server.signing = lambda claims: jwt.encode(claims, KEY, "RS256", {"kid": "one"})
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://localhost:{server.server_port}"
    settings.DIRECTORY, settings.DIRECTORY_NAME = address, "Ministry of Justice"
    app = {
        "provider_id": "directory",
        "name": "Ministry",
        "client_id": "comity",
        "secret": "s",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def come_back(client, provider=None, **other):
    """Go to the provider and come back with what it gives."""
    away = client.post(f"{LOGIN}?next=/en/about/")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    if provider is not None:
        provider.nonce = asked["nonce"][0]
    return client.get(BACK, {"code": "once", "state": asked["state"][0], **other})


@pytest.fixture
def ada(member):
    return member("editor", name="ada")


def test_an_account_elsewhere_opens_the_one_here_that_has_its_address(client, provider, ada):
    assert "Ministry of Justice" in client.get("/en/account/sign-in/").content.decode()
    assert come_back(client, provider)["Location"] == "/en/about/"
    visit = Visit.objects.get()
    assert (visit.person, visit.opening, visit.is_strong) == (ada, "directory", False)
    assert events_on(ada).filter(verb="people.connect_directory").count() == 1
    client.post("/en/account/sign-out/")
    # From now on it is known by its number there, whatever its address becomes.
    provider.claims |= {"email": "other@example.test"}
    assert come_back(client, provider)["Location"] == "/en/about/"
    assert Event.objects.filter(verb="people.connect_directory").count() == 1


def test_the_second_factor_here_is_asked_for_all_the_same(client, provider, ada, with_app):
    secret = with_app(ada)
    assert come_back(client, provider)["Location"].endswith("/account/sign-in/second/")
    assert "_auth_user_id" not in client.session
    assert client.post("/en/account/sign-in/second/", {"code": code_of(secret)})["Location"] == "/en/about/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "nobody@example.test"},
        {"email": ""},
    ],
)
def test_an_account_elsewhere_that_opens_none_here(client, provider, ada, claims):
    provider.claims |= claims
    assert "/account/sign-in/" in come_back(client, provider)["Location"]
    assert "_auth_user_id" not in client.session
    assert "opens none here" in client.get("/en/account/sign-in/").content.decode()


def test_a_closed_account_stays_closed(client, provider, ada):
    come_back(client, provider)
    client.post("/en/account/sign-out/")
    ada.is_active = False
    ada.save()
    assert "/account/sign-in/" in come_back(client, provider)["Location"]
    assert "_auth_user_id" not in client.session


def test_a_token_for_somebody_else_and_a_state_that_was_not_given_open_nothing(client, provider, ada):
    provider.audience = "another"
    assert "/account/sign-in/" in come_back(client, provider)["Location"]
    assert "/account/sign-in/" in come_back(client, provider, state="guess")["Location"]
    assert "_auth_user_id" not in client.session


FORGED = {
    "by another key": lambda claims: jwt.encode(claims, ANOTHER, "RS256", {"kid": "one"}),
    "with a key that both know": lambda claims: jwt.encode(claims, "s" * 32, "HS256", {"kid": "one"}),
    "with the public key taken for a shared one": lambda claims: jwt.encode(
        claims, str(KEY.public_key().public_numbers().n), "HS256", {"kid": "one"}
    ),
    "not at all": lambda claims: jwt.encode(claims, None, "none", {"kid": "one"}),
    "by a key without a name": lambda claims: jwt.encode(claims, KEY, "RS256"),
    "by a key that is not listed": lambda claims: jwt.encode(claims, KEY, "RS256", {"kid": "two"}),
    "for another sign-in": lambda claims: jwt.encode(claims | {"nonce": "old"}, KEY, "RS256", {"kid": "one"}),
    "by another provider": lambda claims: jwt.encode(
        claims | {"iss": "https://evil.example"}, KEY, "RS256", {"kid": "one"}
    ),
    "long ago": lambda claims: jwt.encode(claims | {"exp": 1}, KEY, "RS256", {"kid": "one"}),
    "no token": lambda claims: "",
    "no token either": lambda claims: "a.b.c",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_token_that_the_provider_did_not_sign_for_this_sign_in_opens_nothing(client, provider, ada, how):
    provider.signing = FORGED[how]
    assert "/account/sign-in/" in come_back(client, provider)["Location"]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("description", "userinfo"),
    [
        ({"issuer": "https://evil.example"}, {}),
        ({"issuer": ""}, {}),
        ({}, {"sub": "43"}),
        ({"jwks_uri": "http://localhost:9/"}, {}),
    ],
)
def test_a_provider_that_contradicts_itself_opens_nothing(client, provider, ada, description, userinfo):
    provider.description, provider.userinfo = description, userinfo
    assert "/account/sign-in/" in come_back(client, provider)["Location"]
    assert "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_a_sentence(client, provider, ada):
    provider.shutdown()
    provider.server_close()
    answer = client.post(f"{LOGIN}?next=/en/about/")
    assert answer["Location"].endswith("/account/sign-in/")
    assert "cannot be asked now" in client.get("/en/account/sign-in/").content.decode()


def test_nothing_is_offered_where_none_is_set(client, db, settings):
    assert "account of your organisation" not in client.get("/en/account/sign-in/").content.decode()
    assert client.post(LOGIN).status_code == 404
