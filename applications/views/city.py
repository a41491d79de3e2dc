"""A city's round: order of priority, summary tables, letters; and the same papers for those they go to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import letters, recommendation, summaries
from applications.forms.round import ComposeForm, LetterForm, OrderForm
from applications.models import Call, RecommendationLetter, SummaryTable
from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.documents.files import deliver
from portal.documents.tables import Column, workbook

ROUNDS = needs(Permission.RECOMMEND, Permission.COLLATE)
CITY = needs(Permission.RECOMMEND)
DESK = needs(Permission.USE_DESK)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(DESK)
@require_safe
def rounds(request):
    """The calls in which this authority has had files, with how many are here and how many went on."""
    mine = Q(applications__participations__organisation_id=request.user.organisation_id)
    here = Q(applications__holder_id=request.user.organisation_id)
    rows = (
        Call.objects.filter(mine)
        .annotate(
            files=Count("applications", filter=mine, distinct=True),
            here=Count("applications", filter=here, distinct=True),
        )
        .only("title", "title_en", "document_number", "year", "batch", "kind")
        .order_by("-year", "-batch", "-pk")
    )
    return render(request, "applications/city/rounds.html", {"calls": rows[:100]})


def _round(request, pk: int) -> Call:
    """A call in which this authority has had files, or 404."""
    mine = Q(applications__participations__organisation_id=request.user.organisation_id)
    return get_object_or_404(Call.objects.filter(mine).distinct(), pk=pk)


@access(DESK)
@require_safe
def round_page(request, pk: int):
    """One round: the order of the files still here, the tables of what was reported, the letter.

    Province and alliance, to whom these papers go, find those of every city and county.
    """
    call = _round(request, pk)
    if request.user.may(Permission.RECOMMEND) or request.user.may(Permission.COLLATE):
        return _show(request, call)
    tables = SummaryTable.objects.filter(call=call).select_related("document", "organisation")
    sent = RecommendationLetter.objects.filter(call=call).select_related("file", "document", "organisation")
    context = {
        "call": call,
        "tables": tables.order_by("organisation__code", "-number"),
        "letters": sent.order_by("organisation__code", "-uploaded_at", "-pk"),
    }
    return render(request, "applications/city/papers.html", context)


def _show(request, call: Call, *, order=None, letter=None, compose=None, status=200):
    """The round of an authority; ``order``, ``letter`` and ``compose`` are the forms that were refused."""
    organisation = request.user.organisation
    is_city = request.user.may(Permission.RECOMMEND)
    context = {"call": call, "letter": letter or LetterForm(), "is_city": is_city}
    context["compose"] = compose or ComposeForm()
    context["letters"] = letters.of(organisation).filter(call=call).select_related("file", "document")
    if is_city:
        files = list(recommendation.queue_of(call, organisation.division).select_related("county"))
        first = recommendation.reported_count(call, organisation.division) + 1
        context |= {
            "order": order or OrderForm(files=files, first=first),
            "first": first,
            "given": first - 1,
            "tables": SummaryTable.objects.filter(call=call, organisation=organisation).select_related(
                "document"
            ),
        }
    return render(request, "applications/city/round.html", context, status=status)


@access(CITY)
@require_POST
def round_order(request, pk: int):
    """Put the files in order: by numbers, or one a place up or down."""
    call = _round(request, pk)
    city = request.user.organisation.division
    files = list(recommendation.queue_of(call, city).select_related("county"))
    form = OrderForm(request.POST, files=files, first=recommendation.reported_count(call, city) + 1)
    if not form.is_valid():
        return _show(request, call, order=form, status=422)
    try:
        recommendation.set_order(
            call, form.order, seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The order is saved."))
    return redirect("applications:round", call.pk)


@access(ROUNDS)
@require_POST
def round_letter(request, pk: int):
    """Attach the authority's sealed letter; the last one counts, earlier ones are kept."""
    call = _round(request, pk)
    form = LetterForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            letters.attach(call, form.cleaned_data["file"], by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(
                request, _("The letter is attached; province and alliance read it with your files.")
            )
            return redirect("applications:round", call.pk)
    return _show(request, call, letter=form, status=422)


@access(ROUNDS)
@require_POST
def round_compose(request, pk: int):
    """Make the letter from the portal's template, to be printed and sealed."""
    call = _round(request, pk)
    form = ComposeForm(request.POST)
    if form.is_valid():
        try:
            letters.compose(call, remark=form.cleaned_data["remark"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The letter is made. Print and seal it, then attach the scan here."))
            return redirect("applications:round", call.pk)
    return _show(request, call, compose=form, status=422)


@access(DESK)
@require_safe
def letter(request, pk: int):
    """A letter, for its authority and those above it."""
    rows = RecommendationLetter.objects.select_related("file", "document", "organisation")
    found = get_object_or_404(rows, pk=pk)
    if not letters.may_read(request.user, found):
        raise Http404
    if found.document:
        return redirect("documents:download", found.document.code)
    return deliver(found.file, inline=True)


def _table(request, pk: int) -> SummaryTable:
    """A summary table of one's own city, or any for the province and the alliance."""
    rows = SummaryTable.objects.select_related("document", "call", "organisation")
    if request.user.organisation.kind not in {"province", "alliance"}:
        rows = rows.filter(organisation_id=request.user.organisation_id)
    return get_object_or_404(rows, pk=pk)


@access(DESK)
@require_safe
def summary_sheet(request, pk: int):
    """The table as a spreadsheet."""
    table = _table(request, pk)
    columns = [Column(str(label)) for label in summaries.COLUMNS.values()]
    rows = [[row[key] for key in summaries.COLUMNS] for row in table.rows]
    response = HttpResponse(workbook(_("Recommendation summary table"), columns, rows), content_type=XLSX)
    name = f"{table.organisation.code}-{table.call.year}-{table.call.batch}-{table.number}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(DESK)
@require_safe
def summary_pdf(request, pk: int):
    """The table as an official document; its page waits until the job has made it."""
    return redirect("documents:download", _table(request, pk).document.code)
