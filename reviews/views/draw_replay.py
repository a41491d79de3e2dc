"""The auditor replays draws at any time, and takes the record and the identities away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.audit.chain import history, log_read
from reviews.draw.plan import canonical
from reviews.drawing import reading, replaying, work
from reviews.models import Draw
from reviews.views.draws import found

AUDIT = needs(P.READ_AUDIT)


def frozen(pk: int) -> Draw:
    """The draw of an address; 404 until it is frozen."""
    draw = found(pk)
    if draw.record is None:
        raise Http404
    return draw


def as_file(content: object, name: str) -> HttpResponse:
    """JSON to be kept, in the bytes that digests are taken of."""
    answer = HttpResponse(canonical(content), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@access(AUDIT)
@require_http_methods(["GET", "POST"])
def draw_replay(request, pk: int):
    """Replay a draw; what came of it stays on the page."""
    draw = frozen(pk)
    if request.method == "POST":
        if not work.start(draw, "replay", by=request.user, at=timezone.now()):
            messages.info(request, _("The portal is replaying the draw; look again in a minute."))
        return redirect("reviews:draw_replay", pk)
    replays = list(draw.replays.select_related("by")[:20])
    for one in replays:
        one.sentences = replaying.sentences(one)
    context = {
        "draw": draw,
        "replays": replays,
        "public": reading.public_facts(draw),
        "record": draw.record,
        "history": history(*draw.chain),
        "drawn": draw.record["draw"],
    }
    return render(request, "reviews/draws/replay.html", context)


@access(AUDIT)
@require_safe
def draw_record(request, pk: int):
    """The record as it stands, with the first secret once it is drawn."""
    draw = frozen(pk)
    log_read(by=request.user, kind="draw", id=str(pk), what="record", at=timezone.now())
    return as_file(draw.record, f"draw-{pk}-record")


@access(AUDIT)
@require_safe
def draw_identities(request, pk: int):
    """Who stands behind the keys, with the salts."""
    draw = frozen(pk)
    log_read(by=request.user, kind="draw", id=str(pk), what="identities", at=timezone.now())
    return as_file(reading.identities(draw), f"draw-{pk}-identities")
