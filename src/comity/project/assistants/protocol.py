"""The Model Context Protocol as far as a read-only server without a session needs it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from mcp_types import (
    DEFAULT_NEGOTIATED_VERSION,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    PROTOCOL_VERSION_META_KEY,
    UNSUPPORTED_PROTOCOL_VERSION,
    jsonrpc,
    methods,
)
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, KNOWN_PROTOCOL_VERSIONS, LATEST_HANDSHAKE_VERSION
from pydantic import ValidationError

from comity import __version__
from comity.project.assistants.tools import TOOLS, ask, written


INSTRUCTIONS: Final = (
    "Comity holds treaties, what States did about them, laws and other public records against crime, with their "
    "sources. Search first, then read what you cite. Give with every statement the address that the answer names. "
    "Only the text that a State or depositary published is authentic; a translation or summary says how it was made. "
    "What the portal does not know it does not say: a treaty's count of parties stands beside the number reported."
)
# Tools change only with a new version of Comity.
KEPT_MS: Final = 3_600_000
SERVER: Final = {"name": "comity", "title": "Comity", "version": __version__}
CAPABILITIES: Final = {"tools": {"listChanged": False}}


class Refusal(Exception):
    """What the protocol refuses, with its code of error."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        """Keep the code, the sentence, and what else the other side may need."""
        super().__init__(message)
        self.code, self.data = code, data


def answered(message: bytes, *, version: str, host: str, is_secure: bool) -> dict[str, Any] | None:
    """The answer to one message; None to a notification, which has none.

    Args:
        message: a JSON-RPC request or notification, in UTF-8.
        version: of the protocol, as the transport says it; empty when it does not.
        host: this installation's name in the addresses of answers.
        is_secure: whether those are of HTTPS.
    """
    try:
        data = json.loads(message)
    except (ValueError, RecursionError):
        return _error(None, Refusal(PARSE_ERROR, "The message is not JSON."))
    if not isinstance(data, dict) or data.get("jsonrpc") != "2.0" or not isinstance(data.get("method"), str):
        return _error(None, Refusal(INVALID_REQUEST, "The message is not a JSON-RPC 2.0 request."))
    if "id" not in data:
        return None
    try:
        request = jsonrpc.JSONRPCRequest.model_validate(data)
    except ValidationError:
        return _error(None, Refusal(INVALID_REQUEST, "The request's id or params are not what JSON-RPC 2.0 has."))
    try:
        result = _result(request.method, request.params or {}, version, host, is_secure=is_secure)
    except Refusal as refusal:
        return _error(request.id, refusal)
    return {"jsonrpc": "2.0", "id": request.id, "result": result}


def _result(method: str, params: Mapping[str, Any], version: str, host: str, *, is_secure: bool) -> dict[str, Any]:
    version = _agreed(method, params, version)
    match method:
        case "initialize":
            offered = str(params["protocolVersion"])
            agreed = offered if offered in HANDSHAKE_PROTOCOL_VERSIONS else LATEST_HANDSHAKE_VERSION
            found = {"protocolVersion": agreed, **_about()}
        case "server/discover":
            found = {"supportedVersions": list(KNOWN_PROTOCOL_VERSIONS), **_about(), **_kept()}
        case "tools/list":
            found = {"tools": [_tool(one) for one in TOOLS], **_kept()}
        case "tools/call":
            found = _called(params, host, is_secure=is_secure)
        case "ping":
            found = {}
        case _:
            raise Refusal(METHOD_NOT_FOUND, f"{method[:80]} is not answered here.")
    return methods.serialize_server_result(method, version, found)


def _agreed(method: str, params: Mapping[str, Any], version: str) -> str:
    """The version in which a request is answered, after the request was held against it."""
    meta = params.get("_meta")
    own = meta.get(PROTOCOL_VERSION_META_KEY) if isinstance(meta, dict) else None
    # At the handshake the two sides have not agreed yet: it is read and answered as the last version has it.
    version = LATEST_HANDSHAKE_VERSION if method == "initialize" else str(own or version or DEFAULT_NEGOTIATED_VERSION)
    if version not in KNOWN_PROTOCOL_VERSIONS:
        known = list(KNOWN_PROTOCOL_VERSIONS)
        data = {"supported": known, "requested": version[:40]}
        raise Refusal(UNSUPPORTED_PROTOCOL_VERSION, f"The versions spoken here are {', '.join(known)}.", data)
    try:
        methods.validate_client_request(method, version, params)
    except KeyError as error:
        raise Refusal(METHOD_NOT_FOUND, f"{method[:80]} is not answered here.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refusal(INVALID_PARAMS, f"{where}: {first['msg']}.") from error
    return version


def _about() -> dict[str, Any]:
    return {"capabilities": CAPABILITIES, "serverInfo": SERVER, "instructions": INSTRUCTIONS}


def _kept() -> dict[str, Any]:
    return {"ttlMs": KEPT_MS, "cacheScope": "public", "resultType": "complete"}


def _tool(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "inputSchema": one.schema,
        "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
    }


def _called(params: Mapping[str, Any], host: str, *, is_secure: bool) -> dict[str, Any]:
    try:
        answer, is_refusal = ask(str(params["name"]), params.get("arguments") or {}, host=host, is_secure=is_secure)
    except KeyError as error:
        known = ", ".join(one.name for one in TOOLS)
        raise Refusal(INVALID_PARAMS, f"There is no such tool. Known are: {known}.") from error
    text = str(answer["message"]) if is_refusal and "message" in answer else written(answer)
    return {"content": [{"type": "text", "text": text}], "isError": is_refusal, "resultType": "complete"}


def _error(key: str | int | None, refusal: Refusal) -> dict[str, Any]:
    error = {"code": refusal.code, "message": str(refusal)}
    return {"jsonrpc": "2.0", "id": key, "error": error | ({"data": refusal.data} if refusal.data else {})}
