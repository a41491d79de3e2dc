"""Contested claims on a code, for the security administrator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import disputes
from applications.forms.disputes import DecisionForm
from applications.models import Dispute, EnterpriseProof
from portal.accounts.access import access, needs
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.audit.chain import log_read
from portal.documents.files import deliver
from portal.ui.paging import page

ACCOUNTS = needs(Permission.MANAGE_ACCOUNTS)
HELD = "held-"  # before the kind of a proof: the registered side's


@access(ACCOUNTS)
@require_safe
def dispute_list(request):
    """Every dispute, open ones first."""
    rows = Dispute.objects.select_related("enterprise", "claimant").only(
        "status", "opened_at", "decided_at", "enterprise__name", "enterprise__uscc", "claimant__name"
    )
    status = request.GET.get("status", Dispute.Status.OPEN)
    if status in Dispute.Status.values:
        rows = rows.filter(status=status)
    found = page(request, rows, order=("-opened_at", "-pk"))
    context = {"page": found, "status": status, "statuses": Dispute.Status.choices}
    return render(request, "applications/registration/disputes.html", context)


@access(ACCOUNTS)
@require_http_methods(["GET", "POST"])
def dispute(request, pk: int):
    """Read both sides and decide."""
    row = get_object_or_404(
        Dispute.objects.select_related(
            "enterprise__confirmed_by", "claimant", "licence", "authorisation", "decided_by"
        ),
        pk=pk,
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        uphold = form.cleaned_data["decision"] == Dispute.Status.UPHELD
        done = disputes.decide(
            row, uphold=uphold, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
        if done:
            messages.success(request, _("The dispute is decided; both sides are told."))
        else:
            messages.info(request, _("This dispute was decided before; nothing has changed."))
        return redirect("applications:dispute", row.pk)
    holders = User.objects.filter(organisation_id=row.enterprise.organisation_id, is_active=True)
    context = {
        "dispute": row,
        "form": form,
        "holders": holders.exclude(pk=row.claimant_id),
        "held": [proof for kind in EnterpriseProof.Kind.values if (proof := _held(row, kind))],
    }
    status = 422 if form.errors else 200
    return render(request, "applications/registration/dispute.html", context, status=status)


def _held(row: Dispute, kind: str) -> EnterpriseProof | None:
    """The proof of a kind that the registered side stands on: its newest."""
    return row.enterprise.proofs.filter(kind=kind).select_related("file").first()


@access(ACCOUNTS)
@require_safe
def dispute_file(request, pk: int, kind: str):
    """A proof of the claimant, or (``held-…``) of those registered now.

    Open only while the dispute is, and the read is logged.
    """
    name, held = kind.removeprefix(HELD), kind.startswith(HELD)
    if name not in EnterpriseProof.Kind.values:
        raise Http404
    row = get_object_or_404(
        Dispute.objects.select_related(name, "enterprise"), pk=pk, status=Dispute.Status.OPEN
    )
    proof = _held(row, name) if held else None
    if held and proof is None:
        raise Http404
    log_read(
        by=request.user,
        kind="enterprise",
        id=str(row.enterprise_id),
        what=f"dispute_{kind}",
        at=timezone.now(),
    )
    return deliver(proof.file if held else getattr(row, name), inline=True)
