"""Published for everybody: the daily roots, and the proof of one event. Hashes only."""

from pathlib import Path

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import PUBLIC, access
from portal.audit import verify_record
from portal.audit.mirror import lines
from portal.audit.models import Event, Root
from portal.audit.roots import as_dict, proof, root_over
from portal.ui.paging import page

A_DAY = 24 * 60 * 60  # seconds


@access(PUBLIC)
@require_safe
def roots(request):
    """The roots, newest first."""
    shown = page(request, Root.objects.all(), order=("-number",), size=30)
    return render(request, "oversight/roots.html", {"page": shown})


@access(PUBLIC)
@require_safe
def roots_json(request):
    """The same for programs: ``roots``, and ``next`` with the query of the following page."""
    shown = page(request, Root.objects.all(), order=("-number",), size=200)
    return JsonResponse({"roots": [as_dict(root) for root in shown.rows], "next": shown.next_query})


@access(PUBLIC)
@require_safe
def roots_file(request):
    """Every root, a line each, oldest first: the file that a mirror appends to."""
    return StreamingHttpResponse(lines(), content_type="application/x-ndjson")


@access(PUBLIC)
@require_safe
def program(request):
    """The program that proves a receipt without this portal."""
    response = HttpResponse(
        Path(verify_record.__file__).read_bytes(), content_type="text/x-python; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="verify_record.py"'
    return response


@access(PUBLIC)
@require_safe
def receipt(request):
    """Whether the entry whose hash a receipt names is on record, and under which root."""
    hash = "".join(request.GET.get("hash", "").split()).lower()[:64]
    event = Event.objects.filter(hash=hash).first() if hash else None
    context = {"hash": hash, "event": event, "root": root_over(event) if event else None}
    status = 404 if hash and not event else 200
    return render(request, "oversight/receipt.html", context, status=status)


@access(PUBLIC)
@require_safe
def proof_json(request, hash: str):
    """The proof that an event lies under a published root."""
    event = Event.objects.filter(hash=hash).first()
    found = proof(event) if event else None
    if found is None:
        why = (
            _("The event is on record; its proof can be had after the next daily root.")
            if event
            else _("No event on record has this hash.")
        )
        return JsonResponse({"event": hash, "error": why}, status=404)
    answer = JsonResponse(found)
    patch_cache_control(answer, public=True, max_age=A_DAY)
    return answer
