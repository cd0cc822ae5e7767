"""The files that a browser is served: npm's that are public, our one stylesheet, our programs linked from modules."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from comity.kernel.documents import fonts
from comity.kernel.documents.pdf import TEMPLATE
from comity.ui.modules import PROGRAMS, CannotLink, linked


STYLES: Final = Path(__file__).parent / "styles"

# The order is the order of the cascade; tokens.css names the layers.
SHEETS: Final = (
    "tokens.css",
    "dark.css",
    "fonts.css",
    "base.css",
    "layout.css",
    "header.css",
    "forms.css",
    "editing.css",
    "questionnaires.css",
    "answering.css",
    "sealed.css",
    "guidance.css",
    "writing.css",
    "components.css",
    "results.css",
    "tables.css",
    "law.css",
    "reader.css",
    "map.css",
    "charts.css",
    "guide.css",
    "print.css",
)
STYLESHEET: Final = "ui/comity.css"

_SANS: Final = "@fontsource-variable/source-sans-3/files/source-sans-3-"
_SERIF: Final = "@fontsource/source-serif-4/files/source-serif-4-"
_ARABIC: Final = "@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-"
_SUBSETS: Final = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")

# Public name to file in node_modules. Nothing else of npm's is public, apart from the flags.
PUBLIC: Final[dict[str, str]] = (
    {f"fonts/sans-{subset}.woff2": f"{_SANS}{subset}-wght-normal.woff2" for subset in _SUBSETS}
    | {f"fonts/sans-{subset}-italic.woff2": f"{_SANS}{subset}-wght-italic.woff2" for subset in _SUBSETS}
    | {f"fonts/serif-{subset}.woff2": f"{_SERIF}{subset}-400-normal.woff2" for subset in _SUBSETS}
    | {f"fonts/serif-{subset}-bold.woff2": f"{_SERIF}{subset}-600-normal.woff2" for subset in _SUBSETS}
    | {f"fonts/serif-{subset}-italic.woff2": f"{_SERIF}{subset}-400-italic.woff2" for subset in _SUBSETS}
    | {
        "fonts/arabic.woff2": f"{_ARABIC}arabic-400-normal.woff2",
        "fonts/arabic-latin.woff2": f"{_ARABIC}latin-400-normal.woff2",
        "fonts/naskh.woff2": "@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff2",
        "ui/htmx.js": "htmx.org/dist/htmx.min.js",
    }
)
# What a browser needs to set a PDF itself: the program of Typst, and our template with the typefaces.
TYPST: Final = "@myriaddreamin/typst-ts-web-compiler/pkg/typst_ts_web_compiler_bg.wasm"
SETTING: Final = {"program": "ui/typst.wasm.gz", "kit": "ui/typesetting.gz", "worker": "ui/setting.js"}
FLAGS: Final = "flag-icons/flags/4x3"


def installed() -> bool:
    """Whether npm has put its files where the settings say."""
    return all((settings.NODE_MODULES / file).is_file() for file in PUBLIC.values())


def can_set() -> bool:
    """Whether npm has brought what browsers need to set a PDF."""
    return installed() and (settings.NODE_MODULES / TYPST).is_file()


def flags() -> frozenset[str]:
    """The codes, lower case, for which a flag is installed: countries and territories, not provinces."""
    folder = settings.NODE_MODULES / FLAGS
    return frozenset(file.stem for file in folder.glob("??.svg") if file.stem != "xx")


def bundle(*, fonts: bool = True) -> str:
    """The stylesheet: every sheet in its order, without comments and indentation.

    Fonts are left out where npm has not brought them, so that the page names no file that is missing; and where the
    page stands alone as one file.
    """
    names = [name for name in SHEETS if name != "fonts.css" or (fonts and installed())]
    return "\n".join(_squeezed((STYLES / name).read_text(encoding="utf-8")) for name in names) + "\n"


def _squeezed(sheet: str) -> str:
    """A stylesheet without comments, indentation and empty lines; our sheets have no strings that hold ``/*``."""
    parts = sheet.split("/*")
    kept = parts[0] + "".join(part.split("*/", 1)[1] for part in parts[1:])
    return "\n".join(line for line in (line.strip() for line in kept.splitlines()) if line)


