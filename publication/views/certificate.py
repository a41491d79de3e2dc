"""A member makes and reads its certificate."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from publication import certificates
from publication.models import Membership


@access(needs(Permission.MANAGE_ENTERPRISE))
@require_http_methods(["GET", "POST"])
def certificate(request):
    """One's own membership with its certificates; a POST makes the one of the present status."""
    rows = Membership.objects.select_related("enterprise__city")
    membership = rows.filter(enterprise__organisation=request.user.organisation_id).first()
    if request.method == "POST" and membership:
        try:
            certificates.make(membership, by=request.user, at=timezone.now())
            messages.success(request, _("The certificate is being made; it is signed and can be verified."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("publication:certificate")
    context = {"membership": membership}
    if membership:
        present = certificates.present(membership)
        context |= {"present": present, "made": certificates.certificates(membership).select_related("file")}
    return render(request, "publication/members/certificate.html", context)
