"""Reading vocabularies, and changing what is in them."""

from comity.base.terms.actions.editing import add_concept, change, put_in_order, relabel, take_shipped
from comity.base.terms.actions.loading import Loaded, bring_in, check_whole, load_facts


__all__ = [
    "Loaded",
    "add_concept",
    "bring_in",
    "change",
    "check_whole",
    "load_facts",
    "put_in_order",
    "relabel",
    "take_shipped",
]
