"""When a password may be tried, what a password may be, and who may do what with accounts."""

import hashlib
import ipaddress
import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import GIVEN_BY_SECRETARIAT, decide
from comity.base.people.models import Attempts, Membership, Organisation, User
from comity.kernel.errors import NotPermitted


# Typing errors are free; after them each failure doubles the wait.
FREE: Final = 3
# One network is used by many people, and one account is tried from many networks only by a guesser.
FREE_OF_NETWORK: Final = 30
FREE_OF_NAME: Final = 20
LONGEST_WAIT: Final = 900  # seconds
# What nobody has tried for so long starts afresh.
REMEMBERED: Final = 4 * LONGEST_WAIT  # seconds
# How long who has shown who they are need not show it again before a change of security.
FRESH: Final = 900  # seconds
# A session in which nothing was done is looked at again after so long, so that not every request writes.
SEEN_EVERY: Final = timedelta(minutes=5)
# After which an invitation must be renewed, and how soon again that can be asked for.
INVITATION_HOLDS: Final = timedelta(days=14)
RENEWED_AT_MOST_EVERY: Final = timedelta(minutes=5)
# A link that shows that somebody reads the letters of a new address.
EMAIL_CHANGE_HOLDS: Final = timedelta(hours=24)
# A link to a new password.
RESET_HOLDS: Final = 3600  # seconds


