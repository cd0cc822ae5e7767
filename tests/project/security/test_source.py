"""What our own code must not do, read from the code: doors that open by accident are found before they are used."""

import ast
import random
import re
import signal
from functools import cache
from pathlib import Path

import comity


SOURCE = Path(comity.__file__).parent
# Who may open a connection to elsewhere, and to where it leads.
CALLERS = {
    "base/files/content/clamav.py": "the scanner that the settings name",
    "base/files/store/remote.py": "the store that the settings name",
    "base/notices/actions/mailing.py": "the mail server that the settings name",
    "kernel/outside.py": "what strangers name, looked at first",
    "project/commands/packs.py": "what whoever runs the command line names",
}
OPENERS = {"socket", "http.client", "urllib.request", "requests", "httpx", "smtplib", "ftplib", "obstore", "aiohttp"}


@cache
def trees():
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    }


def called(tree):
    """Every call with the name under which it is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_connections_are_opened_in_few_places():
    """Everything that a stranger can name goes through ``kernel.outside``, see tests/kernel/test_outside.py."""
    opening = set()
    for path, tree in trees().items():
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name == one or name.startswith(f"{one}.") for name in names for one in OPENERS):
                opening.add(path)
    assert opening == set(CALLERS)


def test_every_reader_of_xml_leaves_entities_and_the_network_alone():
    readers = []
    for path, tree in trees().items():
        for name, call in called(tree):
            if name.endswith("XMLParser"):
                given = {one.arg: ast.unparse(one.value) for one in call.keywords}
                assert (given.get("resolve_entities"), given.get("no_network"), given.get("load_dtd")) == (
                    "False", "True", "False",
                ), path  # fmt: skip
                assert given.get("huge_tree", "False") == "False" or path == "knowledge/treaties/imports/collection.py"
                readers.append(path)
            if name in {"etree.fromstring", "etree.parse", "etree.iterparse", "etree.XML"}:
                handed = [ast.unparse(one) for one in call.args[1:]] + [
                    ast.unparse(one.value) for one in call.keywords
                ]
                assert any("parser" in one.lower() for one in handed), (path, ast.unparse(call))
            assert not name.startswith(("minidom", "sax", "ElementTree", "ET.")), path
    assert len(readers) >= 3


def test_nothing_is_executed_unpacked_or_trusted_by_accident():
    """No evaluation, shell, unsafe loader; what is pickled is our own and lies where only the server writes."""
    found = set()
    for path, tree in trees().items():
        for name, call in called(tree):
            if name in {"eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "marshal.loads", "Template"}:
                found.add((path, name))
            if name in {"pickle.load", "pickle.loads"}:
                found.add((path, "pickle"))
            if name.startswith("subprocess.") and any(one.arg == "shell" for one in call.keywords):
                found.add((path, "shell"))
            if name.endswith((".raw", ".extra")) or (
                name.endswith("execute") and isinstance(call.args[0], ast.JoinedStr)
            ):
                found.add((path, "sql"))
    assert found == set(ALLOWED)


def test_no_form_takes_every_field():
    """What is not declared cannot be assigned: each form of a table names its fields."""
    wide = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                names = {target.id: ast.unparse(one.value) for one in node.body if isinstance(one, ast.Assign)
                         for target in one.targets if isinstance(target, ast.Name)}  # fmt: skip
                if "exclude" in names or "__all__" in names.get("fields", ""):
                    wide.append(path)
    assert wide == []


# ---------------------------------------------------------------- regular expressions


TRIED = re.compile(r"re\.(compile|match|search|fullmatch|split|subn?|findall|finditer)")


def expressions():
    """Every regular expression that is written out in our code, with its flags."""
    for path, tree in trees().items():
        for name, call in called(tree):
            if not call.args or not TRIED.fullmatch(name):
                continue
            try:
                pattern = ast.literal_eval(call.args[0])
            except ValueError:
                continue
            if not isinstance(pattern, str | bytes):
                continue
            told = " ".join(ast.unparse(one) for one in [*call.args[1:], *(one.value for one in call.keywords)])
            flags = 0
            for flag in re.findall(r"re\.([A-Z]+)", told):
                flags |= getattr(re, flag)
            yield f"{path}:{call.lineno}", pattern, flags


# What an expression never sees more of, where that is less than below, because the text is cut or refused before.
CUT = {"kernel/typed_dates.py": 60, "engines/search/vectors/encoder.py": 240}
LENGTH = 2000


def hostile(pattern, length):
    """Long texts that a careless expression tries in more ways than there is time for, made of its own letters."""
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    letters = sorted(set(re.sub(r"\\[a-zA-Z]|[\[\](){}|?*+^$.\\]", "", text)))
    pieces = [*letters[:5], *letters[-3:], " ", "a", "0", "-", "\n", "a ", "1 ", "0."]
    made = [(piece * length)[:length] + "\0" for piece in dict.fromkeys(pieces)]
    random.seed(7)
    few = random.choices(letters or ["a"], k=3)
    made.append("".join(random.choices([*few, " "], k=length)) + "\0")
    return made if isinstance(pattern, str) else [one.encode("utf-8", "replace") for one in made]


class TooLong(Exception):
    pass


# So much processor time for two thousand characters: what grows with the square takes a hundredth of it, what grows
# with the cube ten times as much, and the rest never ends.
MOST = 1.0


def test_no_expression_can_be_kept_busy():
    def stop(*_):
        raise TooLong

    slow, seen, before = [], 0, signal.signal(signal.SIGPROF, stop)
    try:
        for (pattern, flags), where in {(pattern, flags): where for where, pattern, flags in expressions()}.items():
            compiled, seen = re.compile(pattern, flags), seen + 1
            for text in hostile(pattern, CUT.get(where.partition(":")[0], LENGTH)):
                try:
                    signal.setitimer(signal.ITIMER_PROF, MOST)
                    compiled.search(text)
                    compiled.fullmatch(text)
                except TooLong:
                    slow.append((where, pattern, text[:12]))
                finally:
                    signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)
    assert slow == []
    assert seen > 300


# Where something of this kind stands, and why it does no harm there.
ALLOWED = {
    ("base/terms/grammar.py", "yaml.load"): "with one of the safe readers",
    ("engines/search/index/beside.py", "pickle"): "between a process and the one that it started",
    ("engines/search/index/analysis.py", "sql"): "the names are ours",
    ("engines/search/vectors/store.py", "sql"): "only question marks are put in",
    ("project/backups/places.py", "sql"): "schemas are named by us; tables are quoted by Django",
    ("project/backups/tables.py", "sql"): "tables and columns are quoted by Django",
    ("knowledge/legislation/imports/sources.py", "yaml.load"): "with a reader stricter than the safe one",
}
