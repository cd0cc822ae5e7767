"""The protocol over HTTP: one message in, one answer out, and nothing kept between them."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comity.project.assistants.protocol import answered


# A question is short; what is longer is none.
LONGEST: Final = 100_000  # bytes


@csrf_exempt  # It reads, as a visitor, whoever asks: there is nothing to forge.
@require_POST
def endpoint(request: HttpRequest) -> HttpResponse:
    """Answer one message of an assistant."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > LONGEST:
        return JsonResponse({"message": f"A message has at most {LONGEST:,} bytes."}, status=413)
    version = request.headers.get("Mcp-Protocol-Version", "")
    answer = answered(request.read(LONGEST), version=version, host=request.get_host(), is_secure=request.is_secure())
    if answer is None:
        return HttpResponse(status=202)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
