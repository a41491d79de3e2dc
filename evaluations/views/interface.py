"""The interface for platforms that send market records: one address, JSON in and out.

``POST`` with ``Authorization: Bearer <token>`` and ``{"records": [{…}, …]}``, at most 1,000 at once. The keys of a
record are those of :mod:`evaluations.market.columns`. Answers 200 with what became of it, rows that are wrong listed.
"""

import json

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evaluations.market import sending
from portal.accounts.access import ANYONE, access

MOST_BYTES = 5 * 1024 * 1024


@access(ANYONE)
@csrf_exempt  # no session is read here: the token alone says who sends
@require_POST
def receive(request):
    """Take records in; the same again changes nothing."""
    sender = sending.sender_of(request.headers.get("Authorization", ""))
    if sender is None:
        response = _problem("The token is missing, unknown or revoked.", 401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _problem("At most 5 MB at once.", 413)
    try:
        sent = json.loads(request.body)["records"]
    except (ValueError, KeyError, TypeError):
        return _problem('The body must be JSON: {"records": [...]}.', 400)
    if not isinstance(sent, list) or not 0 < len(sent) <= sending.MOST_AT_ONCE:
        return _problem(f"Between 1 and {sending.MOST_AT_ONCE} records at once.", 400)
    with override("zh-hans"):
        answer = sending.receive(sender, sent, at=timezone.now())
    return JsonResponse(answer)


def _problem(detail: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
