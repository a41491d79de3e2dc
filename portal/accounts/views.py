"""The door of the workspace and a person's own profile."""

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import idle, people
from portal.accounts import sessions as own_sessions
from portal.accounts.access import SIGNED_IN, access
from portal.accounts.factor_forms import RemovePasskeyForm
from portal.accounts.first_pages import first_page_of
from portal.accounts.forms import ProfileForm
from portal.accounts.fresh import binding


@access(SIGNED_IN)
@require_safe
def workspace(request):
    """Send a person to the first page of their role."""
    return redirect(first_page_of(request.user))


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
@binding
def profile(request):
    """One's own name, telephone, e-mail and language of mails."""
    form = ProfileForm(request.POST or None, instance=people.person(request.user.pk))
    if request.method == "POST" and form.is_valid():
        people.change_profile(request.user, changes=form.changes(), by=request.user, at=timezone.now())
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form, "person": request.user}, status=status)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
@binding
def sessions(request):
    """Where one is signed in; a session elsewhere, or all of them, are ended from here."""
    current = request.session.session_key
    if request.method == "POST":
        named = request.POST.get("end", "")
        pks = None if named == "others" else [int(named)] if named.isdecimal() else []
        many = own_sessions.end(request.user, pks, current=current)
        text = ngettext("%(many)d session is signed out.", "%(many)d sessions are signed out.", many)
        messages.success(request, text % {"many": many})
        return redirect("sessions")
    places = own_sessions.places(request.user, current=current, at=timezone.now())
    return render(request, "accounts/sessions.html", {"places": places})


@access(SIGNED_IN)
@require_POST
def stay(request):
    """One click, or typing, is a sign of the person; ``end`` says that there was none for too long."""
    if "end" in request.POST:
        logout(request)
    else:
        idle.seen(request)
    return HttpResponse(status=204)


class RemovePasskey(RemoveWebAuthnView):
    """allauth's page; the last factor of a role that needs one stays."""

    form_class = RemovePasskeyForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "passkey": self.object}
