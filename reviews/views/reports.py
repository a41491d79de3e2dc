"""Ranking, the book to recompute it, and the report to the province: prepared, signed off, sent."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import SupplierClass
from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.fresh import binding
from portal.accounts.permissions import Permission as P
from portal.documents.tables import csv_bytes
from portal.ui.paging import page
from reviews import queries, report_content, report_reading, reports, results, score_book
from reviews.forms import DiscardForm, ReportForm
from reviews.models import Report, Review
from reviews.views.experts import XLSX

READ = needs(P.READ_SCORES)
REPORT = needs(P.REPORT_RESULTS)


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
    context["reads_severity"] = request.user.may(P.READ_SEVERITY)
    return render(request, "reviews/reports/reported.html", context)


def _running_ranking(request, review: Review):
    keys = results.classes(review.files.filter(total__isnull=False))
    tab = _tab(request, keys)
    shown = page(request, results.ranking(review, tab), order=results.RANKED, filled=["total"])
    context = {"review": review, "page": shown, "tab": tab, "tabs": _labels(keys), "reads_severity": True}
    from_top = not shown.previous_query
    context["ranked"] = results.ranking_cells(results.ranked_rows(review, tab, shown.rows, from_top=from_top))
    return render(request, "reviews/reports/ranking.html", context)


@access(needs(P.READ_SEVERITY))
@require_safe
def severity(request, pk: int):
    """How strict each expert was against the panels' means; for information only."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    context = {"review": review, "rows": results.severity(review)}
    return render(request, "reviews/reports/severity.html", context)


@access(needs(P.MANAGE_REVIEW))
@require_safe
def scores_export(request, pk: int, form: str):
    """Every revealed sheet, from which the totals can be recomputed."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    if form == "csv":
        columns, rows = results.sheet_columns(review), results.sheet_rows(review, review.files.all())
        return _attached(csv_bytes(columns, rows), "text/csv; charset=utf-8", "scores.csv")
    if form != "xlsx":
        raise Http404
    return _book(review, review.files.all(), "scores.xlsx")


def _book(review: Review, files: QuerySet, name: str, facts=()) -> HttpResponse:
    """The book of files: those with a total in their rank, then those under way."""
    rows = list(files.select_related("application").order_by("pk"))
    ranked = [*reports.ranked([f for f in rows if f.total is not None])]
    ranked += [(file, None) for file in rows if file.total is None]
    entries = score_book.rows_of(ranked, report_content.panels_of(rows))
    return _attached(score_book.book(review, entries, facts), XLSX, name)


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(REPORT)
@require_http_methods(["GET", "POST"])
def report_new(request, pk: int):
    """Annex 1, step 7: prepare the report on every file that is ready, with the basis."""
    review = get_object_or_404(Review.objects.select_related("call"), call=pk)
    files = list(reports.ready(review).select_related("application"))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        basis = form.cleaned_data["basis"]
        if not files and (waiting := _prepared_just_now(request, review, basis)):
            return redirect("reviews:report", waiting.pk)
        try:
            report = reports.prepare(review, files, basis=basis, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The report is prepared; a second member of staff signs it off."))
            return redirect("reviews:report", report.pk)
    waiting = review.reports.filter(status=Report.Status.PREPARED)
    context = {"review": review, "form": form, "ranked": reports.ranked(files), "waiting": waiting}
    return render(request, "reviews/reports/new.html", context, status=422 if form.is_bound else 200)


def _prepared_just_now(request, review: Review, basis: str) -> Report | None:
    """The report that the same form has prepared a moment ago."""
    mine = review.reports.filter(status=Report.Status.PREPARED, by=request.user, basis=basis.strip())
    return mine.last()


@access(READ)
@require_safe
def report_list(request):
    shown = page(request, queries.reports_for(request.user), order=("-at", "-pk"))
    return render(request, "reviews/reports/list.html", {"page": shown})


def _report(request, pk: int) -> Report:
    """A report that this person may read; to the province only sent ones exist."""
    related = ("review__call", "document", "by", "signed_by", "discarded_by")
    return get_object_or_404(queries.reports_for(request.user).defer(None).select_related(*related), pk=pk)


@access(READ)
@require_safe
def report_page(request, pk: int):
    """A report as it was prepared: basis, signatures, digest, panels, recusals, dissent, ranking per class."""
    return _report_page(request, _report(request, pk), DiscardForm())


def _report_page(request, report: Report, form: DiscardForm, status: int = 200):
    keys = report_reading.classes(report)
    tab = _tab(request, keys)
    waits = report.status == Report.Status.PREPARED and request.user.may(P.REPORT_RESULTS)
    context = {
        "report": report,
        "facts": report_reading.facts(report),
        "page": report_reading.lines(report, tab, request.GET.get("from", "")),
        "stages": report_reading.stages(report),
        "tab": tab,
        "tabs": _labels(keys),
        "is_unchanged": reports.is_unchanged(report),
        "may_discard": waits,
        "may_sign": waits and report.by_id != request.user.pk,
        "form": form,
    }
    return render(request, "reviews/reports/report.html", context, status=status)


@access(REPORT)
@require_POST
@binding
def report_sign(request, pk: int):
    """The second signature sends the report to the province."""
    report = _report(request, pk)
    try:
        reports.sign_off(report, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is signed off and sent to the province."))
    return redirect("reviews:report", pk)


@access(REPORT)
@require_POST
def report_discard(request, pk: int):
    """Take a prepared report back, with a reason."""
    report, form = _report(request, pk), DiscardForm(request.POST)
    if form.is_valid():
        try:
            reports.discard(report, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The report is discarded; its files can be reported anew."))
        return redirect("reviews:report", pk)
    return _report_page(request, report, form, status=422)


@access(READ)
@require_safe
def report_export(request, pk: int):
    """The book behind a report: sheets, ranking and rules, every derived figure as a formula."""
    report = _report(request, pk)
    files = report.review_files.all()
    return _book(report.review, files, "report.xlsx", report_reading.book_facts(report))
