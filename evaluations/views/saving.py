"""The answer to a save while typing, as ``ui/autosave.js`` waits for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone


def saved(
    request: HttpRequest, *, errors: Mapping[str, Sequence[str]], missing: int, at: datetime
) -> JsonResponse:
    """Saved at ``at``, with what is wrong by the name of its field and how much is missing; drafts of one version."""
    return JsonResponse(
        {
            "saved_at": timezone.localtime(at).isoformat(),
            "revision": request.POST.get("revision", "0"),
            "errors": errors,
            "missing": missing,
        }
    )
