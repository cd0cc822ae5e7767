"""Linked data for search engines: JSON-LD with the vocabulary of schema.org."""

import json
from collections.abc import Sequence
from typing import Any, Final

from comity.ui.components import Crumb


SCHEMA: Final = "https://schema.org"
# Without these no end of a script and no comment can be written in one (HTML Standard, 4.12.1.3).
ESCAPES: Final = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def embedded(things: Sequence[dict[str, Any]]) -> str:
    """Things as JSON-LD that may stand inside a script element, whatever their words; empty values are left out."""
    graph = [{name: value for name, value in thing.items() if value not in (None, "", [], {})} for thing in things]
    return json.dumps({"@context": SCHEMA, "@graph": graph}, ensure_ascii=False).translate(ESCAPES)


def breadcrumbs(crumbs: Sequence[Crumb], root: str) -> dict[str, Any]:
    """The way from the home page to this one.

    Args:
        crumbs: as the page shows them.
        root: the address of the host, ``https://comity.example``.
    """
    items = [
        {"@type": "ListItem", "position": number, "name": str(crumb.label)}
        | ({"item": f"{root}{crumb.address}"} if crumb.address else {})
        for number, crumb in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
