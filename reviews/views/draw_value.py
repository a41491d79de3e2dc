"""The public value is entered: looked at first in its one form, then the draw runs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from reviews.drawing import running, work
from reviews.drawing.forms import ValueForm
from reviews.models import Draw
from reviews.views.draws import found


@access(needs(P.MANAGE_REVIEW))
@require_http_methods(["GET", "POST"])
def draw_value(request, pk: int):
    """Enter the value of a frozen draw; the second step can't be taken back."""
    draw, at = found(pk), timezone.now()
    if draw.status != Draw.Status.FROZEN and request.method == "GET":
        return redirect("reviews:draw", pk)
    form, value = ValueForm(request.POST or None), ""
    if form.is_bound and form.is_valid():
        try:
            value = running.read_value(draw, form.cleaned_data["published"], at=at)
            if request.POST.get("act") == "run":
                return _run(request, draw, value, at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"draw": draw, "form": form, "value": value, "is_known": at >= draw.known_at}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reviews/draws/value.html", context, status=status)


def _run(request, draw: Draw, value: str, at):
    """Fix the value and draw: at once, or by a job where that takes long."""
    draw = running.enter_value(draw, value, by=request.user, at=at)
    if work.start(draw, "run", by=request.user, at=at):
        messages.success(request, _("The panels are drawn; applicants and experts are told."))
    else:
        messages.info(request, _("The value is fixed and the draw is running; look again in a minute."))
    return redirect("reviews:draw", draw.pk)
