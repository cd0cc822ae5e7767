"""A provision as the form of parts has it: what it says in each language, since when, and what it is about."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from comity.base.terms import queries as terms
from comity.engines.records.enums import Sort
from comity.engines.records.models import Record
from comity.engines.records.registry import Column, Outline, Section, Sketch, cells
from comity.engines.records.registry.groups import web
from comity.engines.records.registry.parts import NEW
from comity.engines.records.shapes import identity
from comity.engines.search import queries as search
from comity.kernel.errors import Unreadable
from comity.kernel.languages import by_name, interface_language, own_name
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.actions.provisions import name_for
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.forms.annotating import LONGEST_TERM, MOST, TERM, article_named
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.shapes import ProvisionDraft, ProvisionWords


NOTHING: Final = ProvisionWords()
ABOUT: Final = "annotation"


class Provisions:
    """How the provisions of a law are written by themselves (``records.registry.parts.Parts``)."""

    label: str | Promise = gettext_lazy("provision")

    def outline(self, law: Law, name: str) -> Outline:
        """Everything that can be typed of one."""
        languages = queries.languages_held(law)
        several = len(languages) > 1
        texts = {code: tuple(words_column(part, code, several=several) for part in WORDS) for code in languages}
        sections = (
            *(
                (Section("place", pgettext_lazy("in a tree", "Where it stands"), place_columns()),)
                if name == NEW
                else ()
            ),
            Section(
                "days",
                gettext_lazy("When it holds"),
                day_columns(),
                gettext_lazy(
                    "With the day as it is, a change corrects the words wherever they stand. With a later day, the "
                    "law reads so from that day on, and earlier texts stay as they were."
                ),
            ),
            Section(ABOUT, gettext_lazy("What it is about"), about_columns()),
        )
        return Outline(Law, tuple(languages), texts, sections, (), frozenset())

    def sketch(self, law: Law, name: str) -> Sketch | None:
        """One as it stands."""
        draft = queries.draft_of(law, name)
        return None if draft is None else Sketch(detail=draft)

    def begun(self, law: Law, asked: Mapping[str, str]) -> Sketch:
        """An empty one, behind the provision that the address names, from the day on of the text that is shown."""
        after = queries.provision_numbered(law, asked["after"]) if asked.get("after") else None
        shown = queries.current_version(law)
        on = shown.on if shown else law.in_force_on
        return Sketch(detail=ProvisionDraft(after=(after.number or after.eid) if after else "", from_on=on))

    def faults(self, law: Law, name: str, sketch: Sketch) -> Mapping[str, str]:
        """What is wrong with one as a whole."""
        seen = queries.draft_of(law, name) if name != NEW else None
        return actions.wrong_with(law, sketch.detail, seen)

    def name_of(self, sketch: Sketch) -> str:
        """What tells two new ones of a law apart: their number."""
        draft: ProvisionDraft = sketch.detail
        return draft.eid or draft.number.casefold()

    def called(self, law: Law, sketch: Sketch) -> tuple[str, str]:
        """Its number and the title of its law."""
        draft: ProvisionDraft = sketch.detail
        labels = [words.label for words in (draft.words.get(law.language), *draft.words.values()) if words]
        own = next((label for label in labels if label), "") or draft.number or draft.eid
        return f"{own} — {queries.title_of(law)}", law.language

    def address(self, law: Law, sketch: Sketch) -> str:
        """Its page, on the day from which it reads so if that is yet to come."""
        draft: ProvisionDraft = sketch.detail
        today = dt.datetime.now(tz=dt.UTC).date()
        later = f"?on={draft.from_on.isoformat()}" if draft.from_on and draft.from_on > today else ""
        return law.address_of(name_for(law, draft)) + later

    def subjects(self, sketch: Sketch) -> Sequence[str]:
        """The crimes that it is about."""
        return [f"{Scheme.CRIME_TYPES}:{one}" for one in sketch.detail.crime_types]


PARTS: Final = Provisions()
WORDS: Final = ("label", "heading", "body")


def words_column(part: str, code: str, *, several: bool) -> Column:
    """One of the texts of a provision in one language."""
    names = {"label": _("Number as the law writes it"), "heading": _("Heading"), "body": _("Text")}
    helps = {
        "label": gettext_lazy("As it stands above the article, with the word for it."),
        "heading": gettext_lazy("Empty, if the law gives it none."),
        "body": gettext_lazy("An empty line stands between two paragraphs."),
    }
    label = f"{names[part]} ({own_name(code)})" if several else names[part]

    def written(sketch: Sketch) -> str:
        return str(getattr(sketch.detail.words.get(code, NOTHING), part))

    def taken(sketch: Sketch, text: str) -> None:
        held = sketch.detail.words.get(code)
        if held is None and not text:
            return
        if held is not None and text.split() == getattr(held, part).split() and part != "body":
            return
        text = in_lines(text) if part == "body" else " ".join(text.split())
        if held is not None and part == "body" and text == in_lines(held.body):
            # A form takes blanks away at the ends of lines; that is no change of the law.
            return
        sketch.detail.words = sketch.detail.words | {code: replace(held or NOTHING, **{part: text})}

    return Column(
        f"{part}:{code}",
        label,
        helps[part],
        written,
        taken,
        example=_("Article 5") if part == "label" else "",
        limit=0 if part == "body" else 1000,
        sort=Sort.WORDS if part == "body" else Sort.LINE,
        rows=16,
    )


def in_lines(text: str) -> str:
    """A text without blanks at the ends of its lines, as a form sends it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def place_columns() -> tuple[Column, ...]:
    """The number of a new provision, and behind which other it stands."""

    def plain(name: str) -> Any:
        def taken(sketch: Sketch, text: str) -> None:
            setattr(sketch.detail, name, " ".join(text.split()))

        return taken

    return (
        Column(
            "number", gettext_lazy("Number"), gettext_lazy("Figures and what follows them; it never changes."),
            lambda sketch: sketch.detail.number, plain("number"),
            example="42 bis", is_required=True, limit=60,
        ),
        Column(
            "after", gettext_lazy("Stands after"), gettext_lazy("The number of the provision before it; empty: last."),
            lambda sketch: sketch.detail.after, plain("after"), example="42", limit=60,
        ),
    )  # fmt: skip


