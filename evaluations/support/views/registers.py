"""Priority lists with their exports, the register of referrals, and what each member received."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.models import Referral
from evaluations.support import priority as lists
from evaluations.support import received, referrals
from evaluations.support.forms import ReferralFilter, ReferralForm, SettleForm
from evaluations.support.views.common import ENTERPRISE, MANAGE, STAFF, demand, year_of
from evaluations.views.mine import enterprise_of
from portal.accounts.access import access
from portal.accounts.permissions import Permission as P
from portal.documents.tables import csv_bytes, workbook
from portal.ui.paging import page
from publication.models import Membership

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(STAFF)
@require_safe
def priority(request):
    """Who goes first in pilots and vouchers, and which vouchers are settled first."""
    known = lists.years()
    year, which = year_of(request, known), request.GET.get("list", "pilots")
    if which not in lists.TABLES:
        raise Http404
    context = {"years": known, "year": year, "list": which}
    if which == "pilots":
        context["lines"] = lists.pilots(year)
    else:
        rows = lists.unsettled(year).order_by()
        context["page"] = page(request, rows, order=("accepted_on", "pk"), size=50)
    return render(request, "evaluations/support/priority.html", context)


@access(STAFF)
@require_safe
def priority_file(request, which: str, form: str):
    """The same as a file."""
    if which not in lists.TABLES or form not in {"xlsx", "csv"}:
        raise Http404
    year = year_of(request, lists.years())
    columns, rows = lists.TABLES[which](year)
    name = f"priority-{which}-{year}.{form}"
    if form == "xlsx":
        response = HttpResponse(workbook(name, columns, rows), content_type=XLSX)
    else:
        response = HttpResponse(csv_bytes(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(STAFF)
@require_safe
def referral_list(request):
    """The register, newest first."""
    form = ReferralFilter(request.GET)
    rows = Referral.objects.select_related("membership__enterprise")
    rows = rows.filter(**{key: value for key, value in form.answers.items() if value})
    context = {"page": page(request, rows.order_by(), order=("-made_on", "-pk"), size=30), "form": form}
    return render(request, "evaluations/support/referrals.html", context)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def referral_new(request):
    """Put a recommendation on the register."""
    form = ReferralForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            fields = dict(form.cleaned_data)
            made = referrals.refer(fields.pop("membership"), fields, by=request.user, at=timezone.now())
            messages.success(request, _("On the register; the member has been told."))
            return redirect("evaluations:referral", made.pk)
    return render(
        request, "evaluations/support/referral_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@access(STAFF)
@require_http_methods(["GET", "POST"])
def referral(request, pk: int):
    """One recommendation, and what became of it."""
    rows = Referral.objects.select_related("membership__enterprise", "made_by", "settled_by")
    found = get_object_or_404(rows, pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST":
        demand(request.user, P.MANAGE_SUPPORT)
        if form.is_valid():
            with refusals_on(form):
                data = dict(form.cleaned_data)
                taken = data.pop("taken") == "yes"
                referrals.settle(found, taken=taken, **data, by=request.user, at=timezone.now())
                messages.success(request, _("The outcome is on the register."))
                return redirect("evaluations:referral", pk)
    may_settle = found.status == Referral.Status.MADE and request.user.may(P.MANAGE_SUPPORT)
    context = {"referral": found, "form": form, "may_settle": may_settle}
    return render(request, "evaluations/support/referral.html", context, status=422 if form.is_bound else 200)


@access(STAFF)
@require_safe
def received_list(request):
    """What each member received in a year."""
    known = received.years()
    year = year_of(request, known)
    rows = received.supported().select_related("enterprise__city")
    shown = page(request, rows.order_by(), order=("enterprise__name", "pk"), size=50)
    found = received.counts(list(shown.rows), year)
    lines = [(member, [found[member.pk][name] for name in received.COUNTED]) for member in shown.rows]
    context = {"years": known, "year": year, "page": shown, "lines": lines}
    return render(request, "evaluations/support/received.html", context)


@access(STAFF)
@require_safe
def received_member(request, pk: int):
    """One member's year, for staff."""
    rows = Membership.objects.select_related("enterprise__city")
    return _received(request, get_object_or_404(rows, pk=pk), is_mine=False)


@access(ENTERPRISE)
@require_safe
def support_mine(request):
    """What one's own enterprise received."""
    rows = Membership.objects.select_related("enterprise__city")
    return _received(request, rows.filter(enterprise=enterprise_of(request.user)).first(), is_mine=True)


def _received(request, membership: Membership | None, *, is_mine: bool):
    known = received.years()
    year = year_of(request, known)
    context = {"membership": membership, "years": known, "year": year, "is_mine": is_mine}
    if membership:
        context["received"] = received.of_member(membership, year)
    return render(request, "evaluations/support/received_member.html", context)