def network_of(address: str) -> str:
    """The network of an address: 24 bits of IPv4, 64 of IPv6, as providers give them out."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False))  # noqa: PLR2004 -- the two versions of the Internet Protocol


def attempts_key(name: str, address: str, device: str = "") -> str:
    """Under which failures are counted: of one name from one network, or from one known device; hashed, never read."""
    where = f"device {device}" if device else network_of(address)
    return hashlib.sha256(f"{name.strip().casefold()}\0{where}".encode()).hexdigest()


def attempts_keys(name: str, address: str, device: str = "") -> dict[str, int]:
    """Every key under which an attempt counts, with how many failures of it are free.

    A device in which this account has signed in before counts for itself alone: whoever guesses from elsewhere, even
    from many places or from behind the same proxy, does not make its owner wait.
    """
    own = {attempts_key(name, address, device): FREE}
    if device or not name:
        return own
    return own | {attempts_key("", address): FREE_OF_NETWORK, attempts_key(name, "anywhere"): FREE_OF_NAME}


def wait_after(failures: int, free: int = FREE) -> int:
    """How many seconds nobody may try after so many failures: none, then 2, 4, 8 … up to a quarter of an hour."""
    return min(2 ** min(failures - free, 16), LONGEST_WAIT) if failures > free else 0


def seconds_to_wait(name: str, address: str, device: str = "") -> int:
    """How long this name may not be tried from here; 0 when it may be tried now. One query.

    Failures count for the name from its network, for the network, and for the name from everywhere; see
    docs/explanation/accounts.md for what each of the three stops, and why none can shut somebody else out.
    """
    keys = attempts_keys(name, address, device)
    now, longest = time.time(), 0.0
    for row in Attempts.objects.filter(pk__in=keys).order_by("pk"):
        last = row.last_at.timestamp()
        if now - last < REMEMBERED:
            longest = max(longest, last + wait_after(row.failures, keys[row.pk]) - now)
    return max(0, round(longest + 0.5)) if longest > 0 else 0


# ---------------------------------------------------------------- passwords

# What everybody knows who comes to this door; names of the host and of organisations come besides.
HOUSE: Final = ("comity", "secretariat", "mission", "ministry", "justice", "nations", "password")
SHORTEST_WORD: Final = 5
DIGITS_AS_LETTERS: Final = str.maketrans("013457@$!|", "oleastasil")


@lru_cache(maxsize=1)
def _known_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def house_words(user: User | None) -> frozenset[str]:
    """Words that a guesser tries first here, in small letters: the portal's, its host's, those of the organisations.

    Of the names of organisations, places and the host only what is long enough to be a word by itself.
    """
    named = [settings.PUBLIC_ADDRESS.partition("://")[2], *HOUSE]
    if user is not None and user.pk is not None:
        for member in Membership.objects.filter(user=user).select_related("organisation__place"):
            named += [member.organisation.name, member.organisation.place_id or ""]
    found = re.findall(r"[^\W\d_]+", " ".join(named).casefold())
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


def is_made_of(password: str, words: frozenset[str]) -> bool:
    """Whether the letters of a password are words of the house and next to nothing else."""
    letters = re.sub(r"[\W\d_]+", "", password.casefold())
    rest = letters
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != letters and len(rest) < SHORTEST_WORD


class HouseWordsValidator:
    """Refuses a password that is made of the words that stand on the portal's own door."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when little is left without them."""
        words = house_words(user)
        if any(is_made_of(form, words) for form in (password, password.translate(DIGITS_AS_LETTERS))):
            raise ValidationError(
                _("This is made of the names of this portal or of your organisation. Take words of your own."),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        """What not to do."""
        return _("Leave out the names of this portal and of your organisation.")


class DisguisedPasswordValidator:
    """Refuses a known password in disguise: with figures and signs around it, written twice, or with 0 for o."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that a guesser's program makes from its list."""
        plain = password.casefold()
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        forms = {
            plain.strip("!.,?*_- "),
            bare,
            bare.translate(DIGITS_AS_LETTERS),
            plain.translate(DIGITS_AS_LETTERS).strip("!.,?*_- "),
        }
        forms |= {form[: len(form) // 2] for form in forms if form and form == form[: len(form) // 2] * 2}
        forms |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", form) for form in forms}
        known = _known_passwords()
        if any(form in known or form == "comity" for form in forms if form) or len(set(plain)) < 5:  # noqa: PLR2004 -- fewer different signs than in “1-2-3”
            raise ValidationError(
                _("This is a well-known password with something added. Take four words that do not belong together."),
                code="password_in_disguise",
            )

    def get_help_text(self) -> str:
        """What to do instead."""
        return _("Take four words that do not belong together, or let the browser or a password manager make one.")


# ---------------------------------------------------------------- showing who one is, again


def is_fresh(records: Sequence[Mapping[str, Any]], *, must_be_strong: bool) -> bool:
    """Whether somebody has shown lately who they are.

    Args:
        records: the ways and moments of authentication in this session, as django-allauth keeps them.
        must_be_strong: whether only a second factor counts: whoever has one is asked for it.
    """
    return any(
        time.time() - float(record.get("at", 0)) < FRESH and (record.get("method") == "mfa" or not must_be_strong)
        for record in records
    )


def is_idle(seen_at: datetime) -> bool:
    """Whether nothing was done in a session for longer than this installation lets it stay open."""
    return bool(settings.IDLE_MINUTES) and timezone.now() - seen_at > timedelta(minutes=settings.IDLE_MINUTES)


# ---------------------------------------------------------------- who may


def check_may(person: User | None, permission: Permission, *, organisation: Organisation | None = None) -> None:
    """Raise NotPermitted unless the person may do this, for this organisation if one is named."""
    grants = person.grants if person else []
    place = organisation.place_id if organisation else None
    if decide(grants, permission, place=place, organisation=organisation.pk if organisation else None) is None:
        raise NotPermitted(_("Only the Secretariat, and who administers this organisation, may do this."))


def check_may_give(person: User, role: str, organisation: Organisation) -> None:
    """Raise NotPermitted unless the person may give this role in this organisation."""
    check_may(person, Permission.MEMBER_MANAGE, organisation=organisation)
    if role in GIVEN_BY_SECRETARIAT:
        check_may_register(person)


def check_may_register(person: User | None) -> None:
    """Raise NotPermitted unless the person keeps the register of organisations and nominations."""
    if decide(person.grants if person else [], Permission.ORGANISATION_MANAGE) is None:
        raise NotPermitted(_("Only the Secretariat may do this."))


def check_may_restore(person: User, whose: User) -> None:
    """Raise NotPermitted unless the person may open, close and restore this account: the Secretariat, not its own."""
    if person.pk == whose.pk or decide(person.grants, Permission.ACCOUNT_RESTORE) is None:
        raise NotPermitted(_("Only the Secretariat may do this, and nobody for themselves."))


def is_old(sent_at: Any) -> bool:
    """Whether a link sent at a moment must be renewed."""
    return bool(timezone.now() - sent_at > INVITATION_HOLDS)


# ---------------------------------------------------------------- browsers

# In this order: each names the ones after it as well.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def family_of(agent: str) -> str:
    """The family of a browser and of its system, such as “Firefox, Windows”; nothing finer is taken."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name)