def day_columns() -> tuple[Column, ...]:
    """Since when a provision reads as it does, and from when it no longer holds."""

    def column(name: str, label: str | Promise, told: str | Promise) -> Column:
        def taken(sketch: Sketch, text: str) -> None:
            setattr(sketch.detail, name, cells.day(text) if text else None)

        def written(sketch: Sketch) -> str:
            day = getattr(sketch.detail, name)
            return day.isoformat() if day else ""

        return Column(name, label, told, written, taken, example="2003-09-24", sort=Sort.DAY)

    return (
        column("from_on", gettext_lazy("Reads so from"), ""),
        column("repealed_on", gettext_lazy("Repealed from"), ""),
    )


def about_columns() -> tuple[Column, ...]:
    """What a provision is about, why, and where that can be read."""
    language = interface_language(get_language() or "en")
    choices = tuple(by_name(terms.labels(Scheme.CRIME_TYPES, language).items(), language))

    def crimes(sketch: Sketch, text: str) -> None:
        given = [one.strip() for one in text.split("|") if one.strip()]
        if wrong := [one for one in given if one not in dict(choices)]:
            raise Unreadable(_("“%(value)s” is no crime of the vocabulary.") % {"value": wrong[0][:40]})
        sketch.detail.crime_types = tuple(sorted(set(given)))

    def articles(sketch: Sketch, text: str) -> None:
        sketch.detail.articles = articles_named(text, language)

    def note(sketch: Sketch, text: str) -> None:
        sketch.detail.note = text

    def source(sketch: Sketch, text: str) -> None:
        sketch.detail.source_url = web(text) if text else ""

    return (
        Column(
            "articles",
            gettext_lazy("Articles of treaties that it carries out"),
            gettext_lazy("One in each line, such as XVIII-12:5, UNTOC 5 or UNCAC art. 15(1)(a)."),
            lambda sketch: "\n".join(sketch.detail.articles),
            articles,
            limit=4000,
            sort=Sort.WORDS,
        ),
        Column(
            "crime_types",
            gettext_lazy("Crimes"),
            gettext_lazy("All that apply."),
            lambda sketch: " | ".join(sketch.detail.crime_types),
            crimes,
            choices,
            sort=Sort.SEVERAL,
        ),
        Column(
            "note", gettext_lazy("Why"), gettext_lazy("Why it is about this, or what to look at."),
            lambda sketch: sketch.detail.note, note, limit=4000, sort=Sort.WORDS,
        ),
        Column(
            "source_url", gettext_lazy("Address of what shows it"), gettext_lazy("It is shown with the annotation."),
            lambda sketch: sketch.detail.source_url, source, limit=2000, sort=Sort.ADDRESS,
        ),
    )  # fmt: skip


def articles_named(text: str, language: str) -> tuple[str, ...]:
    """The terms of the treaty articles that some lines name.

    Raises:
        Unreadable: a line names none that is known here.
    """
    lines = [line.strip() for line in text.replace(";", "\n").split("\n") if line.strip()]
    if len(lines) > MOST:
        raise Unreadable(_("Name at most %(most)s articles.") % {"most": MOST})
    return tuple(dict.fromkeys(article_meant(line, language) for line in lines))


def article_meant(line: str, language: str) -> str:
    """The term of the treaty article that a line names.

    Raises:
        Unreadable: it names none that is known here, or articles cannot be looked up now.
    """
    if search.index() is None:
        named = TERM.fullmatch(line)
        # Written as a term, it was understood before: what waits for the index need not be written again.
        if named and Record.objects.filter(pk=identity("treaty", named["symbol"])).exists():
            return line
        raise Unreadable(_("The search index is being built, and articles cannot be looked up. Try later."))
    found = article_named(line, None, language)
    if not found or len(found) > LONGEST_TERM:
        raise Unreadable(_("“%(line)s” names no article of a treaty known here.") % {"line": line[:60]})
    return found
