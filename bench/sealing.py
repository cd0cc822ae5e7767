# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Sealing and opening: the browser, Python and the age command on the same bytes, and memory for a large file."""

import argparse
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.search_speed import installation, machine


PAGE = """<!doctype html><title>bench</title><body data-cipher="cipher.js"><script type=module src=run.js></script>"""
RUN = """
import * as s from "./sealing.js";
const secret = await s.newSecret();
const key = await s.publicOf(secret);
const mine = { ...secret };
const block = crypto.getRandomValues(new Uint8Array(65536));
/* A file of any size that is never in memory: what File.slice gives, made on the spot. */
class Made {
  constructor(size) { this.size = size; }
  slice(from, to) {
    const length = Math.max(0, Math.min(to, this.size) - from);
    return { arrayBuffer: async () => {
      const out = new Uint8Array(length);
      for (let place = 0; place < length; place += block.length) {
        out.set(block.subarray(0, Math.min(block.length, length - place)), place);
      }
      return out.buffer;
    } };
  }
}
let held = [], digests = [], sealed;
/* Seal a file and keep it in memory, open it from there. */
window.sealing = async (megabytes) => {
  [held, digests] = [[], []];
  const file = new Made(megabytes * 1e6);
  const began = performance.now();
  sealed = await s.sealFile(file, await s.begin(s.recipientsOf([key])), async (n, bytes, digest) => {
    digests.push(digest); held.push(bytes.slice());
  });
  return (performance.now() - began) / 1000;
};
window.opening = async (megabytes) => {
  let opened = 0;
  const began = performance.now();
  const write = async (bytes) => { opened += bytes.length; };
  await s.openFile([mine], { expected: sealed, digests, fetchPiece: async (n) => held[n], write });
  if (opened !== megabytes * 1e6) throw new Error("not the same");
  return (performance.now() - began) / 1000;
};
/* Seal a file into the browser's own store and open it from there. */
window.measure = async (megabytes) => {
  const root = await navigator.storage.getDirectory();
  const file = new Made(megabytes * 1e6);
  const begun = await s.begin(s.recipientsOf([key]));
  const digests = [], places = [];
  const handle = await root.getFileHandle("sealed", { create: true });
  const out = await handle.createWritable();
  let began = performance.now();
  const sealed = await s.sealFile(file, begun, async (n, bytes, digest) => {
    digests.push(digest); places.push(bytes.length);
    await out.write(bytes);
  });
  await out.close();
  const sealing = performance.now() - began;
  const stored = await handle.getFile();
  const target = await root.getFileHandle("opened", { create: true });
  const plain = await target.createWritable();
  began = performance.now();
  let start = 0;
  await s.openFile([mine], {
    expected: sealed, digests,
    fetchPiece: async (n) => {
      const from = start;
      start += places[n];
      return new Uint8Array(await stored.slice(from, from + places[n]).arrayBuffer());
    },
    write: (bytes) => plain.write(bytes),
  });
  await plain.close();
  const opening = performance.now() - began;
  if ((await target.getFile()).size !== file.size) throw new Error("not the same");
  for (const name of ["sealed", "opened"]) await root.removeEntry(name);
  return { sealing, opening };
};
window.small = async (count) => {
  const other = await s.newSecret();
  const from = { owner: "a", ...key }, to = { owner: "b", ...(await s.publicOf(other)) };
  const words = "w".repeat(4000);
  let began = performance.now();
  const several = [];
  for (let n = 0; n < count; n++) {
    const place = { thread: "t", id: String(n), subject: "s", body: words };
    several.push(await s.compose({ secret, from, to: [to], ...place }));
  }
  const sealing = performance.now() - began;
  const known = new Map([from, to].map((one) => [s.fingerprint(one), one]));
  began = performance.now();
  for (const [n, one] of several.entries()) {
    const envelope = { id: String(n), thread: "t", sender: "a", digest: one.digest, at: "2026-01-01" };
    await s.read({ sealed: one.sealed, envelope, secrets: [{ ...other, key: to }], known });
  }
  return { sealing: sealing / count, opening: (performance.now() - began) / count };
};
window.ready = true;
"""


def served(folder):
    """A server of the script on loopback, and its address."""

    class Quiet(SimpleHTTPRequestHandler):
        extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

        def __init__(self, *given, **named):
            super().__init__(*given, directory=str(folder), **named)

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


def descendants(pid):
    """A process and all that it has started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def processor(pids):
    """Seconds that these processes have had of the processors: other work on the machine does not lengthen them."""
    ticks = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # Their own, and those of programs that they ran to the end.
        ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Clock:
    """The least time that something took, and the least that it took of the processors."""

    def __init__(self):
        self.best = {}

    def run(self, name, pids, act):
        """Do it once more; ``act`` may itself tell how long it took."""
        before, began = processor(pids), time.perf_counter()
        told = act()
        seconds = told if isinstance(told, float) else time.perf_counter() - began
        spent = processor(pids) - before
        known = self.best.get(name, (9e9, 9e9))
        self.best[name] = (min(known[0], seconds), min(known[1], spent))


class Memory:
    """The most memory that the page's own process has while something is done."""

    def __init__(self):
        self.most, self._stopped = 0, threading.Event()

    def _watch(self):
        while not self._stopped.wait(0.1):
            for pid in descendants(os.getpid()):
                try:
                    if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        # What it shares with others, such as the program itself, is not of the file.
                        resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text().split()[1:3])
                        self.most = max(self.most, (resident - shared) * os.sysconf("SC_PAGE_SIZE"))
                except (OSError, IndexError):
                    continue

    def __enter__(self):
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_how):
        self._stopped.set()


