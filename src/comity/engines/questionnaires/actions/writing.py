"""Versions of questionnaires: drafted, changed as long as they are drafts, released, closed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar import writing
from comity.engines.questionnaires.models import Questionnaire, Version
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.errors import NotNow


@transaction.atomic
def draft(definition: Definition, *, by: User) -> Version:
    """Keep a new edition as a draft; of a questionnaire that is not known yet, the first.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: the questionnaire already has that edition.
    """
    rules.check_may_write(by)
    questionnaire = Questionnaire.objects.get_or_create(code=definition.code)[0]
    questionnaire = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    known = questionnaire.versions.order_by("-number").values_list("edition", "number")
    if definition.edition in {edition for edition, _number in known}:
        told = _("Edition %(edition)s of “%(code)s” is there already. Give this one another edition.")
        raise NotNow(told % {"edition": definition.edition, "code": definition.code})
    version = Version(questionnaire=questionnaire, number=(known[0][1] if known else 0) + 1)
    put(version, definition, by=by)
    version.save(force_insert=True)
    note("questionnaire.draft", version, by=by, code=definition.code, edition=definition.edition)
    return version


def put(version: Version, definition: Definition, *, by: User) -> None:
    """Write a definition, and what follows from it, into a version that is not kept yet."""
    version.definition = writing.document(definition)
    version.digest = writing.digest(definition)
    version.edition = definition.edition
    version.title = dict(definition.title)
    version.wording = definition.wording
    version.size = sum(1 for one in definition.questions.values() if one.is_answered)
    version.languages = list(definition.languages)
    version.changed_by, version.changed_at = by, timezone.now()


def _held(version: Version) -> Version:
    """The version as it stands now, held until the end of the transaction."""
    found = Version.objects.select_for_update(of=("self",)).select_related("questionnaire")
    return found.get(pk=version.pk)


@transaction.atomic
def revise(version: Version, definition: Definition, *, by: User, seen: int) -> Version:
    """Change a draft.

    Args:
        version: which.
        definition: what it is to say; its code stays.
        by: who changes it.
        seen: the ``revision`` that the person has seen.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: it is no draft, or the edition or code belongs to another.
        Overtaken: somebody else was quicker.
    """
    rules.check_may_write(by)
    held = _held(version)
    rules.check_is_draft(held)
    rules.check_seen(held, seen)
    if definition.code != held.questionnaire.code:
        raise NotNow(_("The code of a questionnaire does not change."))
    others = Version.objects.filter(questionnaire=held.questionnaire_id, edition=definition.edition)
    if others.exclude(pk=held.pk).exists():
        told = _("Edition %(edition)s of “%(code)s” is there already. Give this one another edition.")
        raise NotNow(told % {"edition": definition.edition, "code": definition.code})
    if writing.digest(definition) == held.digest:
        return held
    before = held.digest
    put(held, definition, by=by)
    held.revision += 1
    held.save()
    note("questionnaire.revise", held, by=by, before=before, digest=held.digest)
    return held


@transaction.atomic
def release(version: Version, *, by: User, seen: int) -> Version:
    """Make a draft public, to be answered; from now on it is changed in a new edition.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: it is no draft, asks nothing, or is not whole in a language that it names.
        Overtaken: it is not what the person has seen.
    """
    rules.check_may_write(by)
    held = _held(version)
    rules.check_is_draft(held)
    rules.check_seen(held, seen)
    rules.check_whole(definition_of(held))
    _move(held, Stage.RELEASED, by=by)
    note("questionnaire.release", held, by=by, edition=held.edition, digest=held.digest)
    return held


def _move(version: Version, stage: Stage, *, by: User) -> None:
    version.stage = stage
    version.revision += 1
    version.changed_by, version.changed_at = by, timezone.now()
    if stage == Stage.DRAFT:
        version.released_at = None
    elif version.released_at is None:
        version.released_at = version.changed_at
    version.save(update_fields=["stage", "revision", "changed_by", "changed_at", "released_at"])


@transaction.atomic
def take_back(version: Version, *, by: User, reason: str) -> Version:
    """Make a released version that nobody has begun to answer a draft again.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: it is not released, somebody answers it, or no reason is given.
    """
    rules.check_may_write(by)
    held = _held(version)
    if held.stage == Stage.DRAFT:
        raise NotNow(_("This edition is a draft."))
    rules.check_unused(held, is_used=queries.is_used(held))
    _check_reason(reason)
    _move(held, Stage.DRAFT, by=by)
    note("questionnaire.take_back", held, by=by, sealed={"reason": reason}, edition=held.edition)
    return held


@transaction.atomic
def close(version: Version, *, by: User, reason: str) -> Version:
    """Let no new answers to a version begin; those that began go on, and it can still be read.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: it is not released, or no reason is given.
    """
    rules.check_may_write(by)
    held = _held(version)
    if held.stage != Stage.RELEASED:
        raise NotNow(_("Only a released questionnaire is closed."))
    _check_reason(reason)
    _move(held, Stage.CLOSED, by=by)
    note("questionnaire.close", held, by=by, sealed={"reason": reason}, edition=held.edition)
    return held


def _check_reason(reason: Any) -> None:
    if not str(reason).strip():
        raise NotNow(_("Say why: without a reason this step is not taken."))


@transaction.atomic
def remove(version: Version, *, by: User) -> None:
    """Take away a draft, and its questionnaire with the last edition of it.

    Raises:
        NotPermitted: the person writes no questionnaires.
        NotNow: it is no draft.
    """
    rules.check_may_write(by)
    held = _held(version)
    rules.check_is_draft(held)
    note("questionnaire.remove", held, by=by, code=held.questionnaire.code, edition=held.edition, digest=held.digest)
    questionnaire = held.questionnaire
    Version.objects.filter(pk=held.pk).delete()
    if not questionnaire.versions.exists():
        Questionnaire.objects.filter(pk=questionnaire.pk).delete()
