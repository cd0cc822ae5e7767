"""Two installations on lines of their own: addresses or network namespaces, TLS by a proxy, and cuts.

As a program it is the proxy: it ends TLS as an ordinary reverse proxy does, hands everything on, can keep what passes,
and cuts some connections somewhere in the middle.
"""

import argparse
import asyncio
import contextlib
import ctypes
import os
import random
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import trustme

from bench.working import ROOT, Installation, Server


LONGEST: Final = 65_536


# ---------------------------------------------------------------- the proxy


class Proxy:
    """Ends TLS at one address and hands on to another."""

    def __init__(self, listen: str, to: int, certificate: str, cut: float, record: str) -> None:
        self._host, _, port = listen.rpartition(":")
        self._port, self._to, self._cut = int(port), to, cut
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._random = random.SystemRandom()
        self._record = Path(record).open("ab", buffering=0) if record else None  # noqa: SIM115 -- open as long as it lives

    async def run(self) -> None:
        """Hand on for ever."""
        server = await asyncio.start_server(self._serve, self._host, self._port, ssl=self._context, backlog=100)
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            inside, outwards = await asyncio.open_connection("127.0.0.1", self._to)
            # After so many bytes of either direction the line is cut; most of these are within one exchange.
            left = [self._random.randint(1, 9000) if self._random.random() < self._cut else 1 << 40]
            await asyncio.gather(
                self._pump(reader, outwards, writer, left), self._pump(inside, writer, outwards, left),
                return_exceptions=True,
            )  # fmt: skip
            outwards.transport.abort()
        writer.transport.abort()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        left: list[int],
    ) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while content := await source.read(LONGEST):
                if self._record:
                    self._record.write(content)
                part = content[: left[0]]
                left[0] -= len(content)
                target.write(part)
                await target.drain()
                if left[0] <= 0:
                    target.transport.abort()
                    back.transport.abort()
                    return
        with suppress(OSError):
            target.close()


# ---------------------------------------------------------------- network namespaces


class Cable:
    """Two network namespaces and the cable between them, which can be pulled out; or loopback, where it cannot."""

    def __init__(self, *, is_apart: bool) -> None:
        self.is_apart = is_apart
        self._names = (f"cmt-a-{os.getpid()}", f"cmt-b-{os.getpid()}")
        self.hosts = ("10.213.7.1", "10.213.7.2") if is_apart else ("127.0.0.2", "127.0.0.3")

    def __enter__(self) -> Self:
        if self.is_apart:
            one, other = self._names
            for name in self._names:
                _ip("netns", "add", name)
                _ip("-n", name, "link", "set", "lo", "up")
            _ip("link", "add", "cmt0", "netns", one, "type", "veth", "peer", "name", "cmt0", "netns", other)
            for name, host in zip(self._names, self.hosts, strict=True):
                _ip("-n", name, "addr", "add", f"{host}/24", "dev", "cmt0")
            self.plug()
        return self

    def __exit__(self, *_how: object) -> None:
        if self.is_apart:
            for name in self._names:
                _ip("netns", "del", name)

    def pull(self) -> None:
        """Pull the cable out."""
        if self.is_apart:
            _ip("-n", self._names[0], "link", "set", "cmt0", "down")

    def plug(self) -> None:
        """Plug it in again."""
        if self.is_apart:
            for name in self._names:
                _ip("-n", name, "link", "set", "cmt0", "up")

    def inside(self, number: int) -> list[str]:
        """What stands before a command that runs at one end."""
        return ["ip", "netns", "exec", self._names[number]] if self.is_apart else []

    def enter(self, number: int) -> None:
        """Let this thread speak from one end."""
        if self.is_apart:
            with Path(f"/run/netns/{self._names[number]}").open(encoding="ascii") as place:
                if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), 0):
                    raise OSError(ctypes.get_errno(), "setns")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def are_namespaces_there() -> bool:
    """Whether this process may make network namespaces."""
    name = f"cmt-try-{os.getpid()}"
    if os.getuid() or subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True).returncode:
        return False
    _ip("netns", "del", name)
    return True


# ---------------------------------------------------------------- an installation at one end


