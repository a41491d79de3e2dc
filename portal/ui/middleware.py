"""Answers that Django gives without a page, and requests that no page can answer."""

import logging

from django.core.exceptions import BadRequest
from django.db import DataError
from django.shortcuts import render

from portal.ui.views.errors import bad_request

log = logging.getLogger(__name__)
NUL = "\x00"
# What a page of the portal may ask of the device: passkeys and the clipboard, nothing else.
PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), "
    "payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


class RefuseNul:
    """Refuse a request with a NUL in it: PostgreSQL can't hold one, and no form of ours has use for one.

    An interface for programs says in its own description what it refuses, so its values are left to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(NUL in value for value in request.COOKIES.values()):  # the session's key is asked for by it
            raise BadRequest("NUL in a cookie")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.app_name == "ninja":
            return
        sent = [str(value) for value in kwargs.values()]
        # Other bodies are read by their views: forms refuse a NUL themselves.
        typed = [request.POST] if request.content_type == "application/x-www-form-urlencoded" else []
        for values in (request.GET, *typed):
            sent += [*values, *(value for _name, several in values.lists() for value in several)]
        if any(NUL in value for value in sent):
            raise BadRequest("NUL in a value")


class ExplainRefusedMethod:
    """Give a bare 405 its page: after signing in anew, people land on addresses that only take forms."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response.get("Allow", "")
        return page


class PermissionsPolicy:
    """Say with each answer which of the device's powers the site has no use for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class RefuseOutOfRange:
    """A number that no row can have, typed into an address or a form, is a bad request and no fault of ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """SQLite's driver says OverflowError; PostgreSQL names what is out of range."""
        told = isinstance(exception, DataError) and "out of range" in str(exception)
        if not told and not isinstance(exception, OverflowError):
            return None
        log.warning("A number out of range at %s", request.resolver_match.view_name)
        return bad_request(request)
