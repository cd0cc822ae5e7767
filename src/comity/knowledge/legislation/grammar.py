"""How the number of a provision becomes its permanent name."""

import re
import unicodedata


def digits(text: str) -> str:
    """Any script's decimal digits as 0 to 9: ``٣٨٦`` gives ``386``."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def eid_of(prefix: str, number: str) -> str:
    """The permanent name of a provision, as Akoma Ntoso writes it: ``("art", "42 bis")`` gives ``art_42-bis``."""
    plain = unicodedata.normalize("NFKD", digits(number))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[‐-―]", "-", plain)
    slug = re.sub(r"-+", "-", re.sub(r"[^\w.-]+|_", "-", plain)).strip("-.")
    return f"{prefix}_{slug}"[:80] if slug else prefix
