"""The calendar: how a period is counted (for everybody), and the province's table of days."""

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import PUBLIC, access, needs
from portal.accounts.permissions import Permission
from portal.oversight.forms import CalculationForm, NoticeForm
from portal.workdays import calendar, table
from portal.workdays.models import ConfirmedYear, DayOverride
from portal.workdays.notices import enter, remove

TABLE = needs(Permission.MANAGE_WORKDAYS)


@access(PUBLIC)
@require_safe
def calculation(request):
    """How a period is counted, day by day: ``?from=2026-09-28&days=7&rule=publicity``."""
    asked = {"rule": CalculationForm.PERIOD, **request.GET.dict()}
    form = CalculationForm(asked if "from" in asked or "days" in asked else None)
    found = _count(**form.cleaned_data) if form.is_bound and form.is_valid() else None
    return render(request, "oversight/calculation.html", {"form": form, "found": found})


def _count(*, start: date, days: int, rule: str) -> dict:
    """The days that a period runs over, each with its count so far."""
    if rule == CalculationForm.PUBLICITY:
        period = calendar.publicity_period(start, days)
        listed, ends_at = period.days, period.ends_at
    else:
        last = calendar.add_working_days(start, days)
        listed, ends_at = calendar.derivation(start, last), calendar.closing(last)
    counted, rows = 0, []
    for day in listed:
        counts = day.working and not (rule == CalculationForm.PERIOD and day.date == start)
        counted += counts
        rows.append({"day": day, "counts": counts, "number": counted})
    provisional = any(day.provisional for day in listed)
    publicity = rule == CalculationForm.PUBLICITY
    last = listed[-1].date
    return {
        "rows": rows,
        "last": last,
        "ends_at": ends_at,
        "provisional": provisional,
        "publicity": publicity,
    }


@access(TABLE)
@require_http_methods(["GET", "HEAD", "POST"])
def workdays_table(request):
    """The years and the days set by notice; a POST enters a notice."""
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        entered = enter(
            days=asked["lines"],
            notice=asked["notice"],
            confirm=asked["year"],
            by=request.user,
            at=timezone.now(),
        )
        _tell(request, entered)
        return redirect("oversight:workdays_table")
    context = {"form": form, "years": _years(), "days": DayOverride.objects.order_by("-date")[:200]}
    return render(request, "oversight/workdays_table.html", context, status=422 if form.is_bound else 200)


def _tell(request, entered) -> None:
    if not entered.written and not entered.moved:
        messages.info(request, _("All of this was entered before; nothing was changed."))
        return
    text = ngettext("%(count)s day was written.", "%(count)s days were written.", entered.written)
    text = text % {"count": entered.written}
    if entered.deadlines:
        text += " " + _("%(count)s running deadlines were moved, and those concerned were told.") % {
            "count": entered.deadlines
        }
    messages.success(request, text)


def _years() -> list[dict]:
    """The current year, the next two, and every year of the table: published, confirmed or provisional."""
    confirmed = dict(ConfirmedYear.objects.values_list("year", "notice"))
    counted = DayOverride.objects.values("date__year").annotate(days=Count("id")).order_by()
    days = {row["date__year"]: row["days"] for row in counted}
    this = timezone.localdate().year
    return [
        {
            "number": year,
            "published": table.is_published(year),
            "notice": confirmed.get(year, ""),
            "days": days.get(year, 0),
            "working": table.current().year(year).upto[-1],
        }
        for year in sorted({this, this + 1, this + 2, *confirmed, *days}, reverse=True)
    ]


@access(TABLE)
@require_POST
def workdays_remove(request):
    """Take a day out of the table; a second time finds nothing to do."""
    try:
        when = date.fromisoformat(request.POST.get("date", ""))
    except ValueError:
        raise Http404 from None
    _tell(request, remove(when=when, by=request.user, at=timezone.now()))
    return redirect("oversight:workdays_table")
