"""What one cell holds, read; what cannot be read says why and how to mend it."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.enums import Channel, Function, Group, Origin
from comity.knowledge.authorities.models import IDENTIFIER
from comity.knowledge.authorities.shapes import Form


LONGEST: Final = 20_000
WIDTHS: Final = {
    "name": 1000, "treaty": 60, "treaty_title": 1000, "article": 30, "source": 1000, "confirmed_by": 300,
    **{f"name_{code}": 1000 for code in INTERFACE},
}  # fmt: skip
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
PART: Final = "|"


class Wrong(Exception):
    """A cell that cannot be read, and why."""


def check_length(column: str, text: str) -> None:
    if len(text) > (width := WIDTHS.get(column, LONGEST)):
        raise Wrong(_("This has %(number)s characters; at most %(most)s fit.") % {"number": len(text), "most": width})
    if "\0" in text:
        raise Wrong(_("This holds a character that cannot be kept. Type it again."))


def identifier(text: str) -> str:
    if len(text) > 60 or not re.match(IDENTIFIER, text):  # noqa: PLR2004 -- the width of the column
        raise Wrong(_("An identifier has 1 to 60 letters A to Z, digits, points, hyphens and underscores."))
    return text


def place(text: str) -> str:
    known = places.places()
    if text.upper() in known:
        return text.upper()
    found = places.resolve(text)
    if found is None:
        raise Wrong(_("No State is known as “%(name)s”. Write its code of two letters.") % {"name": text[:60]})
    return found.code


def language(text: str) -> str:
    if not LANGUAGE.fullmatch(text.lower()):
        raise Wrong(_("“%(text)s” is no code of a language. Write en, fr, zh …") % {"text": text[:30]})
    return text.lower()


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10] if text[10:] in {"", " 00:00:00"} else text)
    except ValueError:
        raise Wrong(_("“%(text)s” is not a day. Write it as 2024-03-31.") % {"text": text[:30]}) from None


def day_past(text: str) -> dt.date | None:
    day = _day(text)
    if day and day > dt.datetime.now(tz=dt.UTC).date():
        raise Wrong(_("This day has not come yet."))
    return day


def _split(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]


def _lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(PART)] for line in text.splitlines() if line.strip()]


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in known:
            sentence = _("“%(text)s” is not known here. Write one of: %(known)s.")
            raise Wrong(sentence % {"text": text[:60], "known": ", ".join(known)})
        return text.lower()

    return read


def _several(reader: Callable[[str], str]) -> Callable[[str], list[str]]:
    return lambda text: list(dict.fromkeys(reader(one) for one in _split(text)))


def groups(text: str) -> tuple[str, ...]:
    given = _several(_one_of(Group.values))(text)
    return tuple(group for group in Group.values if group in given)


def checked_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Wrong(_("“%(text)s” is no address of e-mail.") % {"text": text[:60]}) from None
    return text


def checked_telephone(text: str) -> str:
    if not re.fullmatch(r"[+0-9(][0-9 ()./-]{3,38}(?:\s*(?:ext\.?|x)\s*\d{1,6})?", text, re.IGNORECASE):
        raise Wrong(_("“%(text)s” is no telephone number. Write it as +39 06 1234567.") % {"text": text[:40]})
    return text


def _web(text: str) -> str:
    if not text:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise Wrong(_("Write an address that begins with https://.")) from None
    return text


def _yes_no(text: str) -> bool | None:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if not text:
        return None
    if text.lower() not in answers:
        raise Wrong(_("Write yes or no."))
    return answers[text.lower()]


def _persons(text: str) -> list[dict[str, str]]:
    found = []
    for parts in _lines(text):
        if len(parts) > 4 or not parts[0]:  # noqa: PLR2004 -- the four parts named in the sentence
            raise Wrong(_("Write each contact point on a line: name | title | telephone | e-mail."))
        name, title, telephone, email = (*parts, "", "", "")[:4]
        found.append(
            {
                "name": name,
                "title": title,
                "telephone": checked_telephone(telephone) if telephone else "",
                "email": checked_email(email) if email else "",
            }
        )
    return found


def _links(text: str) -> list[dict[str, str]]:
    found = []
    for parts in _lines(text):
        if len(parts) > 2 or not parts[0]:  # noqa: PLR2004 -- the two parts named in the sentence
            raise Wrong(_("Write each on a line: title | address."))
        found.append({"title": parts[0], "url": _web(parts[1]) if parts[1:] else ""})
    return found


def _notices(text: str) -> list[dict[str, str]]:
    found = []
    for parts in _lines(text):
        days = parts[0].split("/")
        if len(parts) != 2 or not parts[1] or len(days) > 2:  # noqa: PLR2004 -- the two parts named in the sentence
            raise Wrong(
                _("Write each notice on a line: 2020-03-20/2020-12-31 | words. Leave the second day out if open.")
            )
        begins, ends = _day(days[0]), _day(days[1]) if days[1:] else None
        if begins is None:
            raise Wrong(_("A notice has the day on which it begins."))
        if ends and ends < begins:
            raise Wrong(_("A notice cannot end before it begins."))
        found.append({"begins_on": str(begins), "ends_on": str(ends or ""), "text": parts[1]})
    return found


READERS: Final[dict[Form, Callable[[str], Any]]] = {
    Form.LINE: str,
    Form.WORDS: str,
    Form.YES_NO: _yes_no,
    Form.TELEPHONES: _several(checked_telephone),
    Form.EMAILS: _several(checked_email),
    Form.WEB: _web,
    Form.LANGUAGES: _several(language),
    Form.CHANNELS: _several(_one_of(Channel.values)),
    Form.PERSONS: _persons,
    Form.LINKS: _links,
    Form.NOTICES: _notices,
}
DESIGNATION_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "function": _one_of(Function.values),
    "treaty_language": language,
    "treaty_url": _web,
    "territory": place,
    "counterpart": place,
    "begins_on": _day,
    "ends_on": _day,
    "origin": _one_of(Origin.values),
    "source_url": _web,
}
