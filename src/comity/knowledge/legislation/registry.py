"""What the form of a law calls its fields, and where the rest of a law is kept."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.enums import Sort
from comity.engines.records.registry import Column, Section, Sketch, Wording
from comity.engines.records.registry.parts import NEW
from comity.knowledge.legislation.models import Law


# A text of so many characters can still be sent back by a form in any script; a longer one comes with a data pack.
LONGEST_TYPED: Final = 250_000
WORDS: Final = {
    "slug": Wording(
        gettext_lazy("Name in the address"),
        gettext_lazy("Small letters, figures and hyphens; it never changes."),
        "act-7-2001",
    ),
    "identifier": Wording(
        gettext_lazy("Identifier"), gettext_lazy("As its publisher numbers it, unique within the State."), "LEY-25246"
    ),
    "form": Wording(gettext_lazy("Form")),
    "status": Wording(gettext_lazy("Status")),
    "short_title": Wording(gettext_lazy("Short title"), gettext_lazy("As people call it.")),
    "language": Wording(gettext_lazy("Language of the text")),
    "adopted_on": Wording(gettext_lazy("Adopted on")),
    "published_on": Wording(gettext_lazy("Published on")),
    "in_force_on": Wording(gettext_lazy("In force since")),
    "repealed_on": Wording(gettext_lazy("Repealed on")),
    "is_official": Wording(
        gettext_lazy("Official text"), gettext_lazy("No, if it is a private transcription or consolidation.")
    ),
}


def begun_with() -> tuple[Section, ...]:
    """The text with which a new law begins; later its provisions are written one by one."""

    def taken(sketch: Sketch, text: str) -> None:
        sketch.detail.typed_text = text

    column = Column(
        "words",
        gettext_lazy("The text of the law"),
        gettext_lazy(
            "As plain text or Markdown, HTML, Akoma Ntoso or our JSON. It is divided into its articles, and you are "
            "shown which were found. Empty, if only its card is to be kept."
        ),
        lambda sketch: getattr(sketch.detail, "typed_text", ""),
        taken,
        limit=LONGEST_TYPED,
        sort=Sort.WORDS,
        rows=16,
        accepts=(".md", ".txt", ".html", ".htm", ".xml", ".akn", ".json"),
    )
    return (Section("text", gettext_lazy("Text"), (column,)),)


BEGUN_WITH: Final = begun_with


def elsewhere(law: Law) -> tuple[tuple[str, str], ...]:
    """What of a law is not in its form, and where it is kept."""
    return (
        (_("Each provision is written on a page of its own: open one and choose “Edit”."), law.address),
        (_("A new provision"), f"/records/{law.pk}/edit/parts/{NEW}/"),
        (_("Whole versions come in with a data pack, as its publisher has them."), ""),
    )
