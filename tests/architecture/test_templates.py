"""What is true of every template."""

import re

from .source import ROOT


TEMPLATES = sorted(ROOT.rglob("*.html"))


def faults(pattern: str) -> list[tuple[str, int]]:
    return [
        (str(path.relative_to(ROOT)), number)
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_no_style_stands_inline():
    assert faults(r"<style|\sstyle\s*=") == []


def test_no_script_stands_inline():
    assert faults(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|\son[a-z]+\s*=") == []


def test_nothing_is_fetched_from_another_host():
    assert faults(r"<(script|link|img|iframe|source)[^>]+(src|href)=\"(https?:)?//") == []


def test_includes_say_what_they_take():
    assert faults(r"{%\s*include (?!.*\bonly\b)") == []


def test_loads_stand_one_a_line_and_sorted():
    unsorted = []
    for path in TEMPLATES:
        loads = re.findall(r"{%\s*load (.+?)\s*%}", path.read_text(encoding="utf-8"))
        if loads != sorted(loads) or any(" " in load for load in loads):
            unsorted.append(str(path.relative_to(ROOT)))
    assert unsorted == []


def test_every_form_says_how_it_is_sent():
    """Of a form that a script seals, a browser must send nothing by itself should somebody press before it listens.

    Without a method it would send all fields in the address, which the host writes into its log. The method ``dialog``
    does nothing outside a dialog.
    """
    assert faults(r"<form(?![^>]*\bmethod=\"(?:post|get|dialog)\")") == []
