"""Which modules an installation has, layer by layer, in the order in which they are set up."""

from typing import Final


LAYERS: Final = {
    "base": ["places", "terms", "access", "audit", "people", "files", "notices", "administration"],
    "engines": ["records", "procedures", "questionnaires", "exchange", "search", "citations"],
    "knowledge": [
        "treaties",
        "legislation",
        "authorities",
        "cases",
        "strategies",
        "bibliography",
        "library",
        "registers",
        "requirements",
        "indicators",
        "published_reviews",
        "gateways",
    ],
    "operations": ["contributions", "assistance", "reviews", "casework", "networks", "guidance"],
}
OURS: Final = [f"comity.{layer}.{module}" for layer, modules in LAYERS.items() for module in modules]
