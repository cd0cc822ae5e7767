"""Who may write questionnaires and answer them, and when."""

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import decide
from comity.base.people.models import User
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.models import Response, Version
from comity.engines.questionnaires.registry import USES
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.errors import NotNow, NotPermitted, Overtaken


def may_write(person: User | None) -> bool:
    """Whether the person writes and releases questionnaires."""
    return person is not None and decide(person.grants, Permission.QUESTIONNAIRE_WRITE) is not None


def check_may_write(person: User | None) -> None:
    """Raise NotPermitted unless the person writes questionnaires."""
    if not may_write(person):
        raise NotPermitted(_("Only the staff of the service writes questionnaires."))


def check_is_draft(version: Version) -> None:
    """Raise NotNow unless a version may still be changed in the browser."""
    if version.stage != Stage.DRAFT:
        raise NotNow(_("This edition is released and does not change any more. Begin a new edition from it."))


def check_unused(version: Version, *, is_used: bool) -> None:
    """Raise NotNow when somebody has begun to answer a version: it never changes then."""
    if is_used:
        told = _("Edition %(edition)s is being answered and never changes. Give what is to be changed a new edition.")
        raise NotNow(told % {"edition": version.edition})


def check_seen(version: Version, seen: int) -> None:
    """Raise Overtaken unless the version is still the one that the person has seen."""
    if version.revision != seen:
        raise Overtaken(_("Somebody else has changed this edition since you opened it. Look at it, then try again."))


def check_whole(definition: Definition) -> None:
    """Raise NotNow unless a definition may be released: it asks something, in every language that it names."""
    if not any(one.is_answered for one in definition.questions.values()):
        raise NotNow(_("A questionnaire without a question is not released."))
    if not definition.languages:
        raise NotNow(_("Say in which languages the questionnaire is."))
    if missing := definition.missing(definition.languages):
        language, codes = next(iter(missing.items()))
        told = _("Not everything is said in “%(language)s”: %(codes)s. Write it, or take the language away.")
        shown = ", ".join(code or "·" for code in codes[:10])
        raise NotNow(told % {"language": language, "codes": shown})


def check_may_begin(version: Version, use: str) -> None:
    """Raise a refusal unless answers to a version may begin."""
    if use not in USES:
        raise NotPermitted(_("Nobody has said who may answer this."))
    if version.stage != Stage.RELEASED:
        raise NotNow(_("Only a released questionnaire is answered."))


def may_read(person: User | None, response: Response) -> bool:
    """Whether the person may read a response; nobody may where no module has said who."""
    use = USES.get(response.use)
    return use is not None and person is not None and use.reads(person, response)


def check_may_answer(person: User, response: Response) -> None:
    """Raise a refusal unless the person may answer a response now."""
    use = USES.get(response.use)
    if use is None or not use.writes(person, response):
        raise NotPermitted(_("You may not answer this questionnaire."))
    if response.closed_at is not None:
        raise NotNow(_("This questionnaire has been handed in; its answers do not change any more."))


def check_may_clear(person: User, response: Response) -> None:
    """Raise a refusal unless the person may call an answer final."""
    check_may_answer(person, response)
    if not USES[response.use].clears(person, response):
        raise NotPermitted(_("You may not clear answers of this questionnaire."))
