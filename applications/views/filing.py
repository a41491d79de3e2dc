"""My applications, and the sections of a dossier in work."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import drafts, filing, policies
from applications.dossier.completeness import anything, missing_items
from applications.dossier.differences import in_section
from applications.dossier.prefill import carried_from
from applications.dossier.schemas import context_of, schema_of
from applications.dossier.validation import tidied
from applications.forms.dossier import SectionForms, posted, rows_changed
from applications.models import Application, Call
from applications.queries import published_calls
from applications.views.filing_page import (
    enterprise_of,
    frame,
    missing_context,
    own_file,
    rail,
)
from applications.workflow import State
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.ui.paging import page

FILING = needs(Permission.FILE_APPLICATION)


@access(FILING)
@require_safe
def my_applications(request):
    """The enterprise's first page: open calls, and its own files with what to do next."""
    enterprise, now = enterprise_of(request.user), timezone.now()
    files = Application.objects.filter(enterprise=enterprise).select_related("call")
    context = {
        "enterprise": enterprise,
        "open_calls": open_calls(enterprise, by=request.user, at=now),
        "page": page(request, files, order=("-created_at", "pk"), size=20),
        "now": now,
        "editable": drafts.EDITABLE,
    }
    return render(request, "applications/filing/mine.html", context)


def open_calls(enterprise, *, by, at) -> list[dict]:
    """Calls that are open or about to open and have no file of this enterprise, each with what stands in the way."""
    calls = (
        published_calls()
        .filter(status=Call.Status.PUBLISHED, closes_at__gte=at)
        .exclude(applications__enterprise=enterprise)
        .order_by("closes_at")
    )
    rows = []
    for call in calls[:20]:
        try:
            filing.may_begin(enterprise, call, by=by, at=at)
        except policies.Refused as refusal:
            reason = "" if call.opens_at > at else str(refusal)
            rows.append({"call": call, "reason": reason, "may_begin": False})
        else:
            rows.append({"call": call, "reason": "", "may_begin": True})
    return rows


@access(FILING)
@require_POST
def begin(request, call_pk: int):
    """Begin the enterprise's one file in a call, or go on with it."""
    call = get_object_or_404(published_calls(), pk=call_pk)
    enterprise = enterprise_of(request.user)
    try:
        application = filing.begin(enterprise, call, by=request.user, at=timezone.now())
    except policies.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("applications:mine")
    return redirect("applications:resume", application.pk)


@access(FILING)
@require_safe
def resume(request, pk: int):
    """Where to go on: the first section that lacks something, or the preview."""
    application = own_file(request.user, pk)
    if application.state not in drafts.EDITABLE:
        return redirect(application.get_absolute_url())
    first = next(iter(missing_items(application)), None)
    if first is None:
        return redirect("applications:preview", pk)
    if first.section == "attachments":
        return redirect("applications:attachments", pk)
    return redirect("applications:section", pk, first.section)


@access(FILING)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, pk: int, key: str):
    """One section a page; every button saves first."""
    application = own_file(request.user, pk)
    spec = _spec(application, key)
    if application.state not in drafts.EDITABLE:
        messages.info(request, drafts.not_editable(application))
        return redirect(application.get_absolute_url())
    context = context_of(application)
    saved = application.sections.select_related("saved_by").filter(key=key).first()
    if request.method != "POST":
        forms = SectionForms(spec, saved.data if saved else {}, context)
        return _page(request, application, forms, saved)
    typed = posted(spec, request.POST, context)
    target = rows_changed(spec, typed, request.POST)
    try:
        kept = drafts.save_section(
            application,
            key,
            typed,
            revision=_revision(request),
            by=request.user,
            at=timezone.now(),
            keep_blank=bool(target),
        )
    except drafts.Conflict as conflict:
        forms = SectionForms(spec, tidied(spec, typed, context, keep_blank=True), context)
        return _page(request, application, forms, conflict.section, conflict=conflict, status=409)
    except policies.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(application.get_absolute_url())
    return _onward(request, application, SectionForms(spec, kept.data, context), target)


