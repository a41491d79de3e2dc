"""Error pages: what happened, what was kept, what to do."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception=None):
    """400, or 413 when more was sent than is taken at once."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Rendered without the request: neither database nor session may be asked any more."""
    context = {"SITE_OWNER": settings.SITE_OWNER, "SITE_CONTACT": settings.SITE_CONTACT}
    return HttpResponseServerError(render_to_string("500.html", context))


def csrf_failure(request, reason=""):
    """A form came without a valid token: cookies are off, or the sign-in changed in another window."""
    return render(request, "403_csrf.html", status=403)
