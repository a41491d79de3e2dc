"""The expert's first page and what is declared before a file can be opened."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.files import Rejected
from portal.ui.paging import page
from reviews import declarations, queries
from reviews.conflicts import ties
from reviews.forms import DeclarationForm, RecusalForm
from reviews.models import Assignment, CompanyTie, Recusal, ScoreSheet, StageClosing
from reviews.views.recusals import with_evidence

EXPERT = needs(P.REVIEW)


def my_seat(request, pk: int) -> Assignment:
    """One of this expert's seats, or 404: foreign, ended and recused ones don't exist for the expert."""
    rows = queries.seats_of(request.user).select_related(
        "expert__user", "file__application__city", "file__review__call"
    )
    seat = rows.filter(pk=pk).first()
    if seat is None:
        raise Http404
    return seat


@access(EXPERT)
@require_safe
def my_reviews(request):
    """Until declared only the enterprise's name, city and class."""
    rows = queries.seats_of(request.user).select_related("file__application__city", "file__review__call")
    shown = page(request, rows, order=("pk",))
    sheets = ScoreSheet.objects.filter(assignment__in=[seat.pk for seat in shown.rows])
    status = {(sheet.assignment_id, sheet.stage): sheet.status for sheet in sheets}
    closed = set(
        StageClosing.objects.filter(file__in=[s.file_id for s in shown.rows]).values_list("file", flat=True)
    )
    for seat in shown.rows:
        seat.closings = seat.file_id in closed
        seat.sheet_status = status.get((seat.pk, seat.file.stage), "")
    context = {"page": shown, "waiting": queries.waiting_of(request.user)}
    return render(request, "reviews/mine/list.html", context)


@access(EXPERT)
@require_http_methods(["GET", "POST"])
def declare(request, pk: int):
    """Sign the no-conflict declaration."""
    seat = my_seat(request, pk)
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["signed_name"]
        try:
            declarations.declare_no_conflict(seat, signed_name=name, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your declaration is kept. You can open the file now."))
            return redirect("reviews:sheet", pk)
    return _declaration_page(request, seat, form, RecusalForm())


def _declaration_page(request, seat, form, recusal):
    """Before the declaration: name, code, place, class, and who stands behind the enterprise; no more."""
    known = list(ties.of(seat.file.application))
    context = {
        "seat": seat,
        "form": form,
        "recusal": recusal,
        "grounds": Recusal.Ground.choices,
        "representatives": [tie for tie in known if tie.kind == CompanyTie.Kind.REPRESENTATIVE],
        "shareholders": [tie for tie in known if tie.kind == CompanyTie.Kind.SHAREHOLDER],
        "former_names": seat.file.application.enterprise.former_names.all(),
    }
    status = 422 if form.is_bound or recusal.is_bound else 200
    return render(request, "reviews/mine/declare.html", context, status=status)


@access(EXPERT)
@require_http_methods(["POST"])
def recuse(request, pk: int):
    """Declare a recusal; the file is gone at once."""
    seat = my_seat(request, pk)
    form = RecusalForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            data = with_evidence(form, by=request.user)
            declarations.declare_recusal(seat, by=request.user, at=timezone.now(), **data)
        except Rejected as refusal:
            form.add_error("evidence", refusal)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your declaration is entered; the alliance rules on it."))
    if form.errors:
        return _declaration_page(request, seat, DeclarationForm(), form)
    return redirect("reviews:mine")
