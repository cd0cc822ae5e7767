"""What stands around every page: its menus, the other languages, the theme."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from comity.kernel.languages import INTERFACE, direction, interface_language


THEMES: Final = ("auto", "light", "dark")
# What a reader typed whom the search page sent straight here.
SOUGHT: Final = "sought"
LONGEST_SOUGHT: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: what it says and the name of the address that it leads to.

    ``permission`` is what who is signed in must be allowed for it to be shown to them; empty for nothing. It is not
    shown to whoever is allowed ``unless``: those for whom there would be nothing.
    """

    label: str | Promise
    url_name: str
    permission: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, as the head of the page names them.

    Args:
        name: what the person is called.
        sign_out: the address to which a form signs them out.
        account: the address of the page about their account; empty for none.
        permissions: what they may do.
        inbox: the address of their notices; empty for none.
        unread: counts how many of these they have not read; it is asked only where the head is shown.
        idle: after how many minutes in which nothing is done they are no longer signed in; 0 for never.
    """

    name: str
    sign_out: str
    account: str = ""
    permissions: frozenset[str] = frozenset()
    inbox: str = ""
    unread: Callable[[], int] | None = None
    idle: int = 0


@dataclass(frozen=True, slots=True)
class Banner:
    """What the service tells its readers above a page.

    Args:
        mark: by which it is known once it has been put away.
        text: what it says, in ``language``.
        language: of the text.
        tone: as of a notice: ``info``, ``warning`` or ``danger``.
        address: to which a form is sent that puts it away.
    """

    mark: str
    text: str
    language: str
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What an installation is called and how its staff are reached; what is empty is not shown."""

    name: str = ""
    contact: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Menus:
    """The menus of an installation, as the settings compose them (``UI_MENUS``).

    Args:
        home: name of the home page's address.
        search: name of the address that the search box is sent to, with ``q``.
        suggest: name of the address that answers with ``<option>`` elements while a reader types; empty for none.
        navigation: the main menu.
        footer: the menu at the foot of every page.
        personal: the menu under the name of who is signed in.
        loaded: dotted path of a function that says in one sentence what this installation holds; empty for none.
        sign_in: name of the address of the page to sign in, at the foot for visitors; empty for none.
        signed_in: dotted path of a function that takes the request and says who is signed in; empty for none.
        banners: dotted path of a function that takes the request and gives what stands above the page; empty for none.
        identity: dotted path of a function that takes the request and says what the installation is called; empty for
            none.
        beyond: dotted path of a function that takes the request and gives the links below the page, to where its own
            module cannot lead since it does not know it; empty for none.
    """

    home: str
    search: str
    navigation: Sequence[Entry] = ()
    footer: Sequence[Entry] = ()
    personal: Sequence[Entry] = ()
    suggest: str = ""
    loaded: str = ""
    sign_in: str = ""
    signed_in: str = ""
    banners: str = ""
    identity: str = ""
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as it stands on this page."""

    label: str | Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in another language of the interface, named in that language."""

    code: str
    own_name: str
    direction: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What base.html shows around a page."""

    language: str
    direction: str
    theme: str
    here: str
    home: str
    search: str
    suggest: str
    query: str
    instead: str
    loaded: str
    above: str = ""
    sign_in: str = ""
    person: SignedIn | None = None
    identity: Identity = Identity()
    banners: Sequence[Banner] = ()
    beyond: Sequence[MenuLink] = ()
    navigation: Sequence[MenuLink] = ()
    footer: Sequence[MenuLink] = ()
    personal: Sequence[MenuLink] = ()
    languages: Sequence[LanguageLink] = field(default_factory=tuple)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell``, what stands around the page that answers this request."""
    menus: Menus = settings.UI_MENUS
    language = interface_language(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    search, sought = reverse(menus.search), request.GET.get(SOUGHT, "")[:LONGEST_SOUGHT]
    loaded: Callable[[], str] | None = import_string(menus.loaded) if menus.loaded else None
    signed_in: Callable[[HttpRequest], SignedIn | None] | None = (
        import_string(menus.signed_in) if menus.signed_in else None
    )
    person = signed_in(request) if signed_in else None
    banners: Callable[[HttpRequest], Sequence[Banner]] | None = import_string(menus.banners) if menus.banners else None
    identity: Callable[[HttpRequest], Identity] | None = import_string(menus.identity) if menus.identity else None
    beyond: Callable[[HttpRequest], Sequence[MenuLink]] | None = import_string(menus.beyond) if menus.beyond else None
    return {
        "shell": Shell(
            language=language,
            direction=direction(language),
            theme=theme_of(request),
            here=request.get_full_path(),
            home=reverse(menus.home),
            search=search,
            suggest=reverse(menus.suggest) if menus.suggest else "",
            query=request.GET.get("q", "") or sought,
            # Who typed a citation was brought straight to what it names; this is the way to its words elsewhere.
            instead=f"{search}?{urlencode({'q': sought, 'stay': '1'})}" if sought else "",
            loaded=loaded() if loaded else "",
            # What a view lays above another's page, such as the bar of a preview; safe HTML of ours.
            above=getattr(request, "above", ""),
            sign_in=reverse(menus.sign_in) if menus.sign_in and person is None else "",
            person=person,
            identity=identity(request) if identity else Identity(),
            banners=banners(request) if banners else (),
            beyond=beyond(request) if beyond else (),
            navigation=_links(menus.navigation, request.path),
            footer=_links(menus.footer, request.path),
            personal=_links([one for one in menus.personal if _is_for(person, one)], request.path),
            languages=_languages(request, language),
        )
    }


def theme_cookie() -> str:
    """Under which name the browser keeps the colours that its reader chose; the menus are read before the settings."""
    return f"{settings.COOKIE_PREFIX}theme"


def theme_of(request: HttpRequest) -> str:
    """The theme that the reader chose, or ``"auto"``: as the device prefers."""
    chosen = request.COOKIES.get(theme_cookie(), "")
    return chosen if chosen in THEMES else "auto"


def _is_for(person: SignedIn | None, entry: Entry) -> bool:
    if person is None or (entry.unless and entry.unless in person.permissions):
        return False
    return not entry.permission or entry.permission in person.permissions


def _links(entries: Sequence[Entry], path: str) -> tuple[MenuLink, ...]:
    addresses = [reverse(entry.url_name) for entry in entries]
    return tuple(
        MenuLink(entry.label, address, path.startswith(address))
        for entry, address in zip(entries, addresses, strict=True)
    )


def _languages(request: HttpRequest, current: str) -> tuple[LanguageLink, ...]:
    here = request.get_full_path()
    prefix = f"{get_script_prefix()}{current}/"
    # What has no language in its address is the same in all.
    rest = here.removeprefix(prefix) if here.startswith(prefix) else None
    return tuple(
        LanguageLink(
            code,
            name,
            direction(code),
            here if rest is None else f"{get_script_prefix()}{code}/{rest}",
            code == current,
        )
        for code, name in INTERFACE.items()
    )
