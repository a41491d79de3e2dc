"""Who is late in a call's review; reminders with a preview, and the record of what was sent."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from applications.policies import Refused
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from reviews import progress
from reviews.models import Reminder, Review, Stage

REVIEW = needs(P.MANAGE_REVIEW)
DAYS = (1, 3, 5, 10)  # working days that the filter offers


def _review(pk: int) -> Review:
    return get_object_or_404(Review.objects.select_related("call"), call=pk)


def _asked(data) -> dict:
    """Matter, stage and days of the address; what it doesn't know is left out."""
    matter, stage, days = data.get("matter", ""), data.get("stage", ""), data.get("days", "")
    if matter and matter not in progress.Matter.values:
        raise Http404
    return {
        "matter": matter or progress.Matter.SCORE.value,
        "stage": stage if stage in Stage.values else "",
        "days": int(days) if days.isdigit() and int(days) in DAYS else 0,
    }


@access(REVIEW)
@require_safe
def progress_page(request, pk: int):
    review, asked, at = _review(pk), _asked(request.GET), timezone.now()
    shown = page(request, progress.late(review, at=at, **asked), order=("since", "pk"))
    for expert in shown.rows:
        expert.days = progress.working_days(expert.since, at)
    context = {
        "review": review,
        "page": shown,
        "asked": asked,
        "matters": progress.Matter.choices,
        "stages": [(key, Stage(key).label) for key in review.weights],
        "days": DAYS,
        "figures": progress.figures(review),
    }
    return render(request, "reviews/progress/page.html", context)


@access(REVIEW)
@require_http_methods(["GET", "POST"])
def remind(request, pk: int):
    """Preview of recipients and words; sent by POST, once a day to a person on a matter."""
    review, at = _review(pk), timezone.now()
    data = request.POST if request.method == "POST" else request.GET
    asked = _asked(data)
    rows = progress.late(review, at=at, **asked)
    if "all" not in data:
        rows = rows.filter(pk__in=[int(one) for one in data.getlist("expert") if one.isdigit()])
    back = f"{reverse('reviews:progress', args=[pk])}?matter={asked['matter']}&stage={asked['stage']}"
    if request.method == "POST":
        _send(request, review, asked, [expert.pk for expert in rows], at)
        return redirect(back)
    planned = progress.plan(review, asked["matter"], rows, at=at)
    context = {
        "review": review,
        "asked": asked,
        "planned": planned,
        "matter": progress.Matter(asked["matter"]).label,
        "open": [one for one in planned if not one.sent_today],
        "back": back,
    }
    return render(request, "reviews/progress/remind.html", context)


def _send(request, review: Review, asked: dict, experts: list[int], at) -> None:
    try:
        sent = progress.remind(
            review, matter=asked["matter"], stage=asked["stage"], experts=experts, by=request.user, at=at
        )
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        text = ngettext("%(n)d expert was reminded.", "%(n)d experts were reminded.", len(sent))
        messages.success(request, text % {"n": len(sent)})


@access(REVIEW)
@require_safe
def reminders(request, pk: int):
    """The record of what was sent: to whom, about what, by whom, when."""
    review = _review(pk)
    rows = Reminder.objects.filter(review=review).select_related("expert", "sent_by")
    shown = page(request, rows, order=("-sent_at", "-pk"))
    return render(request, "reviews/progress/sent.html", {"review": review, "page": shown})
