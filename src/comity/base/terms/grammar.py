"""How the files of vocabularies in ``facts/`` are written.

A file has ``scheme``, ``source``, ``review`` (who answers for each language) and either ``concepts`` or, for short
ones, ``columns`` and ``rows``. A label is written ``preferred | other | other``. ``was`` gives former labels,
``hidden`` misspellings, ``source`` the text from which the idea comes; ``broader`` and ``related`` name ids of the
same scheme, ``exact``, ``broad`` and ``narrow`` others as ``scheme/id``. Several files may share one scheme; the first
to come gives its title.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import yaml

from comity.base.terms.enums import LabelKind, Relation, Review
from comity.base.terms.shapes import (
    IDENTIFIER,
    LANGUAGE,
    LONGEST_KEY,
    LONGEST_LABEL,
    NewConcept,
    NewDefinition,
    NewLabel,
    NewScheme,
    key_of,
)
from comity.kernel.errors import Unreadable


FACTS: Final = files("comity.base.terms") / "facts"
FIELDS: Final = frozenset(["scheme", "title", "source", "review", "is_expanded", "concepts", "columns", "rows"])
# The reader written in C is ten times as fast, and PyYAML has it nearly everywhere.
Reader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OTHER_SCHEME: Final = (Relation.EXACT, Relation.BROAD, Relation.NARROW)
NOT_LABELS: Final = frozenset(
    [
        "id",
        "broader",
        "related",
        "definition",
        "was",
        "hidden",
        "notation",
        "source",
        *(one.value for one in OTHER_SCHEME),
    ]
)


def texts(cell: str) -> list[str]:
    """The phrases of one cell, without stray blanks and each once."""
    return list(dict.fromkeys(" ".join(text.split()) for text in cell.split("|") if text.strip()))


def said(value: object, where: str, what: str) -> str:
    """A text; refused when it is anything else, such as a number, a list or the ``no`` that YAML takes for false."""
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"“{what}” must be a text; quote it if it looks like a number or a truth value.", where=where)
    return " ".join(value.split())


def table(value: object, where: str, what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise Unreadable(f"“{what}” must be names with values, one a line.", where=where)
    return value


def listed(value: object, where: str, what: str) -> list[str]:
    """One name, or several."""
    return [said(one, where, what) for one in (value if isinstance(value, list) else [value])]


def reviewed(value: object, where: str) -> dict[str, Review]:
    found = {}
    for language, state in table(value, where, "review").items():
        if not LANGUAGE.fullmatch(language) or state not in Review.values:
            raise Unreadable(
                f"“{language}: {state}” is not a language with one of {', '.join(Review.values)}.",
                where=f"{where}, review",
            )
        found[language] = Review(state)
    return found


def labels(entry: dict[str, Any], review: dict[str, Review], where: str) -> Iterator[NewLabel]:
    for language, cell in entry.items():
        if language in NOT_LABELS:
            continue
        if language not in review:
            raise Unreadable(
                f"“{language}” is no field, and no language that “review” names. Correct it, or name it there.",
                where=where,
            )
        for number, text in enumerate(texts(said(cell, where, language))):
            kind = LabelKind.ALTERNATIVE if number else LabelKind.PREFERRED
            yield NewLabel(language, kind, text, review[language])
    for name, kind in (("was", LabelKind.FORMER), ("hidden", LabelKind.HIDDEN)):
        for language, cell in table(entry.get(name) or {}, where, name).items():
            for text in texts(said(cell, where, f"{name}, {language}")):
                yield NewLabel(language, kind, text, review.get(language, Review.MACHINE))


def mappings(scheme: str, entry: dict[str, Any], where: str) -> Iterator[tuple[Relation, str]]:
    for code in listed(entry["related"], where, "related") if entry.get("related") else []:
        yield Relation.RELATED, key_of(scheme, code)
    for relation in OTHER_SCHEME:
        for target in listed(entry[relation.value], where, relation.value) if entry.get(relation.value) else []:
            other, slash, code = target.partition("/")
            if not slash:
                raise Unreadable(
                    f"“{target}” names no scheme. Write it as crime-types/corruption.",
                    where=f"{where}, {relation.value}",
                )
            yield relation, key_of(other, code)


def concept(scheme: str, code: object, entry: dict[str, Any], review: dict[str, Review], where: str) -> NewConcept:
    """One concept from its fields.

    Raises:
        Unreadable: a field is unknown, empty or of the wrong kind.
    """
    code = said(code, where, "id")
    where = f"{where}, {code}"
    if not IDENTIFIER.fullmatch(code) or len(key_of(scheme, code)) > LONGEST_KEY:
        raise Unreadable(
            f"An id has letters, digits, “.”, “_” and “-”, and at most {LONGEST_KEY} characters with its scheme.",
            where=where,
        )
    found: dict[tuple[str, str], NewLabel] = {}
    for label in labels(entry, review, where):
        found.setdefault((label.language, label.text), label)
    long = next((label for label in found.values() if len(label.text) > LONGEST_LABEL), None)
    if long is not None:
        raise Unreadable(f"A label has more than {LONGEST_LABEL} characters.", where=f"{where}, {long.language}")
    if not any(label.language == "en" and label.kind == LabelKind.PREFERRED for label in found.values()):
        raise Unreadable("A concept needs a label in English, to which other languages fall back.", where=where)
    definitions = table(entry.get("definition") or {}, where, "definition")
    return NewConcept(
        code=code,
        broader=said(entry["broader"], where, "broader") if entry.get("broader") else "",
        notation=said(entry["notation"], where, "notation") if entry.get("notation") else "",
        source=said(entry["source"], where, "source") if entry.get("source") else "",
        labels=tuple(found.values()),
        definitions=tuple(
            NewDefinition(language, said(text, where, "definition"), review.get(language, Review.MACHINE))
            for language, text in definitions.items()
        ),
        mappings=tuple(dict.fromkeys(mappings(scheme, entry, where))),
        where=where,
    )


def entries(content: dict[str, Any], where: str) -> Iterator[tuple[object, dict[str, Any]]]:
    """The concepts of a file by id, whether they are written out or in rows."""
    if "concepts" in content:
        for code, entry in table(content["concepts"], where, "concepts").items():
            yield code, table(entry, f"{where}, {code}", "concepts")
    columns = content.get("columns") or []
    for number, row in enumerate(content.get("rows") or [], start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise Unreadable(
                "The number of cells differs from the number of columns; quote a cell that has a comma.",
                where=f"{where}, row {number}",
            )
        entry = {column: cell for column, cell in zip(columns, row, strict=True) if cell != ""}
        yield entry.get("id"), entry


def parsed(text: str, where: str) -> NewScheme:
    """One file of a vocabulary.

    Raises:
        Unreadable: not YAML, or a field is missing, unknown or of the wrong kind.
    """
    try:
        content = yaml.load(text, Loader=Reader)  # noqa: S506 -- either reader is one of the safe ones
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(
            "The file is not YAML. Look for a missing quotation mark or a wrong indent.",
            where=f"{where}, line {mark.line + 1}" if mark else where,
        ) from error
    content = table(content, where, "file")
    unknown = sorted(set(content) - FIELDS)
    if unknown:
        raise Unreadable(f"“{unknown[0]}” is no field. Fields are {', '.join(sorted(FIELDS))}.", where=where)
    scheme = said(content.get("scheme"), where, "scheme")
    review = reviewed(content.get("review"), where)
    return NewScheme(
        code=scheme,
        titles=table(content.get("title") or {}, where, "title"),
        source=said(content.get("source"), where, "source"),
        is_expanded=content.get("is_expanded", True) is True,
        concepts=tuple(concept(scheme, code, entry, review, where) for code, entry in entries(content, where)),
    )


def found_in(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    """Every YAML file below a folder, in the order of the names."""
    for child in sorted(folder.iterdir(), key=lambda one: one.name):
        if child.is_dir():
            yield from found_in(child, f"{above}{child.name}/")
        elif child.name.endswith(".yaml"):
            yield f"{above}{child.name}", child


def schemes(folder: Traversable = FACTS) -> list[NewScheme]:
    """All vocabularies of the files, those that share a scheme joined.

    Raises:
        Unreadable: a file is wrong; the sentence names it and the concept.
    """
    joined: dict[str, NewScheme] = {}
    for name, file in found_in(folder):
        new = parsed(file.read_text(encoding="utf-8"), name)
        old = joined.get(new.code)
        joined[new.code] = (
            new
            if old is None
            else replace(
                old,
                titles={**new.titles, **old.titles},
                source=old.source if new.source in old.source else f"{old.source} {new.source}",
                concepts=old.concepts + new.concepts,
            )
        )
    return list(joined.values())
