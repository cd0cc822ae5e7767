"""Packs fetched over HTTPS from a real server on loopback."""

import hashlib
import http.server
import io
import ssl
import threading
import zipfile

import pytest
import trustme
from click.testing import CliRunner

from comity.kernel.errors import Refused, Unreadable
from comity.project.commands.packs import packs_command


TEXT = b"""---
identifier: ACT-1
title: Act on bees
place: IT
language: en
kind: law
---
# Act on bees

### Article 1

This Act protects bees.
"""
MANIFEST = """name: bees
title: Laws on bees
kind: legislation
licence: CC0-1.0
source: https://bees.example.org/
retrieved_on: 2026-11-01
languages: [en]
files:
  act.md: {digest}
"""


def archive(*, with_manifest=True):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if with_manifest:
            file.writestr("comity-pack.yaml", MANIFEST.format(digest=hashlib.sha256(TEXT).hexdigest()))
        file.writestr("act.md", TEXT)
    return out.getvalue()


@pytest.fixture
def publisher(monkeypatch, tmp_path, settings, socket_enabled):
    """A publisher's server: ``serve(path, content)``; ``moved(path, address)``; both give the address."""
    settings.HOME = tmp_path / "home"
    answers = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            code, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nothing is written."""

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    root = tmp_path / "root.pem"
    authority.cert_pem.write_to_path(root)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))

    class Server(http.server.ThreadingHTTPServer):
        def get_request(self):
            plain, address = super().get_request()
            try:
                return context.wrap_socket(plain, server_side=True), address
            except OSError:  # who called did not trust the certificate
                plain.close()
                raise

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"https://localhost:{server.server_port}"

    class Publisher:
        def serve(self, path, content):
            answers[path] = (200, {}, content)
            return base + path

        def moved(self, path, address):
            answers[path] = (302, {"Location": address}, b"")
            return base + path

    yield Publisher()
    server.shutdown()
    server.server_close()


def fetch(*arguments):
    done = CliRunner().invoke(packs_command, ["fetch", *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def kept(settings):
    folder = settings.HOME / "packs"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_pack_is_fetched_checked_and_kept(publisher, settings):
    content = archive()
    digest = hashlib.sha256(content).hexdigest()
    done = fetch(publisher.serve("/bees.zip", content), "--sha256", digest)
    assert done.exit_code == 0
    assert digest in done.output
    assert (settings.HOME / "packs" / "bees.zip").read_bytes() == content


def test_a_publisher_who_moved_is_followed(publisher, settings):
    address = publisher.serve("/new/bees.zip", archive())
    assert fetch(publisher.moved("/bees.zip", address)).exit_code == 0
    assert kept(settings) == ["bees.zip"]


def test_nothing_is_kept_of_another_archive_than_the_one_expected(publisher, settings):
    with pytest.raises(Refused, match="not the one expected"):
        fetch(publisher.serve("/bees.zip", archive()), "--sha256", "0" * 64)
    assert kept(settings) == []


def test_nothing_is_kept_of_what_is_no_pack(publisher, settings):
    with pytest.raises(Unreadable, match="no manifest"):
        fetch(publisher.serve("/bees.zip", archive(with_manifest=False)))
    with pytest.raises(Unreadable):
        fetch(publisher.serve("/broken.zip", b"this is no archive"))
    assert kept(settings) == []


def test_nobody_on_the_way_can_put_in_something_else(publisher, settings, monkeypatch):
    with pytest.raises(Refused, match="https://"):
        fetch("http://localhost/bees.zip")
    with pytest.raises(Refused, match="not https"):
        fetch(publisher.moved("/bees.zip", "http://localhost/bees.zip"))
    address = publisher.serve("/other.zip", archive())
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Refused, match="certificate"):
        fetch(address)
    assert kept(settings) == []


def test_an_address_that_does_not_answer_is_named(publisher, settings):
    address = publisher.serve("/bees.zip", archive()).replace("bees", "wasps")
    with pytest.raises(Refused, match="404"):
        fetch(address)
    assert kept(settings) == []
