"""What an assistant may ask, each question answered by the read interface as any visitor gets it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, resolve

from comity.engines.records.registry import detail_models
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.enums import Function


API: Final = "/api/v1/"
# An answer longer than this, in characters, would fill an assistant's memory with one treaty.
LONGEST: Final = 60_000
MOST_HITS: Final = 50
Arguments = Mapping[str, Any]
LANGUAGE: Final = {"type": "string", "description": "ISO 639-1 code; zh-hant for traditional Chinese."}
STATE: Final = {"type": "string", "description": "ISO 3166-1 alpha-2 code of a State, or EU."}
DAY: Final = {"type": "string", "format": "date", "description": "A day, such as 2020-01-01; today when left out."}
SYMBOL: Final = {
    "type": "string",
    "description": "Number of a treaty in the United Nations Treaty Collection, such as XVIII-12.",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A question that an assistant may put.

    Attributes:
        name: by which it is called.
        title: for people.
        description: what it answers.
        properties: its arguments, as JSON Schema.
        required: the arguments that it cannot do without.
        asks: makes of the arguments the path and the query of the read interface.
    """

    name: str
    title: str
    description: str
    properties: Mapping[str, Any]
    required: tuple[str, ...]
    asks: Callable[[Arguments], tuple[str, Mapping[str, Any]]]

    @property
    def schema(self) -> dict[str, Any]:
        """Its arguments as a JSON Schema."""
        return {
            "type": "object",
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }


def _search(given: Arguments) -> tuple[str, Mapping[str, Any]]:
    names = ("language", "kind", "place", "crime_type", "cursor", "in")
    limit = given.get("limit", 10)
    if not isinstance(limit, int) or not 1 <= limit <= MOST_HITS:
        raise Unreadable(f"A limit is a number from 1 to {MOST_HITS}.", where="limit")
    return "search", {"q": given["query"], "limit": limit} | {name: given[name] for name in names if name in given}


def _between(given: Arguments) -> tuple[str, Mapping[str, Any]]:
    return "treaties/between", {name: given[name] for name in ("a", "b", "on") if name in given}


def _parties(given: Arguments) -> tuple[str, Mapping[str, Any]]:
    return f"treaties/{given['symbol']}/parties", {"on": given["on"]} if "on" in given else {}


def _read(given: Arguments) -> tuple[str, Mapping[str, Any]]:
    return path_of(str(given["address"])), {name: given[name] for name in ("on", "language") if name in given}


# What the directory of authorities may be asked for; the codes of the twelve functions.
FUNCTION: Final = {
    "type": "string",
    "enum": list(Function.values),
    "description": "What the authority is to do.",
}


def _whom_to_ask(given: Arguments) -> tuple[str, Mapping[str, Any]]:
    names = ("state", "function", "treaty", "asking", "territory", "on", "language")
    return "authorities/find", {name: given[name] for name in names if given.get(name)}


TOOLS: Final = (
    Tool(
        "search",
        "Search the portal",
        'Search treaties, laws and every other database by words, an exact "phrase" or a citation such as '
        "'art. 18 UNTOC', in any of six languages; finds texts in other languages too. Gives addresses to read and "
        "to cite. Where a result has a `warning`, nobody has confirmed it for twelve months: say so where you quote "
        "it.",
        {
            "query": {"type": "string", "description": "What a person would type into a search box."},
            "language": LANGUAGE | {"description": "Only texts in this language. " + LANGUAGE["description"]},
            "kind": {"type": "string", "description": "Only this kind: treaty, article, law, provision, case …"},
            "place": STATE | {"description": "Only of this place. " + STATE["description"]},
            "crime_type": {"type": "string", "description": "Only on this crime, such as money-laundering."},
            "in": {"type": "string", "enum": list(INTERFACE), "description": "The language of the query."},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": 10},
            "cursor": {
                "type": "string",
                "description": "For what follows: the cursor in `next` of the answer before.",
            },
        },
        ("query",),
        _search,
    ),
    Tool(
        "read",
        "Read a record",
        "Read a treaty, an article, a law, a provision, a State or any other record by its address in the portal: "
        "the text in each language that is loaded, its source and its licence. Where `freshness` is stale or never, "
        "nobody has confirmed it for twelve months: say so when you quote it.",
        {
            "address": {"type": "string", "description": "As search gives it: /treaties/XVIII-12/articles/18/"},
            "on": DAY | {"description": "Of a law: as it stood on this day."},
            "language": LANGUAGE | {"description": "Of a law: this version. " + LANGUAGE["description"]},
        },
        ("address",),
        _read,
    ),
    Tool(
        "treaties_between",
        "Treaties between two States",
        "Which treaties are in force between two States on a day.",
        {"a": STATE, "b": STATE, "on": DAY},
        ("a", "b"),
        _between,
    ),
    Tool(
        "parties",
        "Parties to a treaty",
        "Which States are party to a treaty on a day, since when and by which act; with the number that was reported.",
        {"symbol": SYMBOL, "on": DAY},
        ("symbol",),
        _parties,
    ),
    Tool(
        "whom_to_ask",
        "Whom to ask in another State",
        "Which authority of a State to send a request to, for a function, a treaty and a day: ranked, each with why, "
        "by which channels, in which languages, and when it was last confirmed: `confirmation` says it in words, to "
        "be given with the answer. Where none is known, `remaining` says what to do instead. "
        "What an authority keeps for other authorities is not told.",
        {
            "state": STATE | {"description": "The State that is asked. " + STATE["description"]},
            "function": FUNCTION,
            "treaty": SYMBOL,
            "asking": STATE | {"description": "The State that asks. " + STATE["description"]},
            "territory": STATE | {"description": "A territory of the State, when the matter lies there alone."},
            "on": DAY,
            "language": {"type": "string", "enum": list(INTERFACE), "description": "Of the explanations."},
        },
        ("state", "function"),
        _whom_to_ask,
    ),
)


