"""A city's register of local policies: recorded, checked, published, ended; read by the province."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.policies import Refused
from applications.views.refusals import refusals_on
from evaluations.models import LocalPolicy, PolicyVersion
from evaluations.mutual_recognition import policies, questions
from evaluations.mutual_recognition.forms import EndForm, PolicyForm, today
from evaluations.mutual_recognition.views.overview import STAFF
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P

KEEP = needs(P.KEEP_LOCAL_POLICIES)


@access(KEEP)
@require_http_methods(["GET", "POST"])
def policy_new(request):
    """Record a policy."""
    return _edit(request, None)


@access(KEEP)
@require_http_methods(["GET", "POST"])
def policy_edit(request, pk: int):
    """Record a further version."""
    return _edit(request, get_object_or_404(policies.visible_to(request.user), pk=pk))


def _edit(request, policy: LocalPolicy | None):
    form = PolicyForm(request.POST or None, initial=PolicyForm.initial_of(policy) if policy else {})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            saved = policies.save(form.content, policy=policy, by=request.user, at=timezone.now())
            messages.success(request, _("Version %(number)d is kept.") % {"number": saved.latest.number})
            return redirect("evaluations:policy", saved.pk)
    context = {"form": form, "policy": policy, "regulation": questions.REGULATION}
    return render(
        request, "evaluations/mutual/policy_edit.html", context, status=422 if form.is_bound else 200
    )


@access(STAFF)
@require_http_methods(["GET", "POST"])
def policy(request, pk: int):
    """A policy with its check-list and versions; the city publishes and ends it here."""
    found = get_object_or_404(policies.visible_to(request.user), pk=pk)
    keeps, do = request.user.may(P.KEEP_LOCAL_POLICIES), request.POST.get("do", "")
    if do and not keeps:
        raise PermissionDenied
    end = EndForm(request.POST if do == "end" else None, initial=today())
    if do == "publish" and _published(request, found):
        return redirect("evaluations:policy", pk)
    if do == "end" and end.is_valid():
        with refusals_on(end):
            policies.end(found, **end.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Marked as no longer in force."))
            return redirect("evaluations:policy", pk)
    version = _version(request, found)
    context = {
        "policy": found,
        "version": version,
        "answers": questions.rows(version.answers),
        "versions": found.versions.select_related("saved_by").defer("text", "clauses"),
        "regulation": questions.REGULATION,
        "is_latest": version.pk == found.latest_id,
        "lacks": policies.lacks(found.latest) if keeps and found.published_id != found.latest_id else [],
        "may_publish": keeps and not found.ended_on and found.published_id != found.latest_id,
        "may_end": keeps and not found.ended_on and found.published_id,
        "may_edit": keeps and not found.ended_on,
        "end": end,
    }
    return render(request, "evaluations/mutual/policy.html", context, status=422 if do else 200)


def _version(request, found: LocalPolicy) -> PolicyVersion:
    """The version that the address names, or the newest."""
    number = request.GET.get("version", "")
    return get_object_or_404(found.versions, number=int(number[:9])) if number.isdecimal() else found.latest


def _published(request, found: LocalPolicy) -> bool:
    try:
        policies.publish(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("Published; everybody reads it now."))
    return True
