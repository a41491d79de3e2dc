"""The register of benchmark projects: read by the authorities, kept by the province."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.benchmark_register import entries, importing
from evaluations.benchmark_register.columns import COLUMNS, TITLES
from evaluations.forms_benchmarks import CorrectionForm, EntryForm, RegisterFilter
from evaluations.forms_market import UploadForm
from evaluations.market.columns import template
from evaluations.models import BenchmarkChange, BenchmarkProject, ImportBatch
from evaluations.views.market import MANAGE, READ, XLSX
from portal.accounts.access import access
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.documents.files import Rejected, store_upload
from portal.ui.paging import page

MOST_BYTES = 20 * 1024 * 1024


@access(READ)
@require_safe
def register(request):
    """The entries, the newest first."""
    form = RegisterFilter(request.GET)
    rows = entries.found(form.answers.get("q", ""), form.answers.get("status", ""))
    context = {
        "form": form,
        "page": page(request, rows.select_related("city").order_by(), order=("-year", "-batch_number", "-pk"), size=50),
        "manages": request.user.may(P.MANAGE_MARKET),
    }  # fmt: skip
    return render(request, "evaluations/register/list.html", context)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def benchmark_new(request):
    """A new entry by hand."""
    form = EntryForm(request.POST or None, initial={"year": timezone.localdate().year, "batch_number": 1})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = entries.add(form.row, by=request.user, at=timezone.now())
            messages.success(request, _("The entry is on the register."))
            return redirect("evaluations:benchmark", made.pk)
    return render(
        request, "evaluations/register/new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@access(READ)
@require_http_methods(["GET", "POST"])
def benchmark(request, pk: int):
    """An entry with its history; the province corrects or revokes it here."""
    found = get_object_or_404(BenchmarkProject.objects.select_related("city"), pk=pk)
    manages = request.user.may(P.MANAGE_MARKET)
    if request.method == "POST" and not manages:
        raise Http404
    values = entries.values_of(found)
    form = CorrectionForm(request.POST or None, initial={**values, "city": found.city_id})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            how = {key: form.cleaned_data[key] for key in ("status", "reason")}
            entries.correct(found, form.row, **how, by=request.user, at=timezone.now())
            messages.success(request, _("The entry is corrected; its history is kept."))
            return redirect("evaluations:benchmark", pk)
    changes = found.changes.select_related("by", "batch__file").order_by("-pk")
    context = {
        "entry": found,
        "form": form,
        "manages": manages,
        "history": [(change, _differences(change)) for change in changes[:50]],
    }
    return render(request, "evaluations/register/entry.html", context, status=422 if form.is_bound else 200)


def _differences(change: BenchmarkChange) -> list[dict]:
    """What a correction changed, field by field; nothing for a new entry."""
    names = dict(Division.objects.filter(level="city").values_list("pk", "name"))
    told = {"city_id": names, "status": dict(BenchmarkProject.Status.choices)}
    return [
        {
            "label": TITLES.get(key.removesuffix("_id"), key),
            "before": told.get(key, {}).get(value, value),
            "after": told.get(key, {}).get(change.after[key], change.after[key]),
        }
        for key, value in change.before.items()
        if value != change.after[key]
    ]


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def benchmarks_import(request):
    """Hand in a table; nothing of it is taken in yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = store_upload(
                form.cleaned_data["table"], by=request.user, allowed={"xlsx", "csv"}, max_bytes=MOST_BYTES
            )
            made = importing.hand_in(stored, by=request.user, at=timezone.now())
        except (Rejected, Refused) as refusal:
            form.add_error("table", refusal if isinstance(refusal, Rejected) else str(refusal))
        else:
            return redirect("evaluations:benchmarks_plan", made.pk)
    context = {"form": form, "earlier": _tables().order_by("-uploaded_at", "-pk")[:20]}
    return render(request, "evaluations/register/import.html", context, status=422 if form.is_bound else 200)


def _tables():
    rows = ImportBatch.objects.filter(table=ImportBatch.Table.BENCHMARKS)
    return rows.select_related("file", "uploaded_by", "applied_by")


@access(MANAGE)
@require_safe
def benchmarks_template(request):
    """An empty table with the headings."""
    response = HttpResponse(template(_("Register of benchmark projects"), COLUMNS), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="benchmark-projects.xlsx"'
    return response


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def benchmarks_plan(request, pk: int):
    """The dry run: what the table would do, every fault; the confirmation takes in the good rows. Later: what was."""
    batch, plan, error = get_object_or_404(_tables(), pk=pk), None, ""
    if request.method == "POST":
        try:
            importing.apply(batch, digest=request.POST.get("digest", ""), by=request.user, at=timezone.now())
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("The table is taken in."))
            return redirect("evaluations:benchmarks_plan", pk)
    if not batch.applied_at:
        try:
            plan = importing.plan(batch)
        except Refused as refusal:
            error = str(refusal)
    context = {"batch": batch, "plan": plan, "error": error}
    return render(request, "evaluations/register/plan.html", context, status=422 if error else 200)
