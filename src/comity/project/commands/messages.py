"""Gather the words of the interface into catalogues, and compile the catalogues. Needs no gettext programs."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from comity import __version__


ROOT: Final = Path(__file__).parents[2]
# English is the language of the code: its catalogue would say nothing.
TRANSLATED: Final = [code for code, _ in settings.LANGUAGES if code != "en"]
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WIDTH: Final = 119
# No dates and no names of persons or tools: the history has them, and they would change with every gathering.
# The plural rule is Babel's. Its Arabic forms are for 0, 1, 2, 3 to 10, 100 to 102, and 11 to 99, in this order.
HEADER: Final = """\
# {name} translation of Comity.
# Copyright the developers of Comity. Under the licence of Comity itself.
# A translation that no speaker of the language has read yet is marked “{mark}”.
msgid ""
msgstr ""
"Project-Id-Version: Comity {version}\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={number}; plural={rule};\\n"

"""
MACHINE: Final = "review: machine"
# Django has Chinese under another code, and would say its own sentences, those of forms, in English.
DJANGO_CODES: Final = {"zh": "zh_Hans"}


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue stands."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def found_messages() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None, list[str]]]:
    """Every message in the source: file, line, message or plural pair, context, comments for translators."""
    options: Any = {"encoding": "utf-8"}
    for path in sorted([*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")]):
        if "migrations" in path.parts or "facts" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What templatize leaves is indented as HTML is, which Python's tokenizer takes for blocks.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
        name = str(path.relative_to(ROOT))
        source = io.BytesIO(text.encode())
        found: Any = extract_python(source, KEYWORDS, ["Translators:"], options)
        for line, function, messages, comments in found:
            parts = (
                (messages,) if isinstance(messages, str) else tuple(m for m in messages or () if isinstance(m, str))
            )
            if not parts or not parts[-1]:
                continue
            context = parts[0] if function and "pgettext" in function and len(parts) > 1 else None
            words = parts[1:] if context is not None else parts
            plural = str(function).startswith(("ngettext", "npgettext"))
            yield name, line, words[:2] if plural and len(words) > 1 else words[0], context, list(comments)


def gather(language: str) -> Catalog:
    """A language's catalogue with all messages that the source has now, translated as far as they were."""
    template = Catalog(charset="utf-8", fuzzy=False)
    for name, _line, words, context, comments in found_messages():
        # Lines are left out: they change with every edit and would hide what changed in the words.
        template.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    path = catalogue_path(language)
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def written(language: str, catalogue: Catalog) -> bytes:
    """A catalogue as its file has it: the same messages give the same bytes, in the order of their English words."""
    plural = get_plural(language)
    locale = catalogue.locale
    header = HEADER.format(
        name=locale.english_name if locale else language,
        mark=MACHINE,
        version=__version__,
        language=language,
        number=plural.num_plurals,
        rule=plural.plural_expr,
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, sort_output=True, omit_header=True, include_lineno=False)
    return header.encode() + body.getvalue().lstrip(b"\n")


def write(language: str, catalogue: Catalog) -> None:
    """Keep a catalogue."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(language, catalogue))


def missing(catalogue: Catalog) -> list[Message]:
    """The messages that have no translation yet, or not in every plural form."""
    return [m for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def compile_all() -> int:
    """Compile every catalogue that is newer than what was compiled from it; how many there were."""
    done = 0
    for language in TRANSLATED:
        source = catalogue_path(language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        if language in DJANGO_CODES:
            add_sentences_of_django(catalogue, DJANGO_CODES[language])
        # Several processes may find the same catalogue out of date.
        beside = target.with_suffix(f".mo.{os.getpid()}")
        with beside.open("wb") as file:
            write_mo(file, catalogue)
        beside.replace(target)
        done += 1
    return done


def add_sentences_of_django(catalogue: Catalog, code: str) -> None:
    """Take in what Django says itself, as far as the catalogue does not say it otherwise."""
    path = Path(django.__file__).parent / "conf" / "locale" / code / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        theirs = read_po(file)
    for message in theirs:
        if message.id and message.string and catalogue.get(message.id, message.context) is None:
            catalogue[message.id] = message


@click.group("messages")
def command() -> None:
    """Gather and compile translations."""


@command.command("gather")
def gather_command() -> None:
    """Bring the catalogues to what the source says, and say what is missing."""
    for language in TRANSLATED:
        catalogue = gather(language)
        write(language, catalogue)
        click.echo(f"{language}: {len(catalogue)} messages, {len(missing(catalogue))} not translated yet")


@command.command("compile")
def compile_command() -> None:
    """Compile the catalogues that changed."""
    click.echo(f"{compile_all()} catalogues compiled")


@command.command("missing")
@click.argument("language", type=click.Choice(TRANSLATED))
def missing_command(language: str) -> None:
    """List what a language lacks."""
    for message in missing(gather(language)):
        click.echo(message.id if isinstance(message.id, str) else " | ".join(message.id))
