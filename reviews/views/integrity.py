"""The integrity record, as the alliance keeps it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from reviews import register_integrity
from reviews.forms_register import IntegrityForm, LiftForm
from reviews.models import Expert, IntegrityEntry
from reviews.views.experts import expert_view

EXPERTS = needs(P.MANAGE_EXPERTS)


@access(EXPERTS)
@require_POST
def integrity_enter(request, pk: int):
    """Enter what happened; a refused entry is shown again on the expert's page."""
    expert = get_object_or_404(Expert.objects.select_related("user", "region"), pk=pk)
    form = IntegrityForm(request.POST)
    if form.is_valid():
        try:
            register_integrity.enter(expert, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The entry is on the integrity record; the expert is told."))
            return redirect("reviews:expert", pk)
    return expert_view(request, expert, form, status=422)


@access(EXPERTS)
@require_http_methods(["GET", "POST"])
def integrity_lift(request, pk: int):
    entry = get_object_or_404(IntegrityEntry.objects.select_related("expert"), pk=pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reasons = form.cleaned_data["reasons"]
            register_integrity.lift(entry, reasons=reasons, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The entry is lifted; it stays on the record."))
            return redirect("reviews:expert", entry.expert_id)
    context = {"entry": entry, "form": form}
    return render(request, "reviews/experts/lift.html", context, status=422 if form.is_bound else 200)
