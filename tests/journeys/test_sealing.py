"""Two authorities write to each other, and the host that carries it learns nothing of what they write."""

import base64
import json
import re
import socket
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

import pytest

from .conftest import REPOSITORY, comity


PASSWORD = "four kettles by the canal"  # noqa: S105 -- of persons who are made here
PASSPHRASES = {}
SUBJECT, WORDS = "Zyxomma accounts", "Please send the statements of account Quellenhof 4711."
FILE, NAME = b"Vermilion ledger of Quellenhof\n" * 180_000, "quellenhof-ledger.txt"


# Asked of a page: what the worker that its large files are given to can do.
KIND = """() => new Promise((resolve, reject) => {
  const worker = new Worker(document.querySelector("[data-cipher]").dataset.cipher, { type: "module" });
  worker.onmessage = ({ data }) => resolve(data.ready);
  worker.onerror = () => reject(new Error("no worker"));
})"""


def traces():
    """The secret words as they might stand anywhere: as text of either width, in hexadecimal, in base 64."""
    for word in ("Zyxomma", "Quellenhof", "Vermilion", "quellenhof-ledger", *PASSPHRASES.values()):
        yield word.encode()
        yield word.encode("utf-16-le")
        yield word.encode().hex().encode()
        for shift in range(3):
            # Three places in a base 64 text, whose characters hold six bits each: those that hold bits of what stands
            # beside are left out, and no others. Four characters alone are met by chance in megabytes of sealed text.
            first, after = -(-8 * shift // 6), 8 * (shift + len(word.encode())) // 6
            yield base64.b64encode(b" " * shift + word.encode())[first:after]


def files_of(folder, since=0.0):
    """Name and content of every file that was written since; what the server took away meanwhile is left out."""
    for one in sorted(Path(folder).rglob("*")):
        try:
            if one.is_file() and one.stat().st_mtime >= since:
                yield one.name, one.read_bytes()
        except FileNotFoundError:
            continue


def found_in(content):
    return sorted({trace for trace in traces() if trace in content})


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def portal(installation, log):
    """The same installation, by a name that passkeys take, with everything that the server says kept in a file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    command, environment = comity("serve", "--port", str(port), home=installation)
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=file, stderr=file)
        try:
            for _ in range(200):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                        break
                except OSError:
                    time.sleep(0.2)
            else:
                pytest.fail("The server did not answer within 40 seconds.")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


class Member:
    """A member of an authority at a browser of their own."""

    def __init__(self, visit, portal, name):
        self.name, self.portal = name, portal
        self.page = visit("/exchange/keys/")
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url("**/exchange/keys/")

    def go(self, path):
        self.page.goto(f"{self.portal}/en{path}")
        return self.page

    def told(self, text):
        self.page.locator("[data-told]", has_text=text).wait_for(timeout=60_000)

    def make_own_key(self):
        # The script makes the suggestion: before that nothing listens to the button.
        self.page.locator("[data-suggested]:not(:empty)").wait_for()
        suggested = self.page.locator("[data-suggested]").inner_text()
        PASSPHRASES[self.name] = suggested
        for field in ("#new-passphrase", "#new-again"):
            self.page.locator(field).fill(suggested)
        self.page.get_by_role("button", name="Make my key").click()
        self.told("Your key is made")

    def make_authority_key(self):
        self.page.get_by_role("button", name="Make the authority’s key").click()
        self.told("The authority’s key is made")

    def unlock(self):
        self.page.locator("#passphrase").fill(PASSPHRASES[self.name])
        self.page.get_by_role("button", name="Open", exact=True).click()
        self.page.locator("[data-open-key]").wait_for(timeout=60_000)


@pytest.fixture
def authorities(installation, tmp_path_factory):
    """Two authorities of two States with members; closed again when the journeys are over."""
    file = tmp_path_factory.mktemp("people") / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    made = []
    names = {place: f"Central authority {place} {uuid.uuid4().hex[:6]}" for place in ("IT", "KE", "PE")}

    def run(*arguments):
        command, environment = comity("people", *arguments, home=installation)
        subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)

    def member(place, role="authority"):
        name = f"prosecutor-{uuid.uuid4().hex[:8]}"
        organisation = names[place]
        run(
            "add", name, "--role", role, "--organisation", organisation, "--place", place, "--password-file", str(file)
        )
        made.append(name)
        return name

    member.names = names
    yield member
    for name in made:
        run("close", name)


@pytest.fixture
def at_work(visit, portal, authorities):
    """A member of an authority of a State at a browser of their own."""
    return lambda place, role="authority": Member(visit, portal, authorities(place, role))


def heard(page, traffic):
    """Keep everything that goes between a browser and the host."""

    def answered(response):
        if response.status < 300:
            traffic.append(response.body())

    page.on("request", lambda request: traffic.append(f"{request.url} {request.headers}".encode()))
    page.on("request", lambda request: traffic.append(request.post_data_buffer or b""))
    page.on("requestfinished", lambda request: answered(request.response()))


def written(member, authorities, *, to="KE", subject=SUBJECT, words=WORDS, files=()):
    """Write to the other authority, seal and send; the path of the conversation."""
    page = member.go("/exchange/new/")
    page.locator("[data-compose]").wait_for()
    page.get_by_label("To", exact=True).select_option(label=authorities.names[to])
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Message").fill(words)
    page.get_by_label("Files").set_input_files(list(files))
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url(re.compile(r"/exchange/[0-9a-f-]{36}/$"), timeout=60_000)
    page.locator("[data-text]", has_text=words).wait_for()
    return re.sub(r"^.*/en/", "/", page.url)


def finds_again(member, wanted):
    """Look for words in what was opened, over the sealed index; the browser sends none of them."""
    if "/search/" not in member.page.url:
        # What was opened is in the index before the page is left.
        member.page.locator("[data-messages][data-remembered]").wait_for(state="attached", timeout=60_000)
    page = member.go("/exchange/search/")
    page.locator("[data-search]").wait_for()
    # There is one authority to choose: it is not asked for.
    assert not page.get_by_label("Messages of").is_visible()
    for words, subjects in wanted.items():
        page.get_by_label("Words").fill(words)
        page.get_by_role("button", name="Search", exact=True).last.click()
        member.told(f"Found: \u2068{len(subjects)}\u2069" if subjects else "Nothing was found")
        assert page.locator("[data-found] a").all_inner_texts() == subjects


@pytest.mark.timeout(600)
def test_two_authorities_exchange_and_the_host_learns_nothing(visit, at_work, authorities, installation, log, picture):
    began = time.time()
    rome, nairobi = at_work("IT"), at_work("KE")
    traffic = []
    for member in (rome, nairobi):
        heard(member.page, traffic)
        member.make_own_key()
        member.make_authority_key()
    picture(rome.page, "sealed-keys", whole=True)

    helpers = []
    rome.page.on("worker", lambda worker: helpers.append(worker.url))
    path = written(rome, authorities, files=[{"name": NAME, "mimeType": "text/plain", "buffer": FILE}])
    assert {one.rsplit("/", 1)[-1].split(".")[0] for one in helpers} == {"cipher"}
    assert rome.page.evaluate(KIND) == "compiled"
    page = nairobi.go(path)
    page.locator("[data-text]", has_text=WORDS).wait_for(timeout=60_000)
    assert page.locator("[data-subject]").inner_text() == SUBJECT
    page.locator("[data-receipts] li", has_text="Opened").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the file .*quellenhof")).click()
    assert download.value.suggested_filename == NAME
    assert Path(download.value.path()).read_bytes() == FILE
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", page.locator("[data-recipient] .sealed-digits").text_content())
    page.get_by_label("Say of this message").select_option("acknowledged")
    page.get_by_role("button", name="Sign and send").click()
    page.locator("[data-receipts] li", has_text="Acknowledged").wait_for()
    picture(page, "sealed-conversation", whole=True)
    finds_again(nairobi, {"quellenhof 4711": [SUBJECT], "zyxoMMA": [SUBJECT], "ledger.txt": [SUBJECT], "nowhere": []})
    picture(nairobi.page, "sealed-search", whole=True)

    page = rome.go(path)
    line = page.locator("[data-receipts] li", has_text="Acknowledged")
    line.wait_for(timeout=60_000)
    with page.expect_download() as download:
        line.get_by_role("button", name="Receipt as a file").click()
    receipt = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert receipt["statement"]["act"] == "acknowledged"
    page = rome.go("/exchange/check/")
    verdict = page.locator("[data-verdict]")
    page.get_by_label("The receipt").set_input_files(download.value.path())
    verdict.get_by_text("This receipt is good").wait_for()
    forged = {**receipt, "statement": {**receipt["statement"], "act": "executed"}}
    page.get_by_label("The receipt").set_input_files(
        {"name": "forged.json", "mimeType": "application/json", "buffer": json.dumps(forged).encode()}
    )
    verdict.get_by_text("This receipt is not good").wait_for()

    # The same search finds the words where they are: in the file that was given out.
    assert found_in(FILE)
    for beside in (b"", b"a", b"ab"):
        assert len(found_in(base64.b64encode(beside + b"Zyxomma and others"))) == 1
    assert found_in(b"".join(traffic)) == []
    assert found_in(log.read_bytes()) == []
    told = {name: found_in(content) for name, content in files_of(installation, since=began - 60)}
    assert any("sqlite" in name for name in told)
    assert {name: words for name, words in told.items() if words} == {}


@pytest.mark.timeout(600)
def test_a_key_is_handed_on_changed_and_recovered(visit, at_work, authorities):  # noqa: PLR0915 -- one tale
    chief, deputy, clerk = at_work("KE"), at_work("KE"), at_work("KE", "focal_point")
    for member in (chief, deputy, clerk):
        member.make_own_key()
    chief.make_authority_key()

    def admit(by, whom, *, past=False):
        by.go("/exchange/keys/")
        line = by.page.locator("[data-members] li", has_text=whom.name)
        line.get_by_label(re.compile("I have compared these numbers")).wait_for(timeout=60_000)
        whom.go("/exchange/keys/")
        whom.page.locator("[data-own]").wait_for(timeout=60_000)
        shown = line.locator(".sealed-digits").inner_text()
        assert shown == whom.page.locator("[data-own-digits]").inner_text()
        line.get_by_role("button", name="Hand the key to").click()
        by.page.locator("[data-wrong]", has_text="Compare it by telephone").wait_for()
        line.get_by_label(re.compile("I have compared these numbers")).check()
        if past:
            line.get_by_label("also what came before").check()
        line.get_by_role("button", name="Hand the key to").click()
        by.told("now holds the authority’s key")

    rome = at_work("IT")
    rome.make_own_key()
    rome.make_authority_key()
    first = written(rome, authorities, subject="First", words="Before the change")
    admit(chief, deputy)

    # The leaver is cut off, the key is changed, and what comes from then on is closed to them.
    chief.page.get_by_role("button", name=re.compile(f"Cut off .*{deputy.name}")).click()
    chief.told("Change it now")
    chief.page.get_by_role("button", name="Change the authority’s key").click()
    chief.told("opens only with the new one")
    second = written(rome, authorities, subject="Second", words="After the change")
    deputy.go(second)
    deputy.page.locator("[data-refusal]", has_text="You hold no key that opens this").wait_for(timeout=60_000)
    assert "After the change" not in deputy.page.content()
    chief.go(second)
    chief.page.locator("[data-text]", has_text="After the change").wait_for(timeout=60_000)

    # Who is admitted without the past reads only what comes; with it, also what came before.
    admit(chief, clerk)
    clerk.go(first)
    clerk.page.locator("[data-refusal]", has_text="You hold no key that opens this").wait_for(timeout=60_000)
    clerk.go(second)
    clerk.page.locator("[data-text]", has_text="After the change").wait_for(timeout=60_000)
    chief.go("/exchange/keys/")

    # A quorum of officers gives the key back to whoever has lost it, and one of them alone does not.
    for one in (deputy, clerk):
        chief.page.get_by_label(re.compile(f"{one.name}.* is an officer")).check(timeout=60_000)
    chief.page.get_by_role("button", name="Prepare recovery").click()
    chief.told("Recovery is prepared")
    chief.page.get_by_text("I have lost my passphrase").click()
    chief.page.get_by_role("button", name="Make a new key").click()
    chief.make_own_key()
    chief.page.get_by_role("button", name="Ask the officers for the key").click()
    chief.told("The officers are asked")
    for one in (deputy, clerk):
        chief.go("/exchange/keys/")
        take = chief.page.get_by_role("button", name=re.compile("Take the key again"))
        take.wait_for(timeout=60_000)
        take.click()
        chief.page.locator("[data-wrong]", has_text="do not make a key").wait_for(timeout=60_000)
        one.go("/exchange/keys/")
        # The box of whoever is to be helped: it comes later than those of who is to be admitted, which say the same.
        one.page.locator('[id^="help-"]').check(timeout=60_000)
        one.page.get_by_role("button", name=re.compile(f"Help .*{chief.name}")).click()
        one.told("Your part was handed on")
    chief.go("/exchange/keys/")
    chief.page.get_by_role("button", name=re.compile("Take the key again")).click(timeout=60_000)
    chief.told("You hold the authority’s key again")
    for path, words in ((first, "Before the change"), (second, "After the change")):
        chief.go(path)
        chief.page.locator("[data-text]", has_text=words).wait_for(timeout=60_000)


def test_a_host_that_swaps_a_key_is_found_out(visit, at_work, authorities, installation):
    rome, lima = at_work("IT"), at_work("PE")
    for member in (rome, lima):
        member.make_own_key()
        member.make_authority_key()
    rome.go("/exchange/keys/")
    line = rome.page.locator("[data-directory] li", has_text=authorities.names["PE"])
    line.get_by_role("button", name="I have compared these numbers").click(timeout=60_000)
    line.get_by_text("Compared", exact=True).wait_for()

    def in_database(statement):
        command, environment = comity("manage", "shell", "-c", statement, home=installation)
        subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)

    # Whoever runs the host puts a key of their own in place of the authority's: in the table, and in the log.
    swap = """
from comity.base.people.models import Organisation
from comity.engines.exchange.models import AuthorityKey, KeyLeaf
from tests.engines.exchange.sealers import Secret
from comity.engines.exchange import crypto
key = AuthorityKey.objects.get(organisation__name={name!r})
mine = Secret()
public = mine.published(key.owner)
AuthorityKey.objects.filter(pk=key.pk).update(**mine.public, fingerprint=mine.fingerprint)
if {log}:
    leaf = {{**key.leaf.leaf, "content": public.content, "self": public.itself}}
    KeyLeaf.objects.filter(pk=key.leaf_id).update(leaf=leaf, hashed=crypto.hash_of(leaf))
"""
    name = authorities.names["PE"]
    for is_in_log, told in ((False, "another key than the list of keys has"), (True, "something is gone from it")):
        in_database(swap.format(name=name, log=is_in_log))
        rome.go("/exchange/new/")
        rome.page.locator("[data-wrong]", has_text=told).wait_for(timeout=60_000)
        assert rome.page.locator("[data-recipient] .sealed-digits").count() == 0


def test_a_passkey_opens_a_key(visit, at_work):
    rome = at_work("IT")
    client = rome.page.context.new_cdp_session(rome.page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "hasPrf": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    rome.make_own_key()
    rome.page.get_by_role("button", name="Open it with a passkey as well").click()
    rome.told("It is kept, sealed")
    rome.page.get_by_role("button", name="Close it").click()
    rome.page.locator("#passphrase").wait_for()
    rome.page.locator("#passphrase").fill("not the passphrase")
    rome.page.get_by_role("button", name="Open", exact=True).click()
    rome.page.locator("[data-wrong]", has_text="This is not your passphrase").wait_for(timeout=60_000)
    assert rome.page.locator("[data-own]").is_hidden()
    rome.page.get_by_role("button", name="Open with a passkey").click()
    rome.page.locator("[data-own]").wait_for(timeout=60_000)
