"""Definitions as they are read, for what questionnaires are used, and what the desk of the staff shows of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.base.people.models import User
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.models import Response, Version
from comity.engines.questionnaires.shapes import Definition


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
class Use:
    """For what a questionnaire is answered, told by the module that uses it: what is not told is refused.

    Args:
        reads: whether a person may read a response and its answers; asked of each.
        writes: whether they may answer it as it stands.
        clears: whether they may say that an answer is final.
        visible: what holds of every response that the person may read, for lists.
    """

    reads: Callable[[User, Response], bool]
    writes: Callable[[User, Response], bool]
    clears: Callable[[User, Response], bool]
    visible: Callable[[User], Q]


USES: dict[str, Use] = {}


def register(name: str, use: Use) -> None:
    """Make a use known under its name, ``module.use``; the app of the module calls it once it is ready."""
    USES[name] = use


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
