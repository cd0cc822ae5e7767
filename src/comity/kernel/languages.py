"""The six languages of the interface, and how any language of content is written."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeVar

from django.utils.translation import get_language, get_language_bidi


T = TypeVar("T")

# The official languages of the United Nations, each by its own name, in the order of that name's alphabet.
INTERFACE: Final[dict[str, str]] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}

# Languages of content seen in the packs beside the six; any other ISO 639-1 code is accepted as well.
OWN_NAMES: Final[dict[str, str]] = INTERFACE | {
    "bg": "Български",
    "bs": "Bosanski",
    "ca": "Català",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "et": "Eesti",
    "fa": "فارسی",
    "fi": "Suomi",
    "he": "עברית",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mk": "Македонски",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sq": "Shqip",
    "sr": "Српски",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh-hant": "繁體中文",
}

# Marks inside names that no alphabet counts.
UNSOUNDED: Final = str.maketrans({"'": " ", "’": " ", "-": " ", "(": None, ")": None, ",": None})
RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


def own_name(code: str) -> str:
    """A language's name in that language; the code itself when the name is not known."""
    return OWN_NAMES.get(code.lower(), code)


def direction(code: str) -> str:
    """``"rtl"`` or ``"ltr"``, as HTML's ``dir`` wants it."""
    return "rtl" if code.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"


def alphabetical(text: str, language: str = "") -> tuple[bytes, str]:
    """By what names are put in the order in which readers of a language look for them, for ``sorted(key=...)``.

    Accents and the Arabic article do not count. Chinese goes by GB 18030, whose usual characters stand by their sound.
    Without a language it is that of the moment.
    """
    return _alphabetical(str(text), interface_language(language or get_language() or "en"))


def by_name(named: Iterable[tuple[T, str]], language: str = "") -> list[tuple[T, str]]:
    """Codes with their names, in the alphabetical order of the names in a language, or in that of the moment."""
    return sorted(named, key=lambda one: alphabetical(one[1], language))


@lru_cache(maxsize=10_000)
def _alphabetical(text: str, language: str) -> tuple[bytes, str]:
    if language.startswith("zh"):
        return text.encode("gb18030", "replace"), text
    known = (
        text.casefold().replace("й", "и\uffff").replace("ñ", "n\uffff")
        if language in {"ru", "es"}
        else text.casefold()
    )
    if language == "ar":
        # The article is written with a bare alif; that of Germany or Albania bears a hamza and belongs to the name.
        words = unicodedata.normalize("NFC", known).translate(UNSOUNDED).split()
        known = " ".join(word.removeprefix("ال") for word in words)
    letters = "".join(one for one in unicodedata.normalize("NFKD", known) if not unicodedata.combining(one))
    return " ".join(letters.translate(UNSOUNDED).split()).encode(), text


def isolated(text: str) -> str:
    """A code, a date or a number that keeps its order in the midst of a script that runs the other way."""
    return f"\u2066{text}\u2069" if text and get_language_bidi() else text


def interface_language(code: str) -> str:
    """The interface language nearest to a code: ``zh-hans`` gives ``zh``, an unknown one gives ``en``."""
    first = code.split("-", maxsplit=1)[0].lower()
    return first if first in INTERFACE else "en"
