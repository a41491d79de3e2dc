"""An enterprise's own page: data, proofs, people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import registration
from applications.forms.enterprise import ContactForm
from applications.forms.proofs import ProofForm
from applications.models import Enterprise, EnterpriseProof, JoinRequest
from applications.policies import Refused
from applications.queries import visible_to
from portal.accounts.access import access, needs
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.audit.chain import log_read
from portal.documents.files import deliver

OWN = needs(Permission.MANAGE_ENTERPRISE)
READERS = needs(Permission.MANAGE_ENTERPRISE, Permission.CONFIRM_ENTERPRISE)


def own(request) -> Enterprise:
    """The enterprise of the person who asks."""
    enterprises = Enterprise.objects.select_related("organisation", "city", "county", "confirmed_by")
    return get_object_or_404(enterprises, organisation_id=request.user.organisation_id)


@access(OWN)
@require_safe
def enterprise(request):
    """Data of the enterprise, its proofs, its people and who wants to join."""
    return _page(request, own(request))


def _page(request, mine: Enterprise, *, refused: dict | None = None):
    forms = {kind: ProofForm(prefix=kind) for kind in EnterpriseProof.Kind.values} | (refused or {})
    proofs = list(mine.proofs.select_related("file"))
    context = {
        "enterprise": mine,
        "proofs": [
            {
                "kind": kind,
                "label": label,
                "rows": [proof for proof in proofs if proof.kind == kind],
                "form": forms[kind],
            }
            for kind, label in EnterpriseProof.Kind.choices
        ],
        "people": User.objects.filter(organisation_id=mine.organisation_id, is_active=True),
        "join_requests": mine.join_requests.filter(status=JoinRequest.Status.WAITING).select_related(
            "person", "authorisation"
        ),
        "former_names": mine.former_names.order_by("-until"),
    }
    status = 422 if refused else 200
    return render(request, "applications/registration/enterprise.html", context, status=status)


@access(OWN)
@require_http_methods(["GET", "POST"])
def enterprise_contact(request):
    """Change how the enterprise is reached."""
    mine = own(request)
    form = ContactForm(request.POST or None, instance=Enterprise.objects.get(pk=mine.pk))
    if request.method == "POST" and form.is_valid():
        registration.change_contact(mine, changes=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The contact data are saved."))
        return redirect("applications:enterprise")
    context = {"form": form, "enterprise": mine}
    status = 422 if form.errors else 200
    return render(request, "applications/registration/contact.html", context, status=status)


@access(OWN)
@require_POST
def proof_replace(request, kind: str):
    """Add a newer licence or authorisation."""
    mine = own(request)
    if kind not in EnterpriseProof.Kind.values:
        return redirect("applications:enterprise")
    form = ProofForm(request.POST, request.FILES, prefix=kind)
    file = form.take_in(by=request.user) if form.is_valid() else None
    if file is None:
        return _page(request, mine, refused={kind: form})
    registration.replace_proof(mine, kind=kind, file=file, by=request.user, at=timezone.now())
    messages.success(request, _("The newer file is kept. Your authority confirms it with the next file."))
    return redirect("applications:enterprise")


@access(READERS)
@require_safe
def proof_file(request, pk: int):
    """Hand out a proof to the enterprise's people or its place's authorities; the read is logged."""
    proof = get_object_or_404(registration.proofs_visible_to(request.user), pk=pk)
    log_read(
        by=request.user, kind="enterprise", id=str(proof.enterprise_id), what=proof.kind, at=timezone.now()
    )
    return deliver(proof.file, inline=True)


@access(needs(Permission.CONFIRM_ENTERPRISE))
@require_POST
def proof_confirm(request, pk: int):
    """County or city confirms, from the page of a file, that the account speaks for the enterprise."""
    application = get_object_or_404(visible_to(request.user).select_related("enterprise"), pk=pk)
    if not registration.may_confirm(application.enterprise, request.user):
        raise Http404
    try:
        is_new = registration.confirm(application.enterprise, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The claim is confirmed.") if is_new else _("The claim was confirmed before.")
        )
    return redirect(application)


def _join_request(request, pk: int) -> JoinRequest:
    mine = JoinRequest.objects.filter(enterprise__organisation_id=request.user.organisation_id)
    return get_object_or_404(mine.select_related("authorisation"), pk=pk)


@access(OWN)
@require_safe
def join_file(request, pk: int):
    """The authorisation of somebody who wants to join."""
    asked = _join_request(request, pk)
    log_read(
        by=request.user,
        kind="enterprise",
        id=str(asked.enterprise_id),
        what="join_authorisation",
        at=timezone.now(),
    )
    return deliver(asked.authorisation, inline=True)


@access(OWN)
@require_POST
def join_answer(request, pk: int):
    """Consent to a colleague, or refuse."""
    asked = _join_request(request, pk)
    accept = request.POST.get("answer") == "accept"
    if registration.answer_join(asked, accept=accept, by=request.user, at=timezone.now()):
        text = (
            _("The person can sign in now.") if accept else _("The request is refused; the person is told.")
        )
        messages.success(request, text)
    else:
        messages.info(request, _("This request was answered before; nothing has changed."))
    return redirect("applications:enterprise")