def path_of(address: str) -> str:
    """The path under the read interface of what stands at an address of a page.

    Args:
        address: a page, with or without host and language: ``/en/laws/it/act-7/art_1/``.

    Raises:
        Unreadable: no record stands at such an address.
    """
    path = re.sub(r"^https?://[^/]+", "", address.strip()).split("?")[0].split("#")[0]
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in INTERFACE:
        parts = parts[1:]
    match parts:
        case ["treaties", _] | ["treaties", _, "articles", _] | ["laws", _, _] | ["places", _]:
            return "/".join(parts)
        case ["laws", place, slug, provision]:
            return f"laws/{place}/{slug}/provisions/{provision}"
        case [first, key]:
            for kind, model in detail_models().items():
                if getattr(apps.get_app_config(model._meta.app_label), "address", "") == first:
                    return f"records/{kind}/{key}"
    raise Unreadable(
        "No record stands at this address. Take an address from the answer of a search.", where=address[:200]
    )


def ask(name: str, given: Arguments, *, host: str, is_secure: bool) -> tuple[dict[str, Any], bool]:
    """Put a question; the answer as plain data, and whether it is a refusal.

    Args:
        name: of the tool.
        given: its arguments.
        host: the name of the host in addresses of the answer.
        is_secure: whether those addresses are of HTTPS.

    Raises:
        KeyError: there is no tool of this name.
    """
    tool = next((one for one in TOOLS if one.name == name), None)
    if tool is None:
        raise KeyError(name)
    if missing := [one for one in tool.required if not given.get(one)]:
        return {"message": f"The argument {missing[0]} is missing."}, True
    if strange := sorted(set(given) - set(tool.properties)):
        return {"message": f"There is no argument {strange[0][:40]}. Known are: {', '.join(tool.properties)}."}, True
    try:
        path, query = tool.asks(given)
    except Unreadable as error:
        return {"message": str(error)}, True
    root = f"{'https' if is_secure else 'http'}://{host}"
    answer, is_refusal = _answered(path, query, host=host, is_secure=is_secure)
    return (answer if is_refusal else _addressed(answer, root)), is_refusal


def _answered(path: str, query: Mapping[str, Any], *, host: str, is_secure: bool) -> tuple[dict[str, Any], bool]:
    """What the read interface answers a visitor."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": API + path,
        "QUERY_STRING": urlencode({name: str(value) for name, value in query.items()}),
        "HTTP_HOST": host,
        "wsgi.url_scheme": "https" if is_secure else "http",
    }
    setup_testing_defaults(environ)
    request = WSGIRequest(environ)
    request.user = AnonymousUser()
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return {"message": "There is nothing at this address."}, True
    response = found.func(request, *found.args, **found.kwargs)
    content: Any = json.loads(response.content)
    answer = content if isinstance(content, dict) else {"answer": content}
    return answer, response.status_code >= 400  # noqa: PLR2004 -- where refusals begin in HTTP


def _addressed(data: Any, root: str) -> Any:
    """The same with every address of a page in full, so that it can be quoted."""
    if isinstance(data, dict):
        return {
            name: f"{root}/en{value}"
            if name == "address" and isinstance(value, str) and value.startswith("/")
            else _addressed(value, root)
            for name, value in data.items()
        }
    return [_addressed(one, root) for one in data] if isinstance(data, list) else data


def written(answer: Mapping[str, Any]) -> str:
    """An answer as text; a long one is cut and says so."""
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    if len(text) <= LONGEST:
        return text
    said = f"The answer is cut here, after {LONGEST:,} of {len(text):,} characters. Ask for a part of it."
    return f"{text[:LONGEST]}\n… {said}"


def own_host() -> str:
    """The host that this installation goes by where nobody called it by a name."""
    return next((host for host in settings.ALLOWED_HOSTS if host not in {"*", ""}), "localhost")
