"""What cannot be right, made from what could: bodies, fields, files and parameters, drawn at random from a seed."""

import io
import json
import random
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import html


@dataclass(frozen=True)
class Sending:
    """One request that only a refusal can answer: what is wrong with it, and all that is needed to send it."""

    family: str
    fault: str
    path: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    method: str = "POST"
    headers: dict = field(default_factory=dict)


BOUNDARY = "----comity7f3a"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(name, value, *, file="", kind=""):
    """A part of a form as a browser writes it."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if file:
        head += f'; filename="{file}"\r\nContent-Type: {kind or "application/octet-stream"}'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + value + b"\r\n"


def form_of(values, files=()):
    """A whole form of several parts."""
    parts = [part(name, value.encode()) for name, value in values]
    parts += [part(name, content, file=called) for name, called, content in files]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def word():
    """Some letters."""
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(1, 12)))


def values():
    """Some fields as they might be."""
    return [(word(), word()) for _ in range(random.randint(1, 6))]


# ---------------------------------------------------------------- bodies that are no form


def cut_off():
    whole = form_of(values(), [("file", "a.csv", random.randbytes(200))])
    return whole[: random.randrange(1, len(whole) - 8)], MULTIPART


def no_boundary():
    return form_of(values()), "multipart/form-data"


def other_boundary():
    return form_of(values()), f"multipart/form-data; boundary={word()}"


def odd_boundary():
    return form_of(values()), f'multipart/form-data; boundary="{random.choice(["é", chr(9), "", "x" * 300])}"'


def bad_base64():
    bad = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    head = f"--{BOUNDARY}\r\n".encode() + bad
    return head + b"A" * random.choice([1, 5, 9]) + f"\r\n--{BOUNDARY}--\r\n".encode(), MULTIPART


def letters_of_no_alphabet():
    return b"a=" + random.choice([b"%ff%fe", b"\xff\xfe", b"%c3%28", b"%ed%a0%80", b"%f8%a1%a1%a1%a0"]), FORM


def letters_of_no_alphabet_in_parts():
    return part(word(), random.choice([b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80"])) + CLOSED, MULTIPART


def zeros():
    return f"{word()}={word()}%00{word()}".encode(), FORM


def zeros_in_parts():
    return part(word(), b"a\0b") + CLOSED, MULTIPART


def too_many_fields():
    return b"&".join(b"f%d=1" % number for number in range(random.randint(1100, 1500))), FORM


def too_many_parts():
    return b"".join(part(f"f{number}", b"1") for number in range(1100)) + CLOSED, MULTIPART


def too_many_files():
    return b"".join(part(f"f{number}", b"1", file="a.txt") for number in range(120)) + CLOSED, MULTIPART


def too_long():
    return b"a=" + b"x" * 2_700_000, FORM


def endless_name():
    return b"x" * random.randint(300, 3000) + b"=1", FORM


def name_of_two_lines():
    return f"{word()}%0d%0aSet-Cookie:%20a=b".encode() + b"=1", FORM


def other_alphabet():
    return b"a=1", f"{FORM}; charset={random.choice(['utf-7', 'utf-16', 'latin-1', 'no-such'])}"


def nested():
    return b"[" * 5000 + b"]" * 5000, "application/json"


def other_kind():
    content = random.choice([json.dumps(dict(values())).encode(), b"<a>&b;</a>", b"{", b"null", random.randbytes(50)])
    kinds = [
        "application/json",
        "text/plain",
        "text/xml",
        "application/octet-stream",
        "image/png",
        "x",
        "multipart/mixed",
    ]
    return content, random.choice(kinds)


FORM = "application/x-www-form-urlencoded"
CLOSED = f"--{BOUNDARY}--\r\n".encode()
BODIES = (
    cut_off, no_boundary, other_boundary, odd_boundary, bad_base64, letters_of_no_alphabet,
    letters_of_no_alphabet_in_parts, zeros, zeros_in_parts, too_many_fields, too_many_parts, too_many_files, too_long,
    endless_name, name_of_two_lines, other_alphabet, nested, other_kind,
)  # fmt: skip
# These are megabytes or thousands of parts; one of each kind says all.
LARGE = (too_long, too_many_parts)


def damaged(path, number, role):
    """Bodies that no page can read; what a visitor sends as a file is read past, whatever it is."""
    left_out = {*LARGE, bad_base64} if role == "visitor" else {*LARGE}
    kinds = random.choices([one for one in BODIES if one not in left_out], k=number)
    for make in kinds:
        body, kind = make()
        yield Sending("damaged bodies", make.__name__, path, body, kind)


# ---------------------------------------------------------------- fields that cannot be right


WRONG = {
    "number": ("twelve", "1e400", "--1", "٣x"),
    "date": ("31 February", "2026-02-30", "0000-00-00", "tomorrow"),
    "email": ("nobody@@example", "a b@example.org", "x" * 400),
    "url": ("javascript:alert(1)", "http://[::1", "nothing"),
}


def fields(page, path):
    """For every form of a page: what it would send, with one field that cannot be right."""
    document = html.fromstring(page, base_url=f"http://localhost{path}")
    document.make_links_absolute()
    for form in document.forms:
        if (form.method or "").upper() != "POST":
            continue
        usual = [(name, value or "") for name, value in form.form_values()]
        # As somebody does who wants it kept; other buttons of a form only change what it shows.
        buttons = [(one.get("name"), one.get("value") or "") for one in form.findall(".//button[@name]")]
        if buttons:
            usual.append(next((one for one in buttons if one[1] in {"save", "publish"}), buttons[-1]))
        at = re.sub(r"^https?://[^/]+", "", form.action or "") or path
        for control in form.inputs:
            for fault, value in faults_of(control):
                changed = [(name, was) for name, was in usual if name != control.name] + [(control.name, value)]
                yield Sending(
                    "wrong fields", f"{fault} {control.name}", at.partition("#")[0], form_of(changed), MULTIPART
                )


def faults_of(control):
    """What cannot be right in one field, by what the page says of it."""
    if (
        not control.name
        or control.name == "csrfmiddlewaretoken"
        or control.get("type") in {"hidden", "submit", "file"}
    ):
        return
    if control.tag == "select" and not control.get("data-open"):
        yield "no such choice", f"no-such-{word()}"
    for value in WRONG.get(control.get("type", ""), ()):
        yield f"no {control.get('type')}", value
    if control.get("required") is not None and control.get("type") not in {"radio", "checkbox"}:
        yield "nothing", ""
    if (most := control.get("maxlength")) and most.isdecimal():
        yield "too long", "x" * (int(most) + 1)


# ---------------------------------------------------------------- files that are none


def spoilt_files(good, *, is_table):
    """Endless files that no door takes: whatever they are called, they are not that.

    Args:
        good: files that would be taken, by their ending; some are made bad from them.
        is_table: whether it must be a table of ours; elsewhere an odd one is a text like any other.
    """
    while True:
        make = random.choice((noise, half, bomb, laughs, in_disguise, empty, *([odd_table] if is_table else [])))
        yield make(good)


def noise(good):
    """Bytes that are nothing."""
    return (
        "noise",
        f"a.{random.choice(['csv', 'xlsx', 'pdf', 'png', 'docx', 'xml'])}",
        b"\0\1" + random.randbytes(random.randint(1, 4000)),
    )


def half(good):
    """The first part of an archive or a picture; of a PDF the readers of many programs make a whole one."""
    ending, content = random.choice([(name, one) for name, one in good.items() if name in {"xlsx", "png"}])
    return "cut off", f"a.{ending}", content[: random.randrange(8, len(content) * 3 // 4)]


def archive(parts):
    """A ZIP archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts:
            zipped.writestr(name, content)
    return made.getvalue()


