from typing import Any

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.knowledge.legislation.actions.importing import write_text
from comity.knowledge.legislation.models import NOWHERE, Law
from comity.knowledge.legislation.shapes import ParsedVersion


def complete(law: Law, sketch: Any) -> dict[str, str]:
    """Give a law that was typed its jurisdiction, which is its place in lower case; gives what cannot be, by field."""
    jurisdiction = sketch.place.lower() or NOWHERE
    if law.record_id is None:
        law.jurisdiction = jurisdiction
    elif law.jurisdiction != jurisdiction:
        return {"place": _("The place of a law is part of its address and stays. Make another record for that place.")}
    return {}


def keep_rows(law: Law, *, by: User) -> None:
    """Keep the text that was typed with a new law, in its provisions; whoever has a text already keeps that."""
    version: ParsedVersion | None = getattr(law, "typed_version", None)
    if version is None or law.versions.filter(is_held=True).exists():
        return
    write_text(law, version, by=by)
