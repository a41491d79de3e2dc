"""Refuse what nobody declared, and who is not admitted."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect, resolve_url

from portal.accounts import factors, idle
from portal.accounts.access import rule_of


class DenyByDefault:
    """Ask the access table before any view runs.

    A visitor at a closed door is sent to sign in; a signed-in person without the right reads 403.
    Raises ImproperlyConfigured for an undeclared view, so that it can't be shipped.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        rule = rule_of(view, request.resolver_match.view_name)
        if rule is None:
            raise ImproperlyConfigured(f"{request.resolver_match.view_name}: nobody declared who may open it")
        request.access_rule = rule
        if rule.cacheable:
            return None
        idle.ended(request)
        if rule.admits(request.user):
            return self._factor(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        raise PermissionDenied

    def _factor(self, request):
        """Nothing but setting up or showing the second factor, while a role that needs one owes it."""
        request.owes_factor = factors.missing(request)
        if not request.owes_factor or request.resolver_match.view_name in factors.MEANWHILE:
            return None
        return redirect(factors.next_step(request))
