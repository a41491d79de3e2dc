"""An officer unlocks the sealed objections for a session, and locks them again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import access, needs
from portal.accounts.limits import Limit
from portal.accounts.permissions import Permission
from portal.documents import sealing, unlocking
from publication.forms.officers import PassphraseForm

OFFICERS = needs(Permission.HANDLE_OBJECTIONS)
UNLOCKING = Limit("unlock", most=10, seconds=900)


@access(OFFICERS)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def objections_unlock(request):
    """Open the sealed objections for this session with the officer's passphrase."""
    form = PassphraseForm(request.POST or None)
    target = request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        if UNLOCKING.wait(request, of=str(request.user.pk)):
            form.add_error(None, _("Too many tries. Please wait a quarter of an hour."))
        else:
            try:
                opener = sealing.Opener.from_passphrase(form.cleaned_data["passphrase"], officer=request.user)
            except sealing.WrongPassphrase:
                form.add_error("passphrase", _("This passphrase opens no key of yours."))
            else:
                pk = int(target) if target.isdigit() else None
                response = redirect("publication:objection", pk) if pk else redirect("publication:objections")
                unlocking.unlock(request, response, opener, at=timezone.now())
                return response
    status = 422 if form.is_bound else 200
    return render(request, "publication/objections/unlock.html", {"form": form}, status=status)


@access(OFFICERS)
@require_POST
def objections_lock(request):
    """End the unlocked time now."""
    response = redirect("publication:objections")
    unlocking.lock(request, response)
    messages.success(request, _("The objections are locked again."))
    return response
