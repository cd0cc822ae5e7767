"""Questionnaires that ship with a module, as files of its facts."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.actions.writing import draft, put
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar import reading, sharing, writing
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.errors import NotNow, Unreadable


# Questions that several files of a folder share: see ``grammar.sharing``.
SHARED: Final = "follow-ups.json"


def load_definitions(folder: Path, *, by: User) -> Counter[str]:
    """Load every ``*.json`` of a folder as a released version; the same again reads no file's content twice.

    What nobody has begun to answer follows its file; what is being answered does not, and the file is refused: a
    change then needs a new edition.

    Args:
        folder: such as ``facts/questionnaires`` of a module.
        by: who loads them, as a rule the service.

    Returns:
        How many were ``created``, ``changed`` and ``unchanged``.

    Raises:
        Unreadable: a file is no sound definition.
        NotNow: a file says otherwise than an edition that is being answered.
    """
    rules.check_may_write(by)
    done: Counter[str] = Counter()
    known = queries.shipped()
    for path, digest in files_in(folder):
        if digest in known:
            done["unchanged"] += 1
        else:
            done[_load(read_file(path), digest, where=path.name, by=by)] += 1
    return done


def files_in(folder: Path) -> list[tuple[Path, str]]:
    """The files of a folder that each hold a questionnaire, with a digest of them and of the questions they share."""
    shared = folder / SHARED
    common = shared.read_bytes() if shared.exists() else b""
    return [
        (path, hashlib.sha256(common + path.read_bytes()).hexdigest())
        for path in sorted(folder.glob("*.json"))
        if path.name != SHARED
    ]


def read_file(path: Path) -> Definition:
    """The definition in a file, with the questions that it shares with its neighbours written out.

    Raises:
        Unreadable: the file, or that of the shared questions, is not sound; the sentence names it.
    """
    shared = path.with_name(SHARED)
    try:
        common = reading.plain_json(shared.read_bytes()) if shared.exists() else {}
        return reading.definition(sharing.written_out(reading.plain_json(path.read_bytes()), common))
    except Faulty as fault:
        raise Faulty(fault.faults, where=path.name) from fault
    except Unreadable as fault:
        raise Unreadable(str(fault), where=path.name) from fault


@transaction.atomic
def _load(definition: Definition, digest: str, *, where: str, by: User) -> str:
    rules.check_whole(definition)
    held = Version.objects.select_for_update(of=("self",)).select_related("questionnaire")
    version = held.filter(questionnaire__code=definition.code, edition=definition.edition).first()
    outcome = "changed"
    if version is None:
        version, outcome = draft(definition, by=by), "created"
    elif version.digest == writing.digest(definition) and version.stage != Stage.DRAFT:
        outcome = "unchanged"
    elif queries.is_used(version):
        told = _("%(file)s says otherwise than edition %(edition)s, which is being answered. Give it a new edition.")
        raise NotNow(told % {"file": where, "edition": version.edition})
    if outcome != "unchanged":
        put(version, definition, by=by)
        version.revision += outcome == "changed"
        if version.stage == Stage.DRAFT:
            version.stage, version.released_at = Stage.RELEASED, timezone.now()
    version.file_digest = digest
    version.save()
    note("questionnaire.load", version, by=by, file=where, outcome=outcome, digest=version.digest)
    return outcome
