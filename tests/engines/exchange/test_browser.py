"""What the browser's script does, tried in Node with the very file that browsers are served, and by other programs."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as configured

from comity.base.audit.crypto.trees import canonical, leaf_hash
from comity.engines.exchange import crypto
from comity.ui.modules import linked


HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def node(request):
    found = shutil.which("node") or str(Path(shutil.which("python") or "/").parent / "node")
    if not Path(found).is_file() or not (configured.NODE_MODULES / "age-encryption").is_dir():
        if request.config.in_ci:
            pytest.fail("Node and npm's packages are missing; in CI they must be there.")
        pytest.skip("Node or npm's packages are not on this machine.")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sealing")


@pytest.fixture(scope="module")
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def told(node, folder, identity):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "HOME", folder)
        (folder / "proofs.json").write_text(json.dumps(proofs()), encoding="utf-8")
    script = folder / "sealing.mjs"
    script.write_text(linked("sealing/index.js", configured.NODE_MODULES), encoding="utf-8")
    (folder / "recipient").write_text(str(identity.to_public()))
    sealed = base64.b64encode(pyrage.encrypt(b"from Python", [identity.to_public()])).decode()
    (folder / "fixed.json").write_text(json.dumps({"identity": str(identity), "sealed": sealed}))
    command = [node, str(HERE / "browser.mjs"), str(script), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def proofs():
    def text(one):
        return base64.b64encode(one).decode()

    leaves = [{"n": number, "é": ["x", None]} for number in range(20)]
    hashes = [leaf_hash(one).hex() for one in leaves]
    whole = crypto.Tree(hashes)
    inclusion, consistency = [], []
    for size in (1, 2, 3, 7, 8, 20):
        tree = crypto.Tree(hashes[:size])
        root = text(tree.root())
        for index in range(size):
            path = [text(one) for one in tree.path(index)]
            inclusion.append({"index": index, "size": size, "leaf": leaves[index], "path": path, "root": root})
        roots = [root, text(whole.root())]
        path = [text(one) for one in whole.grown(size)]
        consistency.append({"first": size, "second": 20, "roots": roots, "path": path})
    return {
        "inclusion": inclusion, "consistency": consistency, "other": text(bytes(32)),
        "note": whole.checkpoint(), "key": str(crypto.log_key().key),
    }  # fmt: skip


def test_a_message_is_shown_only_whole_signed_and_in_its_place(told):
    # A bent letter of the head is none of its alphabet, or names another key.
    assert told["messages"].pop("head") in {"changed", "no-key"}
    assert told["messages"] == {
        "good": "Words",
        "own": "Words",
        "changed": "changed",
        "cut": "changed",
        "otherDigest": "changed",
        "replayed": "replayed",
        "otherThread": "replayed",
        "otherSender": "author",
        "forged": "signature",
        "unknownAuthor": "author",
        "ended": "our-key-ended",
        "authorEnded": "author-key-ended",
        "noKey": "no-key",
        "passedOn": "not-for-us",
    }


def test_short_messages_are_as_long_as_each_other_and_long_ones_have_few_lengths(told, folder):
    padding = told["padding"]
    # 2,000 lengths between 4 KB and 1.5 MB.
    assert padding.pop("few") < 200
    assert padding == {
        "short": 1,
        "long": 0,
        "far": True,
        "atMost": True,
        "atLeast": True,
        "read": "Words, كلمات, 词",
        "before": "Words",
    }
    sealed, secret = folder / "message.age", folder / "identity-b"
    opened = [pyrage.decrypt(sealed.read_bytes(), [pyrage.x25519.Identity.from_str(secret.read_text().strip())])]
    if shutil.which("age"):
        done = subprocess.run(["age", "-d", "-i", secret, sealed], check=True, capture_output=True)
        opened.append(done.stdout)
    for one in opened:
        assert len(one) == 4096
        assert json.loads(one)["content"]["text"] == "Words, كلمات, 词"


def test_receipts_are_good_only_as_they_were_signed(told):
    assert told["receipts"] == {"good": True, "changed": False, "otherKey": False}


def test_keys_open_with_their_own_secret_only(told):
    assert told["passphrase"] == {"right": True, "wrong": "passphrase"}
    assert told["wrap"] == {"right": True, "swapped": "other-key", "stranger": "no-key"}


def test_a_quorum_recovers_and_fewer_do_not(told):
    assert told["recovery"] == {"three": True, "two": "parts", "twice": "parts", "shares": 5}


def test_files_of_every_size_open_go_on_after_a_break_and_show_every_change(told):
    for one in told["files"]:
        assert one == {
            "size": one["size"],
            "same": True,
            "resumed": True,
            "other": "other-file",
            "bent": "attachment-changed",
            "cut": "attachment-changed",
            "short": "attachment-changed",
        }
    assert told["cutAtChunk"] == "attachment-changed"


def test_the_cipher_of_the_browser_itself_gives_the_same_bytes_and_is_not_used_when_it_does_not(told):
    native = told["native"]
    # Chunks of five megabytes, sealed and opened, with one that is refused, and what was tried before each.
    assert native.pop("calls") > 150
    assert native == {"same": True, "opened": True, "bent": "attachment-changed", "wrong": True}


def test_other_programs_open_what_the_browser_sealed(told, folder, identity):
    secret = folder / "identity"
    secret.write_text(f"{told['key']['secret']['identity']}\n")
    for one in told["files"]:
        sealed, plain = folder / f"{one['size']}.age", (folder / f"{one['size']}.plain").read_bytes()
        assert pyrage.decrypt(sealed.read_bytes(), [identity]) == plain
        if shutil.which("age"):
            done = subprocess.run(["age", "-d", "-i", secret, sealed], check=True, capture_output=True)
            assert done.stdout == plain
    assert told["fromPython"] == "from Python"


def test_browser_and_server_name_keys_and_write_json_alike(told):
    public = told["key"]["public"]
    assert crypto.fingerprint(public) == told["key"]["fingerprint"]
    value = {"b": [1, 'é\u2028"', None, True], "a": {"\U0001f600": 1, "\uff5e": 2}}
    assert told["canonical"].encode() == canonical(value)
    said = {name: public[name] for name in ("recipient", "recipient_pq", "signing")}
    hashed = hashlib.sha512(canonical(said)).digest()
    groups = [int.from_bytes(hashed[5 * n : 5 * n + 5]) % 100_000 for n in range(8)]
    assert told["key"]["digits"] == " ".join(f"{one:05}" for one in groups)
    assert public["recipient_pq"].startswith("age1pq1")


def test_browser_and_server_prove_the_log_alike(told):
    assert told["proofs"] == {
        "included": True,
        "notIncluded": False,
        "consistent": True,
        "rewritten": False,
        "checkpoint": 20,
        "forged": "log-signature",
    }


def test_the_script_is_linked_the_same_each_time_and_imports_nothing(node):
    once = linked("exchange/index.js", configured.NODE_MODULES)
    assert once == linked("exchange/index.js", configured.NODE_MODULES)
    assert "\nimport " not in once
    assert "age-encryption.org/v1" in once


def test_words_are_found_in_six_languages_as_readers_write_them(told):
    assert told["search"] == {
        "ACCOUNT horizon": "en",
        "resume": "en",
        "4471": "en",
        "investigacion": "es",
        "enquêteur": "fr",
        "елкин": "ru",
        "счет": "ru",
        "شركة": "ar",
        "الشركة": "ar",
        "اموال": "ar",
        "2026": "ar",
        "银行": "zh",
        "账户资料": "zh",
        "银": "zh",
        "料": "zh",
        "constructor": "",
        "bank 银行": "",
        "__proto__": "",
        "": "",
    }


def test_two_members_add_to_the_sealed_index_at_once_and_nothing_is_lost_or_told(told):
    assert told["index"] == {
        # The latest first, and each once, also when it is opened again.
        "seen": "2,1 2",
        "single": "1 1",
        # It was sealed to another key than that of this index.
        "none": " 0",
        "revisions": 2,
        "conflicts": True,
        "harbour": "5,2 2",
        "names": ["index:KEY:000001", "index:KEY:000002", "index:KEY:known"],
        "clear": 0,
    }


def test_what_the_host_says_is_asked_for_in_the_language_of_the_page(told):
    assert told["languages"] == ["ar"]
