"""What programs ask of the log: nothing of it is secret, since it is only keys, hashes and signatures."""

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.base.audit import actions, queries
from comity.base.audit.actions import witnessing
from comity.base.audit.crypto.single import single_file
from comity.base.audit.queries.tree import proof_between
from comity.kernel.errors import Refused


PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key with which checkpoints are signed."""
    return HttpResponse(f"{queries.public_key()}\n", content_type=PLAIN)


@require_safe
def witness_key(request: HttpRequest) -> HttpResponse:
    """The public key with which this installation signs what it saw of other logs."""
    return HttpResponse(f"{witnessing.witness_key()}\n", content_type=PLAIN)


@require_safe
@cache_control(no_cache=True)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, signed."""
    note = queries.latest_note()
    return HttpResponse(note or "There is no checkpoint yet.\n", content_type=PLAIN, status=200 if note else 404)


@require_safe
def consistency(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """The proof that the log only grew between two sizes."""
    try:
        return JsonResponse(proof_between(first, second))
    except Refused as refused:
        return HttpResponse(f"{refused}\n", content_type=PLAIN, status=422)


@cache
def _program() -> str:
    return single_file()


@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """The program that verifies a log, as one file."""
    response = HttpResponse(_program(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_log.py"'
    return response


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Where another log shows its checkpoint (C2SP tlog-witness); only logs whose keys are known are heard."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > witnessing.LONGEST:
        return HttpResponse("This is longer than any checkpoint with its proof.\n", content_type=PLAIN, status=413)
    status, text = actions.witness(request.body)
    response = HttpResponse(text, content_type=SIZE if status == 409 else PLAIN, status=status)  # noqa: PLR2004 -- of HTTP
    response["Cache-Control"] = "no-store"
    return response
