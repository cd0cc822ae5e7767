"""The form of an authority: its particulars a group at a time, each with whom it is open to, and rows for the rest."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.enums import Sort
from comity.engines.records.registry import Column, Group, Section, Sketch, Wording
from comity.engines.records.registry import cells as records_cells
from comity.engines.records.registry.faults import in_the_database, of_the_detail
from comity.engines.records.registry.fields import columns_in
from comity.engines.records.registry.groups import web
from comity.kernel.errors import Unreadable
from comity.knowledge.authorities.enums import Channel
from comity.knowledge.authorities.enums import Group as Disclosure
from comity.knowledge.authorities.grammar import cells, writing
from comity.knowledge.authorities.models import Designation
from comity.knowledge.authorities.shapes import FIELD, FIELDS, Field, Form


# Who reads a group of fields; the authority itself chooses.
OPEN: Final = "everyone"
KEPT: Final = "authorities"
WHO: Final = ((OPEN, gettext_lazy("Everyone")), (KEPT, gettext_lazy("Other authorities only")))
# What is typed in rows.
IN_ROWS: Final = frozenset({Form.PERSONS, Form.LINKS, Form.NOTICES})
SORTS: Final = {
    Form.WORDS: Sort.WORDS, Form.YES_NO: Sort.YES_NO, Form.WEB: Sort.ADDRESS, Form.CHANNELS: Sort.SEVERAL,
}  # fmt: skip
SEVERAL: Final = gettext_lazy("Several with “;” between them.")
HELPS: Final = {
    Form.TELEPHONES: (SEVERAL, "+39 06 555 0101"),
    Form.EMAILS: (SEVERAL, "requests@example.org"),
    Form.LANGUAGES: (gettext_lazy("Codes such as en; fr."), ""),
}
TITLE: Final = ("title", gettext_lazy("Title"), Sort.LINE, True)
LINK: Final = (TITLE, ("url", gettext_lazy("Address"), Sort.ADDRESS, False))
PARTS: Final[dict[str, tuple[tuple[str, Any, Sort, bool], ...]]] = {
    "persons": (
        ("name", gettext_lazy("Name of the contact point"), Sort.LINE, True),
        ("title", gettext_lazy("Position"), Sort.LINE, False),
        ("telephone", gettext_lazy("Telephone"), Sort.LINE, False),
        ("email", gettext_lazy("E-mail"), Sort.LINE, False),
    ),
    "laws": LINK,
    "templates": LINK,
    "notices": (
        ("begins_on", gettext_lazy("From"), Sort.DAY, True),
        ("ends_on", gettext_lazy("To"), Sort.DAY, False),
        ("text", gettext_lazy("Words"), Sort.WORDS, True),
    ),
}
WORDS: Final = {
    "designations.function": Wording(gettext_lazy("Function")),
    "designations.treaty": Wording(
        gettext_lazy("Treaty"), gettext_lazy("Number of the treaty; empty for a general authority."), "XVIII-12"
    ),
    "designations.treaty_title": Wording(gettext_lazy("Title of a treaty that has no number here")),
    "designations.treaty_language": Wording(gettext_lazy("Language of that title")),
    "designations.treaty_url": Wording(gettext_lazy("Address of that treaty")),
    "designations.article": Wording(gettext_lazy("Article"), example="18(13)"),
    "designations.territory": Wording(
        gettext_lazy("Territory"), gettext_lazy("Only when it holds for one territory alone.")
    ),
    "designations.counterpart": Wording(
        gettext_lazy("The other State"), gettext_lazy("Of a treaty between two States.")
    ),
    "designations.begins_on": Wording(gettext_lazy("First day of the designation")),
    "designations.ends_on": Wording(gettext_lazy("Last day of the designation")),
    "designations.origin": Wording(gettext_lazy("How it is known")),
    "designations.source": Wording(gettext_lazy("Where this is known from")),
    "designations.source_url": Wording(gettext_lazy("Address of the source")),
}


def SECTIONS() -> tuple[Section, ...]:  # noqa: N802 -- the name under which the engine asks for it
    """The authority itself, then each group of its particulars with whom that is open to."""
    own = Section("fields", gettext_lazy("The authority"), (_identifier(), _language()))
    return (own, *(_section(group) for group in Disclosure))


def GROUPS() -> Iterator[Group]:  # noqa: N802 -- the name under which the engine asks for it
    """Contact points, laws, templates, notices; and the designations."""
    for name in PARTS:
        yield _rows(FIELD[name])
    yield _designations()


def _identifier() -> Column:
    def taken(sketch: Sketch, text: str) -> None:
        try:
            sketch.detail.identifier = cells.identifier(text)
        except cells.Wrong as wrong:
            raise Unreadable(str(wrong)) from wrong

    return Column(
        "identifier",
        gettext_lazy("Identifier"),
        gettext_lazy("Files find it again by this; it never changes."),
        lambda sketch: str(sketch.detail.identifier),
        taken,
        example="IT-justice",
        is_required=True,
        limit=60,
    )


def _language() -> Column:
    def taken(sketch: Sketch, text: str) -> None:
        sketch.detail.language = records_cells.language(text) if text else "en"

    return Column(
        "language",
        gettext_lazy("Its own language"),
        gettext_lazy("In which what follows is written."),
        lambda sketch: str(sketch.detail.language),
        taken,
        example="it",
        sort=Sort.LANGUAGE,
    )


def _section(group: Disclosure) -> Section:
    columns = [_particular(field) for field in FIELDS if field.group == group and field.form not in IN_ROWS]
    return Section(f"group-{group.value}", group.label, (*columns, _disclosure(group)))


def _disclosure(group: Disclosure) -> Column:
    read = records_cells.choice(records_cells.labels_of(dict(WHO)), dict(WHO))

    def written(sketch: Sketch) -> str:
        return KEPT if group.value in sketch.detail.restricted else OPEN

    def taken(sketch: Sketch, text: str) -> None:
        kept = set(sketch.detail.restricted) - {group.value}
        if text and read(text) == KEPT:
            kept.add(group.value)
        sketch.detail.restricted = [one for one in Disclosure.values if one in kept]

    return Column(
        f"disclosure:{group.value}",
        _("Who may read: %(group)s") % {"group": group.label},
        "",
        written,
        taken,
        WHO,
        sort=Sort.CHOICE,
    )


def _put(sketch: Sketch, name: str, value: Any) -> None:
    held = {key: one for key, one in sketch.detail.particulars.items() if key != name}
    sketch.detail.particulars = held if value in ("", None, []) else held | {name: value}


def _particular(field: Field) -> Column:
    """A field that holds one text, or several with a mark between them."""
    is_choice = field.form == Form.CHANNELS
    told, example = HELPS.get(field.form, ("", ""))

    def written(sketch: Sketch) -> str:
        text = writing.written(sketch.detail.particulars.get(field.name))
        return text.replace("; ", " | ") if is_choice else text

    def taken(sketch: Sketch, text: str) -> None:
        try:
            cells.check_length(field.name, text)
            value = cells.READERS[field.form](text.replace(" | ", ";") if is_choice else text) if text else None
        except cells.Wrong as wrong:
            raise Unreadable(str(wrong)) from wrong
        _put(sketch, field.name, value)

    return Column(
        field.name, field.label, told, written, taken,
        tuple(Channel.choices) if is_choice else (),
        example=example, limit=cells.LONGEST, sort=SORTS.get(field.form, Sort.LINE),
    )  # fmt: skip


def _rows(field: Field) -> Group:
    """A field that holds several entries, each a row."""

    def handed(sketch: Sketch, several: list[Any]) -> None:
        names = [name for name, *_rest in PARTS[field.name]]
        _put(sketch, field.name, [{name: one.get(name, "") for name in names} for one in several])

    def wrong(row: Any) -> dict[str, str]:
        if row.get("ends_on") and row["ends_on"] < row.get("begins_on", ""):
            return {"ends_on": _("A notice cannot end before it begins.")}
        return {}

    return Group(
        field.name,
        field.label,
        gettext_lazy("They are open to whom you chose above."),
        tuple(_part(*one) for one in PARTS[field.name]),
        dict,
        lambda sketch: [dict(one) for one in sketch.detail.particulars.get(field.name, ())],
        handed,
        wrong,
    )


def _part(name: str, label: Any, sort: Sort, is_required: bool) -> Column:  # noqa: FBT001 -- a row of a table above
    def taken(row: Sketch, text: str) -> None:
        try:
            if sort == Sort.DAY and text:
                day: dt.date = records_cells.day(text)
                row.detail[name] = day.isoformat()
            elif sort == Sort.ADDRESS and text:
                row.detail[name] = web(text)
            elif name == "telephone" and text:
                row.detail[name] = cells.checked_telephone(text)
            elif name == "email" and text:
                row.detail[name] = cells.checked_email(text)
            else:
                row.detail[name] = text
        except cells.Wrong as fault:
            raise Unreadable(str(fault)) from fault

    return Column(
        name, label, "", lambda row: row.detail.get(name, ""), taken, is_required=is_required, limit=2000, sort=sort
    )


def _designations() -> Group:
    """What the authority is designated for."""

    def rows(sketch: Sketch) -> list[Any]:
        edited: list[Any] | None = getattr(sketch.detail, "designated", None)
        return list(sketch.detail.designations.all()) if edited is None and sketch.detail.pk else edited or []

    def handed(sketch: Sketch, several: list[Any]) -> None:
        sketch.detail.designated = several

    return Group(
        "designations",
        gettext_lazy("Designations"),
        gettext_lazy("What it may be asked for: in general, or under an article of a treaty, for a time."),
        tuple(columns_in(Designation, without={"authority"})),
        Designation,
        rows,
        handed,
        lambda row: of_the_detail(row, Designation) or in_the_database(row, without=("authority",)),
    )
