"""Who may write questionnaires and answer them, and when."""

from django.db.models import Q
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import decide
from comity.base.people.models import User
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.models import Response, Version
from comity.engines.questionnaires.registry import USES
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.errors import NotNow, NotPermitted, Overtaken
from comity.kernel.lists import listed


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
        shown = listed(code or "·" for code in codes[:10])
        raise NotNow(told % {"language": language, "codes": shown})


def check_may_begin(version: Version, use: str) -> None:
    """Raise a refusal unless answers to a version may begin."""
    if use not in USES:
        raise NotPermitted(_("Nobody has said who may answer this."))
    if version.stage != Stage.RELEASED:
        raise NotNow(_("Only a released questionnaire is answered."))


def home_of(response: Response) -> str | None:
    """Code of the State whose people may be given sections; None where a response belongs to none."""
    if response.place_id or response.organisation is None:
        return response.place_id
    return response.organisation.place_id


def given_to(person: User) -> Q:
    """What holds of every section given to the person, or to an organisation in which they work now.

    Whoever does not work for the State any more has nothing: a section is given to somebody of it.
    """
    grants = person.grants
    offices = {one.organisation for one in grants if one.organisation is not None}
    places = {one.place for one in grants if one.place is not None}
    # Who acts for somebody else has that person's sections instead of their own.
    whose = person.acting.person_id if person.acting is not None else person.pk
    own = Q(person=whose) | Q(organisation__in=offices)
    about = Q(response__place__in=places)
    return own & (about | Q(response__place__isnull=True, response__organisation__place__in=places))


def sections_of(person: User | None, response: Response) -> frozenset[str]:
    """Codes of the sections that were given to the person; one query."""
    if person is None:
        return frozenset()
    return frozenset(response.assignments.filter(given_to(person)).values_list("section", flat=True))


def may_read(person: User | None, response: Response) -> bool:
    """Whether the person may read a response: as its module says, or because a section of it is theirs.

    Nobody may where no module has said who.
    """
    use = USES.get(response.use)
    if use is None or person is None:
        return False
    return use.reads(person, response) or bool(sections_of(person, response))


def may_write_all(person: User | None, response: Response) -> bool:
    """Whether the person may answer the whole response, and give its sections to others."""
    use = USES.get(response.use)
    return use is not None and person is not None and use.writes(person, response)


def check_is_open(response: Response) -> None:
    """Raise NotNow when a response was handed in."""
    if response.closed_at is not None:
        raise NotNow(_("This questionnaire has been handed in; its answers do not change any more."))


def check_may_answer(person: User, response: Response, section: str | None = None) -> None:
    """Raise a refusal unless the person may answer a section of a response now, or without one, the whole.

    Whom the module lets write, writes everywhere; whom a section was given, there and nowhere else.
    """
    if response.use not in USES or not (
        may_write_all(person, response) or (section is not None and section in sections_of(person, response))
    ):
        raise NotPermitted(
            _("You may not answer this questionnaire.")
            if section is None or not may_read(person, response)
            else _("This section was not given to you. You can read it.")
        )
    check_is_open(response)


def may_clear(person: User | None, response: Response) -> bool:
    """Whether the person may say that an answer is final."""
    use = USES.get(response.use)
    return use is not None and person is not None and use.clears(person, response)


def check_may_clear(person: User, response: Response, section: str | None = None) -> None:
    """Raise a refusal unless the person may call an answer final, or open one again that was."""
    check_may_answer(person, response, section)
    if not may_clear(person, response):
        raise NotPermitted(_("You may not clear answers of this questionnaire."))


def check_may_overwrite(person: User, response: Response, *, is_cleared: bool) -> None:
    """Raise a refusal where an answer was cleared and the person may not clear: the final word is theirs who may."""
    if is_cleared and not may_clear(person, response):
        raise NotPermitted(_("This answer has been cleared. Who cleared it can open it again."))


def check_may_assign(person: User, response: Response) -> None:
    """Raise a refusal unless the person may give sections to others now."""
    if not may_write_all(person, response):
        raise NotPermitted(_("Sections are given to others by whoever answers the whole questionnaire."))
    check_is_open(response)


def may_remark(person: User | None, response: Response) -> bool:
    """Whether the person works on a response that is open: who only reads it says nothing to those who answer."""
    works = may_write_all(person, response) or may_clear(person, response) or bool(sections_of(person, response))
    return works and response.closed_at is None


def is_colleague(person: User | None, response: Response) -> bool:
    """Whether the person is among those who answer, and so sees remarks, earlier texts and what is contested."""
    use = USES.get(response.use)
    if use is None or person is None:
        return False
    if use.colleagues is not None and use.colleagues(person, response):
        return True
    return may_write_all(person, response) or may_clear(person, response) or bool(sections_of(person, response))


def check_may_remark(person: User, response: Response) -> None:
    """Raise a refusal unless the person may say something to colleagues now."""
    check_is_open(response)
    if not may_remark(person, response):
        raise NotPermitted(_("You may not answer this questionnaire."))