def bomb(good):
    """A workbook, or a picture, that is far larger than it looks."""
    if random.random() < 0.5:
        parts = [
            ("[Content_Types].xml", b" "),
            ("xl/workbook.xml", b" "),
            ("xl/worksheets/sheet1.xml", bytes(60 << 20)),
        ]
        return "zip bomb", "a.xlsx", archive(parts)
    side = random.randint(40_000, 60_000)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(one)) + kind + one + struct.pack(">I", zlib.crc32(kind + one)) for kind, one in chunks
    ]
    return "image bomb", "a.png", b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def laughs(good):
    """Entities within entities, and one that reads a file of the machine."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    outside = '<!ENTITY x SYSTEM "file:///etc/passwd">'
    text = f"<!DOCTYPE a [{random.choice([entities, outside])}]><a>{random.choice(['&l8;', '&x;'])}</a>".encode()
    if random.random() < 0.5:
        return "entities", f"a.{random.choice(['xml', 'csv'])}", text
    with zipfile.ZipFile(io.BytesIO(good["xlsx"])) as book:
        parts = [(name, text if name.endswith("sheet1.xml") else book.read(name)) for name in book.namelist()]
    return "entities in a workbook", "a.xlsx", archive(parts)


def in_disguise(good):
    """One thing under the name of another."""
    content = random.choice(
        [b"MZ" + random.randbytes(300), b"\x7fELF" + bytes(200), b"#!/bin/sh\nrm -rf /\n", b"<script>a()</script>"]
    )
    return "in disguise", f"a.{random.choice(['pdf', 'png', 'docx', 'xlsx'])}", content


def odd_table(good):
    """A table that nobody can have meant."""
    wide = b",".join(b"c%d" % n for n in range(random.randint(3, 3000))) + b"\n"
    return "odd table", "a.csv", random.choice([wide, b'"' + b"x" * 3000, b"\n" * 500, b",,,\n" * 100, b"\0" * 1000])


def empty(good):
    """Nothing under a name."""
    return "empty", f"a.{random.choice(list(good))}", b""


# ---------------------------------------------------------------- parameters


def parameters(description, paths):
    """For every operation of the interface, each parameter with what it cannot take, and methods that it has not.

    Args:
        description: OpenAPI as the portal gives it.
        paths: for each path of it, the same with arguments that lead somewhere.
    """
    for path, operations in description["paths"].items():
        at = paths[path]
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            body, kind = random.choice((*BODIES[5:8], other_kind, nested))()
            yield Sending("interface", f"{method} where only GET is", at, body, kind, method)
        for one in operations["get"].get("parameters", []):
            if one["in"] != "query":
                continue
            for value in impossible(one["schema"]):
                query = f"{one['name']}={value}"
                yield Sending(
                    "interface",
                    f"{one['name']} is no {one['schema'].get('type', 'such')}",
                    f"{at}?{query}",
                    method="GET",
                )
        if "{" in path:
            start = re.sub(
                r"\{[^}]+\}", lambda _found: random.choice(["%2e%2e", "%00", "'--", "x" * 3000, "%ff"]), path
            )
            yield Sending("interface", "nothing is there", start, method="GET")


def impossible(schema):
    """Values outside a schema."""
    kinds = [schema, *schema.get("anyOf", [])]
    if any(one.get("type") == "integer" for one in kinds):
        yield from ("x", "1.5", "%00")
    if any(one.get("enum") for one in kinds):
        yield from ("no-such", "%00")
    if any(one.get("format") == "date" for one in kinds):
        yield from ("2026-02-30", "soon")
    if any(one.get("type") == "boolean" for one in kinds):
        yield "perhaps"
    for most in {one["maxLength"] for one in kinds if "maxLength" in one}:
        yield "x" * (most + 1)
