"""A reader of calendars that takes nothing but what RFC 5545 and RFC 7986 allow: our own, beside a library's."""

import datetime as dt
import re
from urllib.parse import urlsplit


# RFC 5545, 3.1: a name, parameters whose values are plain or quoted, a colon, and a value without control characters.
SAFE = r'[^\x00-\x08\x0a-\x1f\x7f";:,]*'
QUOTED = r'"[^\x00-\x08\x0a-\x1f\x7f"]*"'
PARAMETER = rf";[A-Za-z0-9-]+=(?:{QUOTED}|{SAFE})(?:,(?:{QUOTED}|{SAFE}))*"
LINE = re.compile(rf"([A-Za-z0-9-]+)((?:{PARAMETER})*):([^\x00-\x08\x0a-\x1f\x7f]*)")
# 3.3.11: a comma, a semicolon and a backslash are escaped, a new line is written as n, and nothing else is escaped.
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
DATE, MOMENT, DURATION = r"\d{8}", r"\d{8}T\d{6}Z", r"P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
# By component: what stands once, and what may stand once; anything else is a fault (what begins with X- apart).
ONCE = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}
AT_MOST_ONCE = {
    "VCALENDAR": {"CALSCALE", "NAME", "REFRESH-INTERVAL"},
    "VEVENT": {"DTEND", "SUMMARY", "TRANSP", "URL", "DESCRIPTION"},
}
TEXTS = {"PRODID", "NAME", "UID", "SUMMARY", "DESCRIPTION", "X-WR-CALNAME"}


def unfolded(content):
    """The lines as they were before they were folded (3.1); each is UTF-8 by itself, and none too long."""
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "a line ends in CR LF and in nothing else"
    lines = []
    for raw in content[:-2].split(b"\r\n"):
        assert len(raw) <= 75, raw
        text = raw.decode("utf-8")
        if text[:1] in {" ", "\t"}:
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def strictly(content):
    """The events of a calendar as plain data; it fails at the first thing that the standards do not allow."""
    open_, held, events, names = [], [], [], set()
    for line in unfolded(content):
        found = LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            assert value in ({"VEVENT"} if open_ else {"VCALENDAR"})
            open_.append(value)
            held.append({})
        elif name == "END":
            kind, properties = open_.pop(), held.pop()
            assert value == kind
            whole(kind, properties)
            if kind == "VEVENT":
                assert properties["UID"] not in names, "a name is given once"
                names.add(properties["UID"])
                events.append(properties)
        else:
            kind = open_[-1]
            assert name in ONCE[kind] | AT_MOST_ONCE[kind] or name.startswith("X-"), name
            assert name not in held[-1], f"{name} stands twice"
            held[-1][name] = read(name, parameters, value)
    assert not open_
    return events


def whole(kind, properties):
    assert properties.keys() >= ONCE[kind], kind
    if kind == "VCALENDAR":
        assert properties["VERSION"] == "2.0"
        return
    # 3.6.1: an end of the same kind as the beginning, and later.
    if "DTEND" in properties:
        assert type(properties["DTEND"]) is type(properties["DTSTART"])
        assert properties["DTEND"] > properties["DTSTART"]


def read(name, parameters, value):
    if name in TEXTS:
        assert not parameters
        assert TEXT.fullmatch(value), value
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    if name in {"DTSTART", "DTEND", "DTSTAMP"}:
        if parameters == ";VALUE=DATE" and name != "DTSTAMP":
            assert re.fullmatch(DATE, value)
            return dt.datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 -- a day
        assert not parameters
        assert re.fullmatch(MOMENT, value), "a moment is in UTC"
        return dt.datetime.strptime(value, "%Y%m%dT%H%M%S%z")
    if name == "REFRESH-INTERVAL":
        assert parameters == ";VALUE=DURATION", "RFC 7986 asks for it"
        assert re.fullmatch(DURATION, value)
    elif name == "URL":
        assert value.isascii()
        assert urlsplit(value).scheme in {"http", "https"}
    elif name == "TRANSP":
        assert value in {"OPAQUE", "TRANSPARENT"}
    elif name == "CALSCALE":
        assert value == "GREGORIAN"
    return value
