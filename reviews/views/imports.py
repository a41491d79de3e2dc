"""Experts from a workbook: upload, dry run, confirmation."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.documents.files import Rejected, deliver, store_upload
from reviews import register_import, register_sheet
from reviews.forms_register import ImportForm
from reviews.models import ExpertImport
from reviews.views.experts import send_first_password, sent_workbook

EXPERTS = needs(P.MANAGE_EXPERTS)
MOST_BYTES = 10 * 1024 * 1024
SHOWN = 20  # earlier imports on the page


@access(EXPERTS)
@require_http_methods(["GET", "POST"])
def expert_import(request):
    """Hand in a workbook; nothing of it is applied yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = store_upload(
                form.cleaned_data["workbook"], by=request.user, allowed={"xlsx"}, max_bytes=MOST_BYTES
            )
            made = register_import.hand_in(stored, by=request.user, at=timezone.now())
        except (Rejected, Refused) as refusal:
            form.add_error("workbook", refusal if isinstance(refusal, Rejected) else str(refusal))
        else:
            return redirect("reviews:expert_import_plan", made.pk)
    earlier = ExpertImport.objects.select_related("file", "uploaded_by")[:SHOWN]
    context = {"form": form, "earlier": earlier}
    return render(request, "reviews/experts/import.html", context, status=422 if form.is_bound else 200)


@access(EXPERTS)
@require_safe
def expert_import_template(request):
    return sent_workbook(register_sheet.template(), "experts-template.xlsx")


@access(EXPERTS)
@require_http_methods(["GET", "POST"])
def expert_import_plan(request, pk: int):
    """What would change, row by row; the confirmation applies just that."""
    upload = get_object_or_404(
        ExpertImport.objects.select_related("file", "uploaded_by", "applied_by"), pk=pk
    )
    plan, error = None, ""
    if request.method == "POST" and not upload.applied_at:
        try:
            digest = request.POST.get("digest", "")
            fresh = register_import.apply(upload, digest=digest, by=request.user, at=timezone.now())
        except Refused as refusal:
            error = str(refusal)
        else:
            for expert in fresh:
                send_first_password(request, expert.user.email)
            messages.success(request, _("The workbook is imported."))
            return redirect("reviews:expert_import_plan", pk)
    if not upload.applied_at:
        try:
            plan = register_import.plan(upload)
        except Refused as refusal:
            error = str(refusal)
    elif request.method == "POST":
        messages.info(request, _("This workbook was imported already. Nothing was changed."))
        return redirect("reviews:expert_import_plan", pk)
    context = {"upload": upload, "plan": plan, "error": error}
    return render(request, "reviews/experts/import_plan.html", context, status=422 if error else 200)


@access(EXPERTS)
@require_safe
def expert_import_file(request, pk: int):
    """The workbook as it was handed in."""
    upload = get_object_or_404(ExpertImport.objects.select_related("file"), pk=pk)
    return deliver(upload.file, inline=False)
