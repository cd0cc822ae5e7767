"""What a letter about notices says: that something waits, of which kind, and where; never what it is about.

Whatever stands in a letter comes from here: a sentence of a kind, numbers, names of places, days, addresses.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.notices.enums import Group, Parameter
from comity.base.notices.models import Notice
from comity.base.notices.registry import kind_of, plainly
from comity.base.people.models import User
from comity.base.places import index as places


# So many are named one by one; of the others the number is told.
NAMED: Final = 30
INBOX: Final = "/notices/"
SETTINGS: Final = "/notices/settings/"


def language_of(person: User) -> str:
    """In which language letters to a person are written."""
    return person.language or "en"


def link(path: str, language: str) -> str:
    """An address of the portal in a language, whole where the installation knows how it is reached."""
    return f"{settings.PUBLIC_ADDRESS}/{language}{path}"


def said(notice: Notice, language: str) -> str:
    """What a notice says, in a language, which must be the one that is spoken now."""
    kind = kind_of(notice.kind)
    if kind is None:
        return _("Something concerns you.")
    shown: dict[str, Any] = {}
    for name, value in notice.parameters.items():
        if kind.parameters.get(name) is Parameter.PLACE:
            shown[name] = places.current().names[language].get(value, value)
        else:
            shown[name] = value
    return plainly(kind.sentence, shown)


def letter(person: User, notices: Sequence[Notice], *, is_digest: bool) -> tuple[str, str]:
    """Subject and text of one letter that tells a person of notices, in their language."""
    language = language_of(person)
    with translation.override(language):
        if len(notices) == 1:
            subject = said(notices[0], language)
        else:
            count = len(notices)
            subject = ngettext(
                "%(count)s notice waits for you on Comity", "%(count)s notices wait for you on Comity", count
            ) % {"count": count}
        parts = [*_listed(notices, language, is_grouped=is_digest)]
        if len(notices) > NAMED:
            left = len(notices) - NAMED
            parts.append(ngettext("And %(count)s more.", "And %(count)s more.", left) % {"count": left})
        parts.append(
            _("All your notices:\n%(inbox)s\n\nWhen letters come to you, you choose here:\n%(settings)s")
            % {"inbox": link(INBOX, language), "settings": link(SETTINGS, language)}
        )
        return subject, "\n\n".join(parts) + "\n"


def _listed(notices: Sequence[Notice], language: str, *, is_grouped: bool) -> list[str]:
    """Each notice with its address; in a digest under the name of its group, with how many there are."""
    if not is_grouped:
        return [_line(one, language) for one in notices[:NAMED]]
    parts: list[str] = []
    named = 0
    for group in Group:
        mine = [one for one in notices if (kind := kind_of(one.kind)) is not None and kind.group is group]
        if not mine:
            continue
        parts.append(f"{group.label} ({len(mine)})")
        parts += [_line(one, language) for one in mine[: max(0, NAMED - named)]]
        named += len(mine)
    return parts


def _line(notice: Notice, language: str) -> str:
    until = " " + _("Until %(day)s.") % {"day": notice.due_on.isoformat()} if notice.due_on is not None else ""
    return f"{said(notice, language)}{until}\n{link(notice.address, language)}"
