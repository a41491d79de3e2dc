"""An enterprise reports its changes: its own list, the draft, evidence, updated material, handing in."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.forms.dossier import SectionForms, posted, rows_changed
from applications.policies import Refused
from applications.renaming import running_files
from evaluations.changes import material, reading, reporting
from evaluations.changes.forms import ReportForm
from evaluations.models import ChangeEvidence, ChangeReport
from evaluations.views.mine import enterprise_of
from evaluations.views.saving import saved
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.files import store_upload
from portal.ui.paging import page

OWN = needs(P.REPORT_CHANGES)
FORMATS = {"pdf", "jpg", "png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png"
Kind, Status = ChangeReport.Kind, ChangeReport.Status


@access(OWN)
@require_safe
def my_changes(request):
    """What the enterprise has reported, and the way to report something."""
    enterprise = enterprise_of(request.user)
    rows = reading.visible_to(request.user).defer(*reading.HEAVY)
    opened = dict(rows.filter(status__in=ChangeReport.OPEN).values_list("kind", "status"))
    context = {
        "enterprise": enterprise,
        "page": page(request, rows.order_by(), order=("-pk",), size=20),
        "kinds": [(kind, label, opened.get(kind)) for kind, label in Kind.choices],
        "editable": ChangeReport.EDITABLE,
        "running": running_files(enterprise).select_related("call").first(),
        "former_names": enterprise.former_names.order_by("-until"),
        "answer_days": settings.CHANGE_ANSWER_DAYS,
        "decision_days": settings.CHANGE_DECISION_DAYS,
    }
    return render(request, "evaluations/changes/mine.html", context)


@access(OWN)
@require_POST
def change_begin(request, kind: str):
    """Begin a report of this kind, or go on with the one that is open."""
    if kind not in Kind.values:
        raise Http404
    try:
        report = reporting.begin(enterprise_of(request.user), kind, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:my_changes")
    return redirect(report)


def _own(request, pk: int) -> ChangeReport:
    rows = reading.visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


@access(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def change_edit(request, pk: int):
    """The draft, or the completion that was asked for; every button saves first."""
    report = _own(request, pk)
    if not report.is_editable:
        return redirect(report)
    form = ReportForm(request.POST if request.method == "POST" else None, report=report)
    if form.is_bound and form.is_valid():
        try:
            report = reporting.save(report, by=request.user, at=timezone.now(), **form.kept())
            if request.POST.get("do") == "submit":
                return _submitted(request, report, form)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(report)
        messages.success(request, _("Saved. It is handed in only when you hand it in."))
        return redirect("evaluations:change_edit", pk)
    return _page(request, report, form=form, status=422 if form.is_bound else 200)


def _submitted(request, report: ChangeReport, form: ReportForm):
    try:
        report = reporting.submit(report, by=request.user, at=timezone.now())
    except reporting.Incomplete as refusal:
        form.add_error(None, _("Saved, but not handed in: something is still missing."))
        return _page(request, report, form=form, lacking=refusal.lacking, status=422)
    if report.status == Status.AT_CITY:
        messages.success(
            request, _("The change request is with your city, which forwards it with its opinion.")
        )
    else:
        messages.success(request, _("The report is with the province, with a copy to the alliance."))
    return redirect(report)


def _page(request, report: ChangeReport, *, form=None, lacking=None, refused=None, status: int = 200):
    """``refused``: reasons by kind of evidence."""
    at = timezone.now()
    kept: dict[str, list] = {}
    for one in reading.evidence_of(report, None):
        kept.setdefault(one.kind, []).append(one)
    needed = material.is_needed(report)
    file = report.application or running_files(report.enterprise).select_related("call").first()
    needs_licence = report.kind == Kind.NAME
    context = {
        "report": report,
        "form": form or ReportForm(report=report),
        "evidence": [
            {
                "kind": kind,
                "label": label,
                "files": kept.get(kind, []),
                "demanded": kind == "registry" or (kind == "licence" and needs_licence),
                "refused": (refused or {}).get(kind, []),
            }
            for kind, label in ChangeEvidence.Kind.choices
        ],
        "accept": ACCEPT,
        "max_bytes": settings.UPLOAD_FILE_MAX_BYTES,
        "sections": material.progress(report) if needed else [],
        "lacking": lacking if lacking is not None else reporting.lacking(report, at=at),
        "file": file,
        "asked": report.acts.filter(what="asked").order_by("-pk").first()
        if report.status == Status.ASKED
        else None,
    }
    return render(request, "evaluations/changes/edit.html", context, status=status)


@access(OWN)
@require_POST
def change_autosave(request, pk: int):
    """Keep what is typed while it is typed."""
    report, at = _own(request, pk), timezone.now()
    form = ReportForm(request.POST, report=report)
    form.is_valid()
    try:
        report = reporting.save(report, by=request.user, at=at, **form.kept())
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    return saved(request, errors=form.errors, missing=len(reporting.lacking(report, at=at)), at=at)


@access(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def change_section(request, pk: int, key: str):
    """One section of the updated material; what was known stands in it, what changed is to be written over it."""
    report, spec = _own(request, pk), material.section_of(key)
    if spec is None or not material.is_needed(report):
        raise Http404
    if not report.is_editable:
        return redirect(report)
    context = material.context_of(report)
    if request.method != "POST":
        return _section_page(request, report, SectionForms(spec, report.material.get(key, {}), context))
    typed = posted(spec, request.POST, context)
    target = rows_changed(spec, typed, request.POST)
    try:
        report = reporting.save_section(
            report, key, typed, by=request.user, at=timezone.now(), keep_blank=bool(target)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    here = reverse("evaluations:change_section", args=[pk, key])
    if target:
        return redirect(here + target)
    if SectionForms(spec, report.material[key], context).faults:
        messages.warning(request, _("Saved. Some entries have to be corrected before you hand it in."))
        return redirect(here)
    messages.success(request, _("Saved."))
    return redirect(_onward(pk, key, request.POST.get("go", "")) or here)


def _onward(pk: int, key: str, go: str) -> str:
    """The next section, or back to the report after the last one."""
    if go != "next":
        return reverse("evaluations:change_edit", args=[pk]) if go == "back" else ""
    keys = [section.key for section in material.schema().sections]
    at = keys.index(key) + 1
    if at < len(keys):
        return reverse("evaluations:change_section", args=[pk, keys[at]])
    return reverse("evaluations:change_edit", args=[pk])


def _section_page(request, report: ChangeReport, forms: SectionForms):
    sections = list(material.schema().sections)
    at = sections.index(forms.section)
    context = {
        "report": report,
        "section": forms.section,
        "number": at + 1,
        "forms": forms,
        "following": sections[at + 1] if at + 1 < len(sections) else None,
        "rail": [
            {
                "label": row["label"],
                "href": reverse("evaluations:change_section", args=[report.pk, row["key"]]),
                "state": "todo" if row["missing"] else "done",
                "current": row["key"] == forms.section.key,
            }
            for row in material.progress(report)
        ],
    }
    return render(request, "evaluations/changes/section.html", context)


@access(OWN)
@require_POST
def change_section_autosave(request, pk: int, key: str):
    """Keep a section while it is typed."""
    report, spec, at = _own(request, pk), material.section_of(key), timezone.now()
    if spec is None:
        raise Http404
    context = material.context_of(report)
    typed = posted(spec, request.POST, context)
    try:
        report = reporting.save_section(report, key, typed, by=request.user, at=at, keep_blank=True)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=422)
    faults = SectionForms(spec, report.material[key], context).faults
    missing = sum(item.section == key for item in material.lacking(report))
    errors = {name: [fault] for name, fault in faults.items()}
    return saved(request, errors=errors, missing=missing, at=at)


@access(OWN)
@require_POST
def change_attach(request, pk: int, kind: str):
    """Take in one or several files behind the report; those that are refused are named with the reason."""
    report = _own(request, pk)
    if kind not in ChangeEvidence.Kind.values:
        raise Http404
    uploads = request.FILES.getlist("file")
    refused = [] if uploads else [_("Please choose a file.")]
    for upload in uploads:
        try:
            most = settings.UPLOAD_FILE_MAX_BYTES
            stored = store_upload(upload, by=request.user, allowed=FORMATS, max_bytes=most)
            reporting.attach(report, kind, stored, by=request.user, at=timezone.now())
        except Refused as refusal:
            refused.append(str(refusal))
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            refused.append(_("%(name)s: %(reason)s") % {"name": upload.name, "reason": reason})
    if refused:
        return _page(request, report, refused={kind: refused}, status=422)
    messages.success(request, _("Attached."))
    return redirect(reverse("evaluations:change_edit", args=[pk]) + f"#evidence-{kind}")


@access(OWN)
@require_POST
def change_detach(request, pk: int, evidence: int):
    """Take a file out of the report."""
    report = _own(request, pk)
    row = get_object_or_404(report.evidence.select_related("file", "report"), pk=evidence)
    try:
        reporting.remove(row, by=request.user, at=timezone.now())
        messages.success(request, _("Removed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


@access(OWN)
@require_POST
def change_withdraw(request, pk: int):
    """Drop a draft, or take a report back before it is decided."""
    report = _own(request, pk)
    try:
        reporting.withdraw(report, by=request.user, at=timezone.now())
        messages.success(request, _("The report is withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluations:my_changes")