def write_bundle() -> Path:
    """Write the stylesheet into HOME, only when it has changed, and return the folder to serve from."""
    return _written(STYLESHEET, bundle())


def write_program(name: str) -> Path | None:
    """Write one of our programs into HOME as one file, and return the folder; None where npm has not brought all."""
    try:
        return _written(name, linked(PROGRAMS[name], settings.NODE_MODULES))
    except CannotLink:
        if installed():
            raise
        return None


def _program_of_typst() -> bytes:
    return (settings.NODE_MODULES / TYPST).read_bytes()


def _kit() -> bytes:
    """The template and what is known of the typefaces as a line of JSON, then the typefaces one after the other."""
    folder = fonts.prepared()
    typefaces = fonts.of_one_weight(folder)
    told = {
        "template": TEMPLATE.read_text(encoding="utf-8"),
        "families": fonts.FAMILIES,
        "signs": sorted(fonts.signs_of(folder)),
        "sizes": [len(one) for one in typefaces],
    }
    return json.dumps(told).encode() + b"\n" + b"".join(typefaces)


PACKED: Final[dict[str, Callable[[], bytes]]] = {SETTING["program"]: _program_of_typst, SETTING["kit"]: _kit}


def write_packed(name: str) -> Path | None:
    """Write a large file into HOME, packed once: browsers unpack it themselves, and no start waits for it again."""
    if not can_set():
        return None
    root: Path = settings.HOME / "assets"
    target = root / name
    # The way in which typefaces are made is a source as well: it changes with the program.
    sources = (settings.NODE_MODULES / TYPST, TEMPLATE, Path(fonts.__file__), fonts.prepared() / fonts.SIGNS)
    # Named without their folders: an installation that was moved or copied has what it had.
    stamp = repr([(*one.parts[-2:], one.stat().st_size, one.stat().st_mtime_ns) for one in sources])
    beside = target.with_suffix(".stamp")
    if not target.exists() or not beside.exists() or beside.read_text(encoding="utf-8") != stamp:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        # Without a moment in it: the same content is the same file, and keeps its name.
        fresh.write_bytes(gzip.compress(PACKED[name](), 6, mtime=0))
        fresh.replace(target)
        beside.write_text(stamp, encoding="utf-8")
    return root


def _written(name: str, text: str) -> Path:
    root: Path = settings.HOME / "assets"
    target = root / name
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
    return root


class NodeFinder(BaseFinder):
    """Finds the stylesheet and those files of npm's that are public, and no others."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.modules: Path = settings.NODE_MODULES

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to check here: what is missing is told by the system check in comity.ui.checks."""
        return []

    def _named(self) -> dict[str, Path]:
        named = {public: self.modules / file for public, file in PUBLIC.items()}
        named |= {f"flags/{code}.svg": self.modules / FLAGS / f"{code}.svg" for code in flags()}
        return {public: file for public, file in named.items() if file.is_file()}

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        """The file behind a public name; a list when ``find_all`` is asked."""
        if path in PROGRAMS or path in PACKED:
            root = write_program(path) if path in PROGRAMS else write_packed(path)
            found = root / path if root else None
        else:
            found = write_bundle() / path if path == STYLESHEET else self._named().get(path)
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every public name with a storage that opens it; collectstatic asks for this."""
        yield STYLESHEET, FileSystemStorage(location=write_bundle())
        for program in PROGRAMS:
            if root := write_program(program):
                yield program, FileSystemStorage(location=root)
        for packed in PACKED:
            if root := write_packed(packed):
                yield packed, FileSystemStorage(location=root)
        for public, file in self._named().items():
            yield public, _OneFile(file)


class _OneFile(FileSystemStorage):
    """A storage that holds one file, whatever name it is asked by: a public name is not the file's own."""

    def __init__(self, file: Path) -> None:
        super().__init__(location=file.parent)
        self.file = file

    def path(self, name: str) -> str:
        return str(self.file)
