"""Signatures and checkpoints: against the vectors of the standard and a second implementation."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comity.base.audit.crypto.keys import Signer, signer, witness
from comity.base.audit.crypto.notes import Key, checkpoint_of, key_of, verified, verified_slowly
from comity.base.audit.crypto.trees import Wrong


# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
@pytest.mark.parametrize("check", [verified, verified_slowly])
def test_the_vectors_of_the_standard(check, key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert check(key, signature, message)
    assert not check(key, signature, message + b"x")
    assert not check(key, bytes([signature[0] ^ 1]) + signature[1:], message)
    assert not check(key, signature[:63] + bytes([signature[63] ^ 0x10]), message)
    assert not check(key[:31], signature, message)
    assert not check(key, signature[:63], message)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_our_arithmetic_says_what_the_library_says(seed, message, bit):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verified_slowly(public, signature, message)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8
    assert verified_slowly(public, bytes(turned), message) == verified(public, bytes(turned), message)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_what_is_no_key_is_refused_and_not_reckoned_with(key, signature):
    assert not verified_slowly(key, signature, b"a message")


def test_a_signature_whose_number_is_too_large_is_refused():
    """RFC 8032, 5.1.7: otherwise each signature has a second form."""
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(signature[32:], "little") + order
    assert not verified_slowly(key, signature[:32] + larger.to_bytes(32, "little"), message)


def test_a_key_of_another_log_is_read():
    """That of Go's checksum database, as its documentation publishes it."""
    key = key_of("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert key.id.hex() == "033de0ae"
    assert str(key).endswith("+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    one = signer(tmp_path, "comity.example/audit")
    file = tmp_path / "audit_signing_key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(signer(tmp_path, "another name").key) == str(one.key)
    assert one.key.name == "comity.example/audit"
    assert key_of(str(one.key)) == one.key
    file.write_text("PRIVATE+KEY+x+00000000+AAAA")
    with pytest.raises(Wrong, match="Restore it from a backup"):
        signer(tmp_path, "x")


def test_a_checkpoint_is_believed_only_as_it_was_signed(tmp_path):
    one = signer(tmp_path, "comity.example/audit")
    note = one.signed(7, bytes(range(32)))
    read = checkpoint_of(note)
    assert (read.origin, read.size, read.root) == ("comity.example/audit", 7, bytes(range(32)))
    assert read.is_signed_by(one.key)
    assert not checkpoint_of(note.replace("\n7\n", "\n8\n")).is_signed_by(one.key)
    assert not read.is_signed_by(Key("another.example", one.key.public))
    assert not read.is_signed_by(Signer(tmp_path / "other", name="comity.example/audit").key)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: "",
        lambda note: note.partition("\n\n")[0],
        lambda note: note.replace("\n7\n", "\n07\n"),
        lambda note: note.replace("\n7\n", "\n-7\n"),
        lambda note: note.replace("\n7\n", "\nseven\n"),
        lambda note: note.replace("— ", "- "),
        lambda note: note.replace("AAECAwQF", "AAEC"),
    ],
)
def test_what_is_no_checkpoint_is_not_read_as_one(tmp_path, change):
    note = signer(tmp_path, "comity.example/audit").signed(7, bytes(range(32)))
    with pytest.raises(Wrong):
        checkpoint_of(change(note))


def test_a_witness_signs_with_the_time(tmp_path):
    from comity.base.audit.actions.witnessing import is_cosigned

    log, other = signer(tmp_path, "comity.example/audit"), witness(tmp_path, "witness.example/w")
    note = log.signed(7, bytes(32))
    line = other.cosigned(checkpoint_of(note).body, 1_700_000_000).strip()
    assert is_cosigned(note, line, other.key)
    assert base64.b64decode(line.split(" ")[2])[4:12] == (1_700_000_000).to_bytes(8, "big")
    assert not is_cosigned(log.signed(8, bytes(32)), line, other.key)
    assert not is_cosigned(note, line, log.key)
