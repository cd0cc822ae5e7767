"""What the form of a law calls its fields, and where the rest of a law is kept."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.registry import Wording
from comity.knowledge.legislation.models import Law


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


def elsewhere(law: Law) -> tuple[tuple[str, str], ...]:
    """What of a law is not in its form, and where it is kept."""
    return (
        (_("Its words and versions come in with a data pack, as its publisher has them."), ""),
        (_("What its provisions are about is said at each provision: open one and annotate it."), law.address),
    )