def in_browser(folder, megabytes, large, rounds):
    """Seconds for sealing and opening, best of some rounds; and what a large file takes."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("COMITY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium on this machine.")
    server, address = served(folder)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        page = browser.new_page()
        page.set_default_timeout(0)
        page.goto(address)
        page.wait_for_function("window.ready")
        small = page.evaluate("small(50)")
        clock = Clock()
        ours = [one for one in descendants(os.getpid()) if one != os.getpid()]
        for _ in range(rounds):
            for name in ("sealing", "opening"):
                clock.run(name, ours, lambda name=name: float(page.evaluate(f"{name}({megabytes})")))
        browser.close()
        told = None
        if large:
            # A browser with a profile, as people have: one without has hardly any store of its own.
            profile = str(folder / "profile")
            browser = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=flags)
            page = browser.pages[0]
            page.set_default_timeout(0)
            page.goto(address)
            page.wait_for_function("window.ready")
            with Memory() as memory:
                told = page.evaluate(f"measure({large})")
            told["memory"] = memory.most
            browser.close()
    server.shutdown()
    return small, clock.best, told


def with_age(folder, plain, rounds):
    """Seconds of the age command, from file to file."""
    key, sealed, out = folder / "key", folder / "plain.age", folder / "out"
    if not shutil.which("age"):
        return None
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    recipient = next(line.split()[-1] for line in key.read_text().splitlines() if "public key" in line)
    clock = Clock()
    for _ in range(rounds):
        for name, command in (
            ("sealing", ["age", "-r", recipient, "-o", sealed, plain]),
            ("opening", ["age", "-d", "-i", key, "-o", out, sealed]),
        ):
            run = functools.partial(subprocess.run, command, check=True, capture_output=True)
            clock.run(name, [os.getpid()], run)
    return clock.best


def with_python(folder, plain, rounds):
    """Seconds of pyrage, from file to file."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    sealed, out = folder / "python.age", folder / "python.out"
    clock = Clock()
    for _ in range(rounds):
        seal = functools.partial(pyrage.encrypt_file, str(plain), str(sealed), [identity.to_public()])
        clock.run("sealing", [os.getpid()], seal)
        clock.run("opening", [os.getpid()], functools.partial(pyrage.decrypt_file, str(sealed), str(out), [identity]))
    return clock.best


def main(arguments=None):
    """Seal, open, print."""
    parser = argparse.ArgumentParser(prog="python -m bench sealing", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200, help="of the file compared (default: %(default)s)")
    parser.add_argument("--large", type=int, default=2_000, help="megabytes of the large file, 0 for none")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as home:
        folder = Path(home)
        installation(home)
        from django.conf import settings

        from comity.ui.modules import linked

        for name, entry in (("sealing.js", "sealing/index.js"), ("cipher.js", "sealing/cipher.js")):
            (folder / name).write_text(linked(entry, settings.NODE_MODULES), encoding="utf-8")
        (folder / "index.html").write_text(PAGE)
        (folder / "run.js").write_text(RUN)
        plain = folder / "plain"
        block = os.urandom(1_000_000)
        with plain.open("wb") as file:
            for _ in range(given.megabytes):
                file.write(block)
        print(machine())
        age = with_age(folder, plain, given.rounds)
        python = with_python(folder, plain, given.rounds)
        small, browser, large = in_browser(folder, given.megabytes, given.large, given.rounds)
        print(f"  a file of {given.megabytes} MB, best of {given.rounds}:")
        for who, told in (("the age command", age), ("Python (pyrage)", python), ("the browser", browser)):
            if told is None:
                print(f"    {who:18} is not on this machine", file=sys.stderr)
                continue
            for what in ("sealing", "opening"):
                seconds, spent = told[what]
                rates = (
                    f"{given.megabytes / seconds:6,.0f} MB/s, {given.megabytes / max(spent, 0.01):6,.0f} MB for each"
                )
                ratio = f"; {seconds / age[what][0]:.1f} and {spent / age[what][1]:.1f} times age's" if age else ""
                print(f"    {who:16} {what}: {rates} second of a processor{ratio}")
        print("  a message of 4,000 letters in the browser:")
        print(f"    {small['sealing']:.1f} ms to seal and sign, {small['opening']:.1f} ms to open and check")
        if large:
            sealing, opening = large["sealing"] / 1000, large["opening"] / 1000
            print(f"  a file of {given.large:,} MB in the browser, by its own store:")
            print(f"    sealed in {sealing:.0f} s, opened in {opening:.0f} s")
            print(f"    at most {large['memory'] / 1e6:.0f} MB of memory of its own in the page's process")
