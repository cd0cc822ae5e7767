"""Checkpoints are handed to others, and others' are looked at."""

import base64

import pytest

from comity.base.audit.actions import anchor, anchoring, checkpoint, note, unwatch, watch
from comity.base.audit.actions.witnessing import is_cosigned, witness, witness_key
from comity.base.audit.crypto.bundles import Growing
from comity.base.audit.crypto.keys import signer
from comity.base.audit.crypto.tiles import grown, node_in
from comity.base.audit.crypto.trees import consistency, leaf_hash
from comity.base.audit.enums import Way
from comity.base.audit.models import Anchor, Checkpoint, WatchedLog
from comity.base.audit.queries import public_key
from comity.kernel.errors import NotNow, Refused
from comity.kernel.outside import Reply


class Other:
    """The log of another installation."""

    def __init__(self, folder, count=100):
        self.signer = signer(folder, "other.example/audit")
        self.hashes = [leaf_hash({"number": one}) for one in range(count)]

    def note(self, size):
        growing = Growing()
        for one in self.hashes[:size]:
            growing.add(one)
        return self.signer.signed(size, growing.root())

    def sent(self, old, size, note=None, path=None):
        if path is None:
            path = consistency(old, 0, size, node_in(grown(0, {}, self.hashes))) if old else []
        lines = [f"old {old}", *(base64.b64encode(one).decode() for one in path), "", note or self.note(size)]
        return "\n".join(lines).encode()


@pytest.fixture
def other(tmp_path, service):
    log = Other(tmp_path)
    watch(str(log.signer.key), by=service)
    return log


def test_a_log_that_only_grows_is_cosigned(other):
    for old, size in ((0, 7), (7, 7), (7, 8), (8, 100)):
        status, text = witness(other.sent(old, size))
        assert status == 200
        assert is_cosigned(other.note(size), text.strip(), witness_key())
        assert WatchedLog.objects.get().size == size


def test_a_log_that_was_made_anew_is_not(other, tmp_path):
    assert witness(other.sent(0, 50))[0] == 200
    other.hashes[3] = leaf_hash({"number": "other"})
    assert witness(other.sent(50, 80))[0] == 422
    assert witness(other.sent(50, 50))[0] == 409
    assert witness(other.sent(0, 80)) == (409, "50\n")
    assert WatchedLog.objects.get().size == 50


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (400, b"\xff"),
        (400, b"old x\n\n"),
        (400, b"old 0\nAAAA\n\nother.example/audit\n1\n"),
        (400, b"old 0\n" + b"A" * 20_000),
        (400, b"old 0\n" + b"\n".join([base64.b64encode(bytes(32))] * 64) + b"\n\nx"),
    ],
)
def test_what_is_not_understood_is_said_so(other, status, body):
    assert witness(body)[0] == status


def test_only_known_logs_with_their_own_key_are_heard(other, tmp_path, service):
    stranger = Other(tmp_path / "stranger")
    assert witness(stranger.sent(0, 7))[0] == 403
    assert witness(other.sent(0, 7, note=other.note(7).replace("other", "third")))[0] == 404
    assert witness(other.sent(9, 7, path=[]))[0] == 400
    with pytest.raises(Refused, match="another key"):
        watch(str(stranger.signer.key), by=service)
    with pytest.raises(Refused, match="key of a witness"):
        watch(str(witness_key()), by=service)
    with pytest.raises(Refused, match="no key"):
        watch("nonsense", by=service)
    unwatch("other.example/audit", by=service)
    assert witness(other.sent(0, 7))[0] == 404
    with pytest.raises(NotNow):
        unwatch("other.example/audit", by=service)


class TestAnchors:
    def test_in_a_folder_nothing_is_ever_overwritten(self, settings, tmp_path, service):
        settings.AUDIT_FOLDER = str(tmp_path / "kept")
        assert anchor() == (0, 0)
        one = checkpoint()
        assert anchor() == (1, 0)
        assert anchor() == (0, 0)
        kept = tmp_path / "kept" / f"checkpoint-{one.size:012d}.txt"
        assert kept.read_text() == one.note
        kept.write_text("another")
        Anchor.objects.update(done_at=None)
        assert anchor() == (0, 1)
        assert "says something else" in Anchor.objects.get().answer
        assert kept.read_text() == "another"

    def test_by_mail(self, settings, service, mailoutbox):
        settings.AUDIT_MAIL = ["witness@ministry.example"]
        one = checkpoint()
        assert anchor() == (0, 1)
        settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "comity@comity.example"
        assert anchor() == (1, 0)
        assert one.note in mailoutbox[0].body
        assert Anchor.objects.get().attempts == 2

    def test_at_a_witness_that_may_know_more_or_less_than_is_thought(self, settings, monkeypatch, service):
        watch(str(public_key()), by=service)
        settings.AUDIT_WITNESSES = [f"{witness_key()} https://witness.example/audit/witness"]
        asked = []

        def post(address, body, headers, **rest):
            asked.append((address, body))
            return Reply(*witness(body))

        monkeypatch.setattr(anchoring, "post", post)
        first = checkpoint()
        assert anchor() == (1, 0)
        assert asked[0][0] == "https://witness.example/audit/witness/add-checkpoint"
        note("places.load", None, by=service)
        checkpoint()
        Anchor.objects.all().delete()
        assert anchor() == (1, 0)
        assert [body.partition(b"\n")[0] for _, body in asked[1:]] == [b"old 0", f"old {first.size}".encode()]
        assert is_cosigned(Checkpoint.objects.latest("size").note, Anchor.objects.get().answer.strip(), witness_key())
        assert WatchedLog.objects.get().size == Checkpoint.objects.latest("size").size

    def test_a_witness_that_saw_more_is_told_of(self, settings, monkeypatch, service):
        settings.AUDIT_WITNESSES = [f"{witness_key()} https://witness.example/"]
        checkpoint()
        monkeypatch.setattr(anchoring, "post", lambda *a, **k: Reply(409, "5000\n"))
        assert anchor() == (0, 1)
        assert "its end is missing" in Anchor.objects.get().answer
        monkeypatch.setattr(anchoring, "post", lambda *a, **k: Reply(200, "— x AAAA\n"))
        assert anchor() == (0, 1)
        assert "is not signed by" in Anchor.objects.get().answer
        assert Anchor.objects.get().way == Way.WITNESS