def _spec(application: Application, key: str):
    spec = schema_of(application).section(key)
    if spec is None:
        raise Http404
    return spec


def _revision(request) -> int:
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() else 0


def _onward(request, application: Application, forms: SectionForms, target: str):
    """After saving: back to the rows, to what has to be corrected, or on to the page that was asked for."""
    key = forms.section.key
    here = reverse("applications:section", args=[application.pk, key])
    if target:
        return redirect(here + target)
    if forms.faults:
        messages.warning(
            request,
            ngettext(
                "Saved. %(count)d entry has to be corrected before you submit.",
                "Saved. %(count)d entries have to be corrected before you submit.",
                len(forms.faults),
            )
            % {"count": len(forms.faults)},
        )
        return redirect(here)
    messages.success(request, _("Saved."))
    places = _places(application, key)
    return redirect(places.get(request.POST.get("go", ""), here))


def _places(application: Application, key: str) -> dict[str, str]:
    """The addresses of the pages before and after a section."""
    keys = [section.key for section in schema_of(application).sections]
    at = keys.index(key)
    after = keys[at + 1] if at + 1 < len(keys) else None
    places = {
        "next": reverse("applications:section", args=[application.pk, after])
        if after
        else reverse("applications:attachments", args=[application.pk])
    }
    if at:
        places["previous"] = reverse("applications:section", args=[application.pk, keys[at - 1]])
    return places


def _page(request, application, forms: SectionForms, saved, *, conflict=None, status: int = 200):
    spec = forms.section
    sections = list(schema_of(application).sections)
    at = sections.index(spec)
    context = {
        **frame(application, spec.key),
        "section": spec,
        "number": at + 1,
        "forms": forms,
        "saved": saved,
        "conflict": conflict,
        "differences": in_section(spec, conflict.section.data, forms.data, forms.context)
        if conflict
        else None,
        "previous": sections[at - 1] if at else None,
        "following": sections[at + 1] if at + 1 < len(sections) else None,
        "carried": _carried(application, saved),
    }
    return render(request, "applications/filing/section.html", context, status=status)


def _carried(application: Application, saved) -> dict | None:
    """From which call, and for which years, a section that nobody has saved yet was carried over."""
    untouched = saved and saved.saved_at == application.created_at and anything(saved.data)
    if application.state != State.DRAFT or not untouched:
        return None
    rows = saved.data.get("years") or []
    years = [row["year"] for row in rows if any(v for k, v in row.items() if k != "year")]
    return {"call": carried_from(application), "years": _(", ").join(years)}


@access(FILING)
@require_POST
def autosave(request, pk: int, key: str):
    """Keep the page as it is typed: ``{saved_at, revision, errors, missing, …}``; 409 after a colleague's save."""
    application = own_file(request.user, pk)
    spec, context, now = _spec(application, key), context_of(application), timezone.now()
    typed = posted(spec, request.POST, context)
    try:
        kept = drafts.save_section(
            application, key, typed, revision=_revision(request), by=request.user, at=now, keep_blank=True
        )
    except drafts.Conflict as conflict:
        answer = {"message": str(conflict), "revision": conflict.section.revision}
        return JsonResponse(answer, status=409)
    except policies.Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    items = missing_items(application)
    return JsonResponse(
        {
            "saved_at": timezone.localtime(kept.saved_at).isoformat(),
            "revision": kept.revision,
            "errors": {
                name: [fault] for name, fault in SectionForms(spec, kept.data, context).faults.items()
            },
            "missing": len(items),
            "list": render_to_string(
                "applications/filing/_missing.html", missing_context(application, items, key), request
            ),
            "states": {stop.key: stop.state for stop in rail(application, items)},
        }
    )
