"""From the preview to the receipt: submitting, withdrawing, asking for review."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import drafts, filing, policies, receipts
from applications.dossier import reading
from applications.dossier.differences import between
from applications.dossiers import content_of
from applications.forms.filing import ReviewForm, SubmitForm, WithdrawForm
from applications.steps import is_possible
from applications.views.filing_page import frame, own_draft, own_file, paper_place
from applications.views.refusals import refusals_on
from applications.workflow import State, Step
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.documents.files import deliver

FILING = needs(Permission.FILE_APPLICATION)


@access(FILING)
@require_safe
def preview(request, pk: int):
    """The dossier as the authorities will read it, and for a correction what has changed."""
    application = own_draft(request.user, pk)
    content = content_of(application)
    last = application.versions.order_by("-number").first()
    context = {
        **frame(application, "submit"),
        **reading.page(content),
        "attachments": _attachments(application),
        "differences": between(last.content, content) if last else None,
    }
    return render(request, "applications/filing/preview.html", context)


def _attachments(application) -> list:
    return list(application.attachments.filter(removed_at=None).select_related("requirement", "file"))


@access(FILING)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk: int):
    """Submit, on the server's clock; a refusal keeps the draft and says why."""
    application = own_file(request.user, pk)
    if application.state not in drafts.EDITABLE:
        if application.versions.exists():
            messages.info(request, _("This file has been submitted already; here is its receipt."))
            return redirect("applications:receipt", pk)
        raise Http404
    form = SubmitForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            filing.submit(application, by=request.user, at=timezone.now())
        except policies.Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Submitted. What was submitted is frozen; the receipt proves it."))
            return redirect("applications:receipt", pk)
    context = {
        **frame(application, "submit"),
        "form": form,
        "refusal": refusal,
        "now": timezone.now(),
        "in_time": application.state == State.RETURNED or application.call.is_open(timezone.now()),
        "papers": receipts.papers_of(application),
    }
    return render(
        request,
        "applications/filing/submit.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


@access(FILING)
@require_safe
def receipt(request, pk: int):
    """The receipts of all versions of an own file."""
    application = own_file(request.user, pk)
    versions = list(application.versions.select_related("receipt__file").order_by("-number"))
    if not versions:
        raise Http404
    for version in versions:
        version.has_proof = receipts.has_proof(version)
    context = {
        "application": application,
        "versions": versions,
        "papers": receipts.papers_of(application),
        "paper_place": paper_place(application),
        "can_withdraw": is_possible(Step.WITHDRAW, application),
    }
    return render(request, "applications/filing/receipt.html", context)


@access(FILING)
@require_safe
def receipt_file(request, pk: int, number: int):
    """The receipt of a version as PDF, once it has been made."""
    application = own_file(request.user, pk)
    version = get_object_or_404(application.versions.select_related("receipt__file"), number=number)
    if version.receipt is None:
        raise Http404
    if version.receipt.file is None:
        messages.info(request, _("The PDF is being made; it will be here in a moment."))
        return redirect("applications:receipt", pk)
    return deliver(version.receipt.file, inline="download" not in request.GET)


@access(FILING)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk: int):
    """Say why, confirm, and take the file back."""
    application = own_file(request.user, pk)
    if application.state == State.WITHDRAWN:
        messages.info(request, _("The file has been withdrawn."))
        return redirect("applications:mine")
    if not is_possible(Step.WITHDRAW, application):
        messages.error(request, _("From the start of publicity on, a file can't be withdrawn any more."))
        return redirect("applications:mine")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            filing.withdraw(
                application, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("The file has been withdrawn."))
            return redirect("applications:mine")
    context = {"application": application, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "applications/filing/withdraw.html", context, status=status)


@access(FILING)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_review(request, pk: int):
    """Ask the province to look at a file that its city did not recommend."""
    application = own_file(request.user, pk)
    asked = application.reconsiderations.first()
    if asked is None and not filing.may_ask_for_review(application):
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            filing.ask_for_review(
                application, reasons=form.cleaned_data["reasons"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("Your request is with the province."))
            return redirect("applications:ask_for_review", pk)
    context = {
        "application": application,
        "form": form,
        "asked": asked,
        "opinion": application.opinions.filter(step=Step.NOT_RECOMMEND).order_by("-at").first(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "applications/filing/review.html", context, status=status)