def _free_port(host: str, *, is_apart: bool) -> int:
    """Give a port that nobody listens on: two pairs of installations may stand on one machine at the same time."""
    with socket.socket() as asked:
        # The address of a namespace is not one of this machine; what is free here is free in a new namespace.
        asked.bind(("127.0.0.1" if is_apart else host, 0))
        port: int = asked.getsockname()[1]
    return port


class Side(Installation):
    """An installation with a certificate and a proxy before it, at one end of the cable."""

    def __init__(self, home: Path, cable: Cable, number: int, authority: trustme.CA, *, cut: float = 0.0) -> None:
        super().__init__(home)
        self.number, self.cable, self.host = number, cable, cable.hosts[number]
        port, self.within = _free_port(self.host, is_apart=cable.is_apart), _free_port("127.0.0.1", is_apart=False)
        self.address = f"https://{self.host}:{port}"
        self.log, self.traffic = home.parent / f"log-{number}", home.parent / f"traffic-{number}"
        trusted, certificate = home.parent / "trusted.pem", home.parent / f"certificate-{number}.pem"
        authority.cert_pem.write_to_path(str(trusted))
        issued = authority.issue_cert(self.host)
        certificate.write_bytes(issued.private_key_pem.bytes() + b"".join(p.bytes() for p in issued.cert_chain_pems))
        self._environment |= {
            "COMITY_ADDRESS": self.address,
            "COMITY_HOSTS": f"{self.host} 127.0.0.1 localhost",
            "COMITY_INTERNAL_WEBHOOKS": "yes",
            "COMITY_SECOND_FACTOR": "no",
            "SSL_CERT_FILE": str(trusted),
        }
        listen = ("--listen", f"{self.host}:{port}", "--to", str(self.within), "--certificate", str(certificate))
        command = [sys.executable, "-m", "bench.lines", *listen, "--cut", str(cut), "--record", str(self.traffic)]
        self._proxy = subprocess.Popen([*cable.inside(number), *command], cwd=ROOT, env=self._environment)
        self._server: Server | None = None

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [*self.cable.inside(self.number), sys.executable, *command],
            env=self._environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def begin(self) -> None:
        """Start the server, and wait until it answers."""
        command = [sys.executable, "-m", "comity.project.commandline", "serve", "--port", str(self.within)]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*self.cable.inside(self.number), *command],
                env=self._environment, cwd=ROOT, start_new_session=True, stdout=log, stderr=log,
            )  # fmt: skip
        self._server = Server(process, self.within)
        until = time.monotonic() + 200
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.within), timeout=2) as line:
                line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if b" 200 " in line.recv(100):
                    return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not answer: {self.log.read_text(encoding='utf-8')[-1000:]}")

    def kill(self) -> None:
        """Kill every process of the server at once."""
        if self._server is not None:
            self._server.kill()

    def memory(self) -> int:
        """Bytes of memory that all processes of the server have between them, each page once (PSS)."""
        return self._server.memory() if self._server is not None else 0

    def end(self) -> None:
        """End everything here."""
        self.kill()
        self._proxy.kill()
        self._proxy.wait()


@contextlib.contextmanager
def two(folder: Path, *, is_apart: bool, cut: float = 0.0) -> Iterator[tuple[Cable, Side, Side]]:
    """Two installations, one at each end of a cable, each with a certificate of an authority that both trust."""
    authority = trustme.CA()
    with Cable(is_apart=is_apart) as cable:
        sides = []
        try:
            for number in range(2):
                (folder / f"side-{number}").mkdir()
                sides.append(Side(folder / f"side-{number}" / "home", cable, number, authority, cut=cut))
            yield cable, sides[0], sides[1]
        finally:
            for one in sides:
                one.end()


def main() -> None:
    """Be the proxy."""
    parser = argparse.ArgumentParser(prog="python -m bench.lines")
    for name in ("listen", "certificate", "record"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--to", type=int)
    parser.add_argument("--cut", type=float)
    given = parser.parse_args()
    proxy = Proxy(given.listen, given.to, given.certificate, given.cut, given.record)
    asyncio.run(proxy.run())


if __name__ == "__main__":
    main()
