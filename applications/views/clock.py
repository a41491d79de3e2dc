"""How the deadline of a file was reckoned."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.views.application import READ, find
from portal.accounts.access import access
from portal.notifications.models import MadeUpOutage
from portal.workdays import calendar as workdays


@access(READ)
@require_safe
def application_clock(request, pk: int):
    """How the deadline was reckoned, day by day."""
    file = find(request.user, pk)
    if not file.deadline or not file.received_at:
        raise Http404
    first, last = timezone.localdate(file.received_at), timezone.localdate(file.deadline)
    days, number = [], 0
    for day in workdays.derivation(first, last):
        counts = day.working and day.date > first
        number += counts
        days.append({"day": day, "number": number if counts else None, "is_first": day.date == first})
    made_up = MadeUpOutage.objects.filter(end__gt=file.received_at, start__lt=file.deadline)
    context = {"application": file, "days": days, "total": number, "made_up": made_up}
    return render(request, "applications/application/clock.html", context)
