"""One's own defences and visits: the agenda and the calendar file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from reviews.defence import calendars

CONCERNED = needs(P.REVIEW, P.REQUEST_RECUSAL, P.MANAGE_REVIEW)


@access(CONCERNED)
@require_safe
def agenda(request):
    now = timezone.now()
    rows = calendars.agenda(request.user)
    context = {
        "coming": [one for one in rows if one.ends_at >= now],
        "past": [one for one in rows if one.ends_at < now][::-1][:50],
    }
    return render(request, "reviews/timetable.html", context)


@access(CONCERNED)
@require_safe
def calendar_file(request):
    """The same as iCalendar; a calendar that takes it in again finds what was moved by its number."""
    content = calendars.ics(calendars.agenda(request.user), at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="timetable.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
