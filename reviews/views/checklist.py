"""The checklist on the spot: a page that keeps working offline, what its device sends, and the signature."""

import json

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.policies import Refused
from portal.accounts.access import PUBLIC, access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.files import Rejected
from reviews.models import Visit, VisitPhoto
from reviews.visits import reading, signing, writing
from reviews.visits.forms import ChecklistForm, SignForm, keys, moment, sent

INSPECTOR = needs(P.REVIEW, P.MANAGE_REVIEW)


def _inspected(request, pk: int) -> Visit:
    """A running visit of this inspector, or 404: for everybody else there is none."""
    rows = reading.inspected_by(request.user).select_related("file__application__city", "file__review__call")
    return get_object_or_404(rows.prefetch_related("inspectors__user", "inspectors__seat"), pk=pk)


@access(INSPECTOR)
@require_http_methods(["GET", "POST"])
def page(request, pk: int):
    """The checklist: with a script it works offline, without one it is a plain form."""
    visit = _inspected(request, pk)
    lines = reading.lines(visit)
    form = ChecklistForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid() and _saved(request, visit, form):
        return redirect("reviews:visit_checklist", pk)
    context = {
        "visit": visit,
        "application": visit.file.application,
        "form": form,
        "state": _state(request, visit, lines),
        "max_bytes": writing.MOST_PHOTO_BYTES,
    }
    status = 422 if form.is_bound else 200
    response = render(request, "reviews/visits/checklist.html", context, status=status)
    response["Cache-Control"] = "private, no-store"  # the device's own store keeps it, nobody else's
    return response


def _saved(request, visit: Visit, form: ChecklistForm) -> bool:
    """Keep the answers and photos of the plain form; False when something was refused."""
    how = {"by": request.user, "at": timezone.now()}
    try:
        writing.write(visit, form.written(), **how)
        for line in form.lines:
            for upload in request.FILES.getlist(f"photo_{line.key}"):
                writing.add_photo(visit, upload, item=line.key, **how)
    except (Refused, Rejected) as refusal:
        form.add_error(None, refusal.messages if isinstance(refusal, Rejected) else str(refusal))
        return False
    if any(line.in_conflict for line in reading.lines(visit)):
        messages.warning(
            request, _("Some items were written by both of you; both versions are kept. Choose one.")
        )
    else:
        messages.success(request, _("The checklist is kept."))
    return True


def _state(request, visit: Visit, lines: list[reading.Line]) -> dict:
    """What the server holds, for a device to compare itself with."""
    return {
        "at": timezone.now().isoformat(),
        "items": {
            line.key: [
                {
                    "key": str(entry.key),
                    "result": entry.result,
                    "remark": entry.remark,
                    "by": entry.by.name,
                    "written_at": timezone.localtime(entry.written_at).isoformat(timespec="seconds"),
                }
                for entry in line.entries
            ]
            for line in lines
            if line.key
        },
        "photos": [
            {
                "key": str(photo.key),
                "item": photo.item,
                "name": photo.file.name,
                "sha256": photo.file.sha256,
                "url": reverse("reviews:visit_photo", args=[visit.pk, photo.pk]),
            }
            for line in lines
            for photo in line.photos
        ],
        "signed": [one.user.name for one in visit.inspectors.all() if one.signed_at],
    }


@access(INSPECTOR)
@require_safe
def state(request, pk: int):
    visit = _inspected(request, pk)
    return JsonResponse(_state(request, visit, reading.lines(visit)))


@access(INSPECTOR)
@require_POST
def entries(request, pk: int):
    """Answers from a device: 200 with what the server holds now, 422 with what is wrong."""
    visit = _inspected(request, pk)
    try:
        written = sent(json.loads(request.body))
        writing.write(visit, written, by=request.user, at=timezone.now())
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"message": _("The message of this device can't be read.")}, status=400)
    visit = _inspected(request, pk)
    said = {"kept": [str(one.key) for one in written]}
    return JsonResponse({**said, "state": _state(request, visit, reading.lines(visit))})


@access(INSPECTOR)
@require_POST
def photos(request, pk: int):
    """A photo from a device, with the digest that it computed: 200, or 422 with what is wrong."""
    visit, data = _inspected(request, pk), request.POST
    upload, key = request.FILES.get("file"), next(iter(keys([data.get("key", "")])), None)
    if upload is None or key is None or not data.get("sha256"):
        return JsonResponse({"message": _("The message of this device can't be read.")}, status=400)
    try:
        kept = writing.add_photo(
            visit,
            upload,
            item=data.get("item", ""),
            caption=data.get("caption", ""),
            key=key,
            sha256=data["sha256"],
            taken_at=moment(data.get("taken_at")),
            by=request.user,
            at=timezone.now(),
        )
    except Rejected as refusal:
        return JsonResponse({"message": " ".join(refusal.messages)}, status=422)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    visit = _inspected(request, pk)
    said = {"kept": str(key), "sha256": VisitPhoto.objects.select_related("file").get(pk=kept.pk).file.sha256}
    return JsonResponse({**said, "state": _state(request, visit, reading.lines(visit))})


@access(INSPECTOR)
@require_POST
def remove(request, pk: int, photo: int):
    """Take a photo out of the checklist, with the reason."""
    visit = _inspected(request, pk)
    found = get_object_or_404(visit.photos, pk=photo)
    try:
        writing.remove_photo(found, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The photo is taken out."))
    return redirect("reviews:visit_sign", pk)


@access(INSPECTOR)
@require_http_methods(["GET", "POST"])
def sign(request, pk: int):
    """Everything that the signature covers, and the signature."""
    visit = _inspected(request, pk)
    lines = reading.lines(visit)
    form = SignForm(request.POST or None, initial={"digest": reading.digest(visit, lines)})
    if request.method == "POST" and form.is_valid():
        try:
            signing.sign(visit, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "digest": reading.digest(visit, lines)}
        else:
            messages.success(request, _("Your signature is kept."))
            return redirect("reviews:visit", pk)
    context = {
        "visit": visit,
        "application": visit.file.application,
        "lines": lines,
        "tally": reading.tally(lines),
        "digest": reading.digest(visit, lines),
        "missing": signing.missing(visit, lines, at=timezone.now()),
        "form": form,
        "mine": next(one for one in visit.inspectors.all() if one.user_id == request.user.pk),
    }
    return render(request, "reviews/visits/sign.html", context, status=422 if form.is_bound else 200)


@access(PUBLIC)
@require_safe
def worker(request):
    """The service worker: it lies beside the pages that it may serve offline, and knows nobody."""
    response = HttpResponse(content_type="text/javascript; charset=utf-8")
    response.content = render(request, "reviews/visits/worker.js").content
    patch_cache_control(response, public=True, no_cache=True)
    return response
