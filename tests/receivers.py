"""Those who receive: a real mail server and a real web server on loopback, which answer as they are told."""

import email
import email.policy
import http.server
import socketserver
import ssl
import threading
from dataclasses import dataclass, field

import trustme


@dataclass
class Mailbox:
    """A server of RFC 5321 as a sender needs it; ``answers`` says what it answers instead of yes, by command."""

    port: int = 0
    mails: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    # After how many mails it falls silent in the middle of the next.
    breaks_in: int | None = None
    # How many connections were encrypted.
    encrypted: int = 0

    @property
    def recipients(self):
        return [one["To"] for one in self.mails]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        box = self.server.box
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            if answer := box.answers.get(verb):
                self.say(answer)
            elif verb == "EHLO" and self.server.context:
                self.say("250-here")
                self.say("250 STARTTLS")
            elif verb == "STARTTLS" and self.server.context:
                self.say("220 go on")
                self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
                self.rfile.close()
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
                box.encrypted += 1
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line[1:] if line.startswith(b"..") else line)
                if box.breaks_in == 0:
                    return
                if box.breaks_in:
                    box.breaks_in -= 1
                box.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")

    def finish(self):
        super().finish()
        self.connection.close()

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Threaded(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        """Whoever hangs up is no fault."""


def certified(folder):
    """What a server needs to prove that it is localhost, and the file of who signed it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    root = folder / "authority.pem"
    authority.cert_pem.write_to_path(root)
    return context, root


def mail_server(context=None, *, is_encrypted=False):
    """A mail server and the function that stops it; with a context it can be asked to encrypt, or does so at once."""
    box = Mailbox()
    server = Threaded(("127.0.0.1", 0), Session)
    server.box, server.context, box.port = box, context, server.server_address[1]
    if is_encrypted:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    # It looks that often, in seconds, whether it shall stop; by itself every half a second, for which each test waits.
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def stop():
        server.shutdown()
        server.server_close()

    return box, stop


@dataclass
class Hook:
    """A web server that keeps what it is sent and answers with ``status``, after ``headers``, with ``body``."""

    address: str = ""
    calls: list = field(default_factory=list)
    status: int = 204
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    # Seconds between two bytes of the answer.
    drips: float = 0.0


def web_server(folder):
    """A web server with a certificate for localhost, the file of who signed it, and the function that stops it."""
    hook = Hook()
    context, root = certified(folder)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.calls.append((self.path, dict(self.headers.items()), body))
            if hook.drips:
                for _ in range(100):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    threading.Event().wait(hook.drips)
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(hook.body)))
            self.end_headers()
            self.wfile.write(hook.body)

        def log_message(self, *_):
            """Nothing is written."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):
            plain, address = super().get_request()
            try:
                return context.wrap_socket(plain, server_side=True), address
            except OSError:
                plain.close()
                raise

        def handle_error(self, request, client_address):
            """Whoever hangs up is no fault."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    hook.address = f"https://localhost:{server.server_port}/hook?of=mine"

    def stop():
        server.shutdown()
        server.server_close()

    return hook, root, stop
