"""What detection asks and knows: names to settle, and ties between companies."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews.conflicts import names, settling, ties, words
from reviews.forms_register import EndForm, NameForm, TieForm
from reviews.models import CompanyTie, NameAlarm

RULE = needs(P.RULE_RECUSAL)


@access(RULE)
@require_safe
def alarm_list(request):
    """Names that both sides have, the open ones first."""
    status = request.GET.get("status", NameAlarm.Status.OPEN)
    rows = NameAlarm.objects.select_related("person", "enterprise")
    if status in NameAlarm.Status.values:
        rows = rows.filter(status=status)
    shown = page(request, rows, order=("-found_at", "-pk"))
    for row in shown.rows:
        row.sentences = words.sentences(row.told)
    context = {"page": shown, "status": status}
    context["statuses"] = [*NameAlarm.Status.choices, ("all", _("All"))]
    return render(request, "reviews/conflicts/alarms.html", context)


@access(RULE)
@require_http_methods(["GET", "POST"])
def alarm(request, pk: int):
    """Say whether it is the same person or company."""
    rows = NameAlarm.objects.select_related("person__expert", "enterprise", "settled_by")
    found = get_object_or_404(rows, pk=pk)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reasons = form.cleaned_data["reasons"]
            settling.settle(found, same=form.is_same, reasons=reasons, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Settled; this pair is not asked about again."))
            return redirect("reviews:alarms")
    context = {"alarm": found, "form": form, "sentences": words.sentences(found.told)}
    return render(request, "reviews/conflicts/alarm.html", context, status=422 if form.is_bound else 200)


@access(RULE)
@require_safe
def tie_list(request):
    """Who holds and represents whom, by name or code."""
    text = request.GET.get("text", "").strip()
    rows = CompanyTie.objects.select_related("application")
    if text:
        key, code = names.company(text), names.code(text)
        by_name = Q(holder_key__contains=key) | Q(subject_key__contains=key)
        rows = rows.filter(by_name | Q(holder_code=code) | Q(subject_code=code))
    context = {"page": page(request, rows, order=("-pk",)), "text": text}
    return render(request, "reviews/conflicts/ties.html", context)


@access(RULE)
@require_http_methods(["GET", "POST"])
def tie_new(request):
    """Enter a tie that was found in a public register."""
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ties.enter(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The tie is kept; the portal looks for conflicts."))
            return redirect("reviews:ties")
    return render(request, "reviews/conflicts/tie.html", {"form": form}, status=422 if form.is_bound else 200)


@access(RULE)
@require_http_methods(["GET", "POST"])
def tie_end(request, pk: int):
    """Say when a tie that the alliance entered ended."""
    tie = get_object_or_404(CompanyTie, pk=pk, source=CompanyTie.Source.REGISTER)
    form = EndForm(request.POST or None, initial={"until": tie.until})
    if request.method == "POST" and form.is_valid():
        try:
            ties.end(tie, until=form.cleaned_data["until"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The end of the tie is kept."))
            return redirect("reviews:ties")
    context = {"form": form, "tie": tie}
    return render(request, "reviews/conflicts/tie.html", context, status=422 if form.is_bound else 200)
