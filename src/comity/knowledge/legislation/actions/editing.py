from typing import Any

from django.utils.translation import gettext as _

from comity.knowledge.legislation.models import NOWHERE, Law


def complete(law: Law, sketch: Any) -> dict[str, str]:
    """Give a law that was typed its jurisdiction, which is its place in lower case; gives what cannot be, by field."""
    jurisdiction = sketch.place.lower() or NOWHERE
    if law.record_id is None:
        law.jurisdiction = jurisdiction
    elif law.jurisdiction != jurisdiction:
        return {"place": _("The place of a law is part of its address and stays. Make another record for that place.")}
    return {}
