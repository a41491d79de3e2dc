"""Ranking, sheets to recompute it, and the report to the province."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import SupplierClass
from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.tables import csv_bytes, workbook
from portal.ui.paging import page
from reviews import queries, reports, results
from reviews.forms import ReportForm
from reviews.models import Report, Review
from reviews.views.experts import XLSX

READ = needs(P.READ_SCORES)


def _tab(request, present: list[str]) -> str:
    """The class asked for, or the first there is."""
    asked = request.GET.get("class", present[0] if present else "")
    return asked if asked in present else (present[0] if present else "")


def _labels(keys: list[str]) -> list[tuple[str, str]]:
    return [(key, SupplierClass(key).label if key else _("All")) for key in keys]


@access(READ)
@require_safe
def ranking(request, pk: int):
    """The ranking of a call, per class: the running one for the alliance, the reported one for the others."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    if request.user.may(P.MANAGE_REVIEW):
        return _running_ranking(request, review)
    lines = queries.reported_lines(review)
    keys = results.classes(lines)
    tab = _tab(request, keys)
    shown = page(request, lines.filter(supplier_class=tab), order=("rank", "pk"))
    context = {"review": review, "page": shown, "tab": tab, "tabs": _labels(keys)}
    return render(request, "reviews/reports/reported.html", context)


def _running_ranking(request, review: Review):
    keys = results.classes(review.files.filter(total__isnull=False))
    tab = _tab(request, keys)
    shown = page(request, results.ranking(review, tab), order=results.RANKED)
    context = {"review": review, "page": shown, "tab": tab, "tabs": _labels(keys)}
    from_top = not shown.previous_query
    context["ranked"] = results.ranking_cells(results.ranked_rows(review, tab, shown.rows, from_top=from_top))
    return render(request, "reviews/reports/ranking.html", context)


@access(needs(P.MANAGE_REVIEW))
@require_safe
def scores_export(request, pk: int, form: str):
    """Every revealed sheet, from which the totals can be recomputed."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    return _export(review, review.files.all(), form)


def _export(review: Review, files, form: str) -> HttpResponse:
    columns, rows = results.sheet_columns(review), results.sheet_rows(review, files)
    if form == "csv":
        response = HttpResponse(csv_bytes(columns, rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = HttpResponse(workbook(_("Score sheets"), columns, rows), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="scores.{form}"'
    return response


@access(needs(P.REPORT_RESULTS))
@require_http_methods(["GET", "POST"])
def report_new(request, pk: int):
    """Annex 1, step 7: report every file that is ready, with the basis."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    rows = reports.ready(review).filter(application__state="in_review")
    files = list(rows.select_related("application"))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        basis = form.cleaned_data["basis"]
        try:
            report = reports.report_results(review, files, basis=basis, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The results are reported to the province."))
            return redirect("reviews:report", report.pk)
    context = {"review": review, "form": form, "ranked": reports.ranked(files)}
    return render(request, "reviews/reports/new.html", context, status=422 if form.is_bound else 200)


@access(READ)
@require_safe
def report_list(request):
    shown = page(request, queries.reports_for(request.user), order=("-at", "-pk"))
    return render(request, "reviews/reports/list.html", {"page": shown})


@access(READ)
@require_safe
def report_page(request, pk: int):
    """A report as it was made: basis, digest, ranking per class."""
    report = get_object_or_404(Report.objects.select_related("review__call", "document"), pk=pk)
    keys = results.classes(report.lines)
    tab = _tab(request, keys)
    shown = page(request, queries.lines_of(report, tab), order=("rank", "pk"))
    context = {"report": report, "page": shown, "tab": tab, "tabs": _labels(keys)}
    return render(request, "reviews/reports/report.html", context)


@access(READ)
@require_safe
def report_export(request, pk: int):
    """The sheets behind a report as XLSX."""
    report = get_object_or_404(Report.objects.select_related("review__call"), pk=pk)
    files = report.review.files.filter(application__report_line__report=report)
    return _export(report.review, files, "xlsx")
