# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Sealing and opening: the browser, Python and the age command on the same bytes, and memory for a large file."""

import argparse
import functools
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.search_speed import installation, machine


PAGE = """<!doctype html><title>bench</title><body data-cipher="cipher.js"><input type=file>
<script type=module src=run.js></script>"""
RUN = """
import * as s from "./sealing.js";
const secret = await s.newSecret();
const key = await s.publicOf(secret);
const mine = { ...secret };
const chosen = () => document.querySelector("input").files[0];
// Memory that is used again for what is kept: otherwise its clearing is measured too.
const store = [];
let held = [], digests = [], sealed;
/* Seal the file that was chosen and keep it in memory, open it from there. */
window.sealing = async () => {
  [held, digests] = [[], []];
  const began = performance.now();
  sealed = await s.sealFile(chosen(), await s.begin(s.recipientsOf([key])), async (n, bytes, digest) => {
    store[n] ??= new Uint8Array(s.PIECE);
    store[n].set(bytes);
    digests.push(digest); held.push(store[n].subarray(0, bytes.length));
  });
  return (performance.now() - began) / 1000;
};
window.opening = async () => {
  let opened = 0;
  const began = performance.now();
  const write = async (bytes) => { opened += bytes.length; };
  await s.openFile([mine], { expected: sealed, digests, fetchPiece: async (n) => held[n].slice(), write });
  if (opened !== chosen().size) throw new Error("not the same");
  return (performance.now() - began) / 1000;
};
/* Seal a file and send it piece by piece; fetch it again, open it, and keep it in the browser's own store. */
window.measure = async (megabytes) => {
  const root = await navigator.storage.getDirectory();
  const chosen = await root.getFileHandle("chosen", { create: true });
  const block = new Uint8Array(1e6);
  for (let place = 0; place < block.length; place += 50_000) {
    crypto.getRandomValues(block.subarray(place, place + 50_000));
  }
  const making = await chosen.createWritable();
  for (let n = 0; n < megabytes; n++) await making.write(block);
  await making.close();
  const file = await chosen.getFile();
  const begun = await s.begin(s.recipientsOf([key]));
  const digests = [];
  await fetch("begun", { method: "PUT", body: "" });
  let began = performance.now();
  const sealed = await s.sealFile(file, begun, async (n, bytes, digest) => {
    digests.push(digest);
    await fetch(`pieces/${n}`, { method: "PUT", body: bytes });
  });
  const sealing = performance.now() - began;
  const target = await root.getFileHandle("opened", { create: true });
  const plain = await target.createWritable();
  await fetch("opening", { method: "PUT", body: "" });
  began = performance.now();
  await s.openFile([mine], {
    expected: sealed, digests,
    fetchPiece: async (n) => new Uint8Array(await (await fetch(`pieces/${n}`, { cache: "no-store" })).arrayBuffer()),
    write: (bytes) => plain.write(bytes),
  });
  await plain.close();
  const opening = performance.now() - began;
  if ((await target.getFile()).size !== file.size) throw new Error("not the same");
  await fetch("done", { method: "PUT", body: JSON.stringify({ sealing, opening }) });
};
const asked = new URLSearchParams(location.search).get("large");
const tell = (error) => fetch("done", { method: "PUT", body: JSON.stringify({ fault: String(error) }) });
if (asked) measure(Number(asked)).catch(tell);
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

        def do_PUT(self):
            """Keep a piece, as a host does."""
            place = folder / self.path.lstrip("/")
            place.parent.mkdir(exist_ok=True)
            content = self.rfile.read(int(self.headers["Content-Length"]))
            place.with_suffix(".part").write_bytes(content)
            place.with_suffix(".part").rename(place)
            self.send_response(204)
            self.end_headers()

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
    """How long something took each time, and how long it had the processors."""

    def __init__(self):
        self.times = {}

    def run(self, name, pids, act):
        """Do it once more; ``act`` may itself tell how long it took."""
        before, began = processor(pids), time.perf_counter()
        told = act()
        seconds = told if isinstance(told, float) else time.perf_counter() - began
        self.times.setdefault(name, []).append((seconds, processor(pids) - before))

    def best(self, name):
        """The least time, and the least of the processors."""
        return tuple(min(one[place] for one in self.times[name]) for place in (0, 1))

    def middle(self, name):
        """The time in the middle, and the one of the processors."""
        return tuple(statistics.median(one[place] for one in self.times[name]) for place in (0, 1))


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


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def chromium():
    """Where the browser is."""
    path = os.environ.get("COMITY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("There is no Chromium on this machine.")
    return path


def ready(page, address, file):
    """Open the page of the bench, and choose a file in it as a person does."""
    page.set_default_timeout(0)
    page.goto(address)
    page.wait_for_function("window.ready")
    page.set_input_files("input", file)


def large_one(folder, address, megabytes):
    """Seal a large file to a host and open it from there: seconds, and the memory of the page's process.

    Nobody watches this browser: the tools by which a program drives one keep what it sends and fetches in the memory
    of the page. So the page begins by itself, and says by a request of its own what it found.
    """
    done = folder / "done"
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [chromium(), "--headless", *FLAGS, profile, f"{address}?large={megabytes}"]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with Memory() as memory:
            while not done.exists():
                if browser.poll() is not None:
                    raise SystemExit("The browser has ended by itself.")
                time.sleep(0.1)
    finally:
        browser.terminate()
        browser.wait()
    return json.loads(done.read_text()) | {"memory": memory.most}


def made(path, megabytes):
    """A file of this size in which nothing can be pressed together."""
    block = os.urandom(1_000_000)
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(block)
    return path


def programs(folder, plain):
    """What the age command and pyrage do from file to file, by who and what."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    sealed, out, key = folder / "plain.age", folder / "out", folder / "key"
    theirs = (folder / "python.age", folder / "python.out")
    run = functools.partial(subprocess.run, check=True, capture_output=True)
    run(["age-keygen", "-o", key])
    recipient = next(line.split()[-1] for line in key.read_text().splitlines() if "public key" in line)
    return {
        "the age command": {
            "sealing": functools.partial(run, ["age", "-r", recipient, "-o", sealed, plain]),
            "opening": functools.partial(run, ["age", "-d", "-i", key, "-o", out, sealed]),
        },
        "Python (pyrage)": {
            "sealing": lambda: pyrage.encrypt_file(str(plain), str(theirs[0]), [identity.to_public()]),
            "opening": lambda: pyrage.decrypt_file(str(theirs[0]), str(theirs[1]), [identity]),
        },
    }


