"""Registration of enterprises (visitors)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from applications import disputes, pending, registration
from applications.forms.registration import RegistrationForm
from applications.models import Enterprise
from applications.policies import Refused
from portal.accounts.access import ANYONE, access
from portal.accounts.limits import Limit

TRIES = Limit("registration", most=20, seconds=3600)


@access(ANYONE)
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "POST"])
def register(request):
    """An enterprise registers; with a code that is taken a person joins it or disputes the claim."""
    if request.method == "GET":
        return _page(request, RegistrationForm())
    form = RegistrationForm(request.POST, request.FILES)
    if minutes := TRIES.wait(request):
        form.add_error(None, _too_often(minutes))
        return _page(request, form, status=429)
    if not form.is_valid():
        typed = form.claim_as_typed()
        if typed and registration.already_sent(typed):
            return _done(form)
        _look_for_holder(form)
        return _page(request, form, status=422)
    try:
        _send(form)
    except registration.Taken as taken:
        form.taken = True
        form.add_error("uscc", str(taken))
        return _page(request, form, status=422)
    except Refused as refusal:
        form.add_error("username", str(refusal))
        return _page(request, form, status=422)
    return _done(form)


def _send(form: RegistrationForm) -> None:
    """One of the three ways in."""
    claim, files, at = form.claim(), form.files_at_hand, timezone.now()
    if form.wanted == form.How.JOIN:
        registration.ask_to_join(claim, authorisation=files["authorisation"], at=at)
    elif form.wanted == form.How.DISPUTE:
        disputes.open_dispute(claim, **files, statement=form.cleaned_data["statement"], at=at)
    else:
        registration.register(claim, **files, at=at)
    pending.used(list(files.values()))


def _look_for_holder(form: RegistrationForm) -> None:
    """Say at once that the code is taken (codes and registered enterprises are public)."""
    code = form.cleaned_data.get("uscc")
    form.taken = bool(code) and Enterprise.objects.filter(uscc=code).exists()


def _done(form: RegistrationForm):
    what = form.cleaned_data.get("how") or form.How.NEW
    address = reverse("applications:registered", args=[what])
    city, code = form.cleaned_data.get("city"), form.cleaned_data.get("uscc")
    differs = what == form.How.NEW and city and registration.region_differs(code, city)
    return redirect(address + ("?region=differs" if differs else ""))


def _too_often(minutes: int) -> str:
    return ngettext(
        "Too many registrations were tried from your network address. Please try again in %(minutes)d minute; "
        "what you typed is kept on this page.",
        "Too many registrations were tried from your network address. Please try again in %(minutes)d minutes; "
        "what you typed is kept on this page.",
        minutes,
    ) % {"minutes": minutes}


def _page(request, form: RegistrationForm, *, status: int = 200):
    if form.is_bound and form.errors:
        form.add_error("password", _("For safety the passwords are not kept: please type both again."))
    context = {"form": form, "proofs": list(form.proofs())}
    return render(request, "applications/registration/register.html", context, status=status)


@access(ANYONE)
@require_safe
def registered(request, what: str):
    """What happens next."""
    context = {"what": what, "region_differs": request.GET.get("region") == "differs"}
    return render(request, "applications/registration/registered.html", context)
