"""The typefaces of documents: those that npm brings for the pages, made readable for the program that sets PDF.

Browsers are served parts of a typeface, packed; a typesetter wants them unpacked. That is done once and kept.
"""

import hashlib
import json
import shutil
import tempfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from comity.kernel.errors import NotNow


# In the order in which they are tried for a sign; the last has a hundred parts.
FAMILIES: Final = ("Source Sans 3", "IBM Plex Sans Arabic", "Noto Sans SC")
PATTERNS: Final = (
    "@fontsource-variable/source-sans-3/files/*-wght-normal.woff2",
    "@fontsource-variable/source-sans-3/files/*-wght-italic.woff2",
    "@fontsource/ibm-plex-sans-arabic/files/*-arabic-400-normal.woff2",
    "@fontsource/ibm-plex-sans-arabic/files/*-arabic-700-normal.woff2",
    "@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2",
)
SIGNS: Final = "signs.json"
REGULAR: Final = 400
BOLD: Final = 700


def prepared() -> Path:
    """The folder with the unpacked typefaces, made when it is not there; the first time takes some seconds.

    Raises:
        NotNow: npm has not brought them.
    """
    several = [sorted(settings.NODE_MODULES.glob(pattern)) for pattern in PATTERNS]
    if not all(several):
        raise NotNow(_("PDF cannot be made here: the typefaces are missing. Take the Word file instead."))
    files = [file for each in several for file in each]
    told = [(file.name, file.stat().st_size) for file in files]
    folder: Path = settings.HOME / "typefaces" / hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    if not (folder / SIGNS).is_file():
        _unpack(files, folder)
    return folder


def _unpack(files: list[Path], folder: Path) -> None:
    """Write every typeface into a folder that appears as a whole; two at once do the same twice."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- heavy, and needed once

    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    signs: set[int] = set()
    for file in files:
        font = TTFont(file)
        signs |= set(font.getBestCmap() or ())
        font.flavor = None
        font.save(made / f"{file.stem}.ttf")
    (made / SIGNS).write_text(json.dumps(sorted(signs)), encoding="ascii")
    try:
        made.rename(folder)
    except OSError:
        # Another process was quicker.
        shutil.rmtree(made)


def of_one_weight(folder: Path) -> list[bytes]:
    """The typefaces of a folder for a program that knows no variable ones: each in the weights that documents have.

    Chinese has a hundred parts and stands in one weight; its headings are known by their size and colour.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- heavy, and needed once
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415 -- the same

    made = []
    for file in sorted(folder.glob("*.ttf")):
        if "-wght-" not in file.name:
            made.append(file.read_bytes())
            continue
        for weight in (REGULAR,) if file.name.startswith("noto") or "italic" in file.name else (REGULAR, BOLD):
            kept = BytesIO()
            instantiateVariableFont(TTFont(file), {"wght": weight}, inplace=True).save(kept)
            made.append(kept.getvalue())
    return made


@lru_cache(maxsize=2)
def signs_of(folder: Path) -> frozenset[int]:
    """The signs that the typefaces of a folder have."""
    return frozenset(json.loads((folder / SIGNS).read_text(encoding="ascii")))
