"""Definitions as they are read, for what questionnaires are used, and what the desk of the staff shows of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.base.people.models import User
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.models import Response, Version
from comity.engines.questionnaires.shapes import Definition, Question


# So many definitions stay read in the memory of a process; one of a hundred questions takes about a megabyte.
REMEMBERED = 40


def definition_of(version: Version) -> Definition:
    """What a version says, read once in each process and then from memory; no query where the version is whole."""
    known = _known(version.digest)
    if not known:
        known.append(reading.definition(version.definition))
    return known[0]


@lru_cache(maxsize=REMEMBERED)
def _known(digest: str) -> list[Definition]:
    return []


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a response is answered for, such as a review, as a reader is told of it.

    Args:
        label: what it is, and what is done there, in the reader's language.
        address: the page of it that the reader may open, a path without its language; empty for none.
    """

    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """For what a questionnaire is answered, told by the module that uses it: what is not told is refused.

    Args:
        reads: whether a person may read a response and its answers; asked of each.
        writes: whether they may answer all of it as it stands, and give sections of it to others of the State. Who has
            a section reads the response and writes there, whatever these functions say of them.
        clears: whether they may say that an answer is final.
        visible: what holds of every response that the person may read, for lists.
    """

    reads: Callable[[User, Response], bool]
    writes: Callable[[User, Response], bool]
    clears: Callable[[User, Response], bool]
    visible: Callable[[User], Q]
    # Whether a person is among those who answer: they alone see remarks, earlier texts and what is contested, also
    # when all was handed in. Who may write, who may clear and who has a section is one of them in any case.
    colleagues: Callable[[User, Response], bool] | None = None
    # What a response is answered for, in a language: the way back from its pages. None for who may know nothing of it.
    occasion: Callable[[User, Response, str], Occasion | None] | None = None


USES: dict[str, Use] = {}


def register(name: str, use: Use) -> None:
    """Make a use known under its name, ``module.use``; the app of the module calls it once it is ready."""
    USES[name] = use


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the portal already holds and might be an answer; it is none until a person takes it.

    Args:
        provider: under which name who suggests it is registered.
        key: by which that provider knows it again; it says nothing secret.
        source: where it comes from, in the reader's language.
        words: what it says, as it is shown; in ``language`` where that is not the reader's.
        address: where it is read; empty for nowhere.
        value: what becomes the answer, in the form of ``grammar.values``; None where only evidence is suggested.
        evidence: records that show it.
        language: of the words.
    """

    provider: str
    key: str
    source: str
    words: str
    address: str = ""
    value: Any = None
    evidence: Sequence[dict[str, str]] = ()
    language: str = ""


class Suggester(Protocol):
    """Suggests answers to some questions of a response: only what the person may read anyhow."""

    def __call__(
        self, response: Response, questions: Sequence[Question], *, person: User, language: str
    ) -> Mapping[str, Sequence[Suggestion]]:
        """Suggestions by question code, asked for a whole section at once: queries do not grow with its questions."""


SUGGESTERS: dict[str, Suggester] = {}


def register_suggester(name: str, suggester: Suggester) -> None:
    """Make known who suggests answers; the app of the module calls it once it is ready."""
    SUGGESTERS[name] = suggester


def suggested(
    response: Response, questions: Sequence[Question], *, person: User, language: str
) -> dict[str, list[Suggestion]]:
    """What everybody suggests for some questions, by question code."""
    found: dict[str, list[Suggestion]] = {}
    for suggester in SUGGESTERS.values() if questions else ():
        for code, several in suggester(response, questions, person=person, language=language).items():
            found.setdefault(code, []).extend(several)
    return found


@dataclass(frozen=True, slots=True)
class Linked:
    """A record of the portal as a link to it is shown; ``place`` is the code of whose it is, empty for nobody's."""

    key: str
    title: str
    kind: str
    address: str
    language: str = ""
    place: str = ""


class Finder(Protocol):
    """Finds records of the portal among those that a person may read."""

    def __call__(self, words: str, *, person: User, language: str, place: str = "") -> Sequence[Linked]:
        """What words find, the best first; before all others everything of one place, where one is named."""


class Namer(Protocol):
    """Names records of the portal."""

    def __call__(self, keys: Sequence[str], *, person: User, language: str) -> Mapping[str, Linked]:
        """Those of some records that the person may read, by key; a fixed number of queries."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where evidence is looked for, told by the module that knows the records.

    Args:
        find: by words.
        named: by keys.
        contribute: where a person proposes a record that is not there yet: a path of the portal, empty for nowhere.
    """

    find: Finder
    named: Namer
    contribute: Callable[[User], str]


SHELVES: list[Shelf] = []


def register_shelf(shelf: Shelf) -> None:
    """Say where evidence is looked for; whoever says so last is asked."""
    SHELVES.append(shelf)


def shelf() -> Shelf | None:
    """Where evidence is looked for; None where no module has said."""
    return SHELVES[-1] if SHELVES else None


def desk() -> Iterator[Line | Part]:
    """What waits for the staff, and the way to the questionnaires."""
    yield Line(
        "questionnaires.drafts",
        _("drafts of questionnaires"),
        lambda person: _drafts(),
        Permission.QUESTIONNAIRE_WRITE,
        "questionnaires:list",
    )
    yield Part(
        _("Questionnaires"),
        _("Writing, reading in, releasing and taking away the questions that States are asked."),
        Permission.QUESTIONNAIRE_WRITE,
        "questionnaires:list",
    )


def _drafts() -> Any:
    return Version.objects.filter(stage=Stage.DRAFT).count()