def measured(folder, plain, rounds, large):
    """All in turn, round by round, so that what else the machine does falls on each; a message; a large file."""
    from playwright.sync_api import sync_playwright

    server, address = served(folder)
    acts = programs(folder, plain)
    clocks = {who: Clock() for who in (*acts, "the browser")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        ready(page, address, plain)
        small = page.evaluate("small(50)")
        ours = [one for one in descendants(os.getpid()) if one != os.getpid()]
        for _ in range(rounds):
            for what in ("sealing", "opening"):
                for who, act in acts.items():
                    clocks[who].run(what, [os.getpid()], act[what])
                clocks["the browser"].run(what, ours, lambda what=what: float(page.evaluate(f"{what}()")))
        browser.close()
        told = large_one(folder, address, large) if large else None
    server.shutdown()
    return clocks, small, told


def say(clocks, megabytes):
    """The figures of the programs beside each other."""
    for how in ("best", "middle"):
        age = {what: getattr(clocks["the age command"], how)(what) for what in ("sealing", "opening")}
        for who, clock in clocks.items():
            for what in ("sealing", "opening"):
                seconds, spent = getattr(clock, how)(what)
                rates = f"{megabytes / seconds:6,.0f} MB/s, {megabytes / max(spent, 0.01):6,.0f} MB for each"
                ratio = f"{seconds / age[what][0]:.1f} and {spent / max(age[what][1], 0.01):.1f} times age's"
                print(f"    {how:6} {who:16} {what}: {rates} second of a processor; {ratio}")


def main(arguments=None):
    """Seal, open, print."""
    parser = argparse.ArgumentParser(prog="python -m bench sealing", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200, help="of the file compared (default: %(default)s)")
    parser.add_argument("--large", type=int, default=2_000, help="megabytes of the large file, 0 for none")
    parser.add_argument("--rounds", type=int, default=5)
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
        if not shutil.which("age"):
            raise SystemExit("The age command is not on this machine: there is nothing to compare with.")
        plain = made(folder / "plain", given.megabytes)
        print(machine())
        clocks, small, large = measured(folder, plain, given.rounds, given.large)
        print(f"  a file of {given.megabytes} MB, {given.rounds} rounds, each of all in turn:")
        say(clocks, given.megabytes)
        print("  a message of 4,000 letters in the browser:")
        print(f"    {small['sealing']:.1f} ms to seal and sign, {small['opening']:.1f} ms to open and check")
        if large:
            sealing, opening = large["sealing"] / 1000, large["opening"] / 1000
            print(f"  a file of {given.large:,} MB in the browser, sent to a host on this machine and fetched again:")
            print(f"    sealed in {sealing:.0f} s, opened in {opening:.0f} s")
            print(f"    at most {large['memory'] / 1e6:.0f} MB of memory of its own in the page's process")
