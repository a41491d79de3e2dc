"""The door of the workspace and a person's own profile."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import people
from portal.accounts.access import SIGNED_IN, access
from portal.accounts.first_pages import first_page_of
from portal.accounts.forms import ProfileForm


@access(SIGNED_IN)
@require_safe
def workspace(request):
    """Send a person to the first page of their role."""
    return redirect(first_page_of(request.user))


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def profile(request):
    """One's own name, telephone, e-mail and language of mails."""
    form = ProfileForm(request.POST or None, instance=people.person(request.user.pk))
    if request.method == "POST" and form.is_valid():
        people.change_profile(request.user, changes=form.changes(), by=request.user, at=timezone.now())
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form, "person": request.user}, status=status)
