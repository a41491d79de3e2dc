"""The city keeps its pool: applications to decide, entries by source, classes, lists."""

import json

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from evaluations.city_pools import classes, deciding, entries, publishing, tabs
from evaluations.city_pools.forms import ClassForm, ConditionsForm, DecideForm, PoolFilter, PublishForm
from evaluations.models import CityPoolVersion, PoolClass
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.notifications.models import MadeUpOutage
from portal.notifications.outages import deadline
from portal.ui.paging import page
from portal.workdays import calendar as workdays

MANAGE = needs(P.MANAGE_CITY_POOL)
WAITING = "waiting"


@access(MANAGE)
@require_safe
def desk(request):
    """Applications that wait, oldest first; then the pool by source and class."""
    city, filters = classes.city_of(request.user), PoolFilter(request.GET)
    text = filters.answers.get("q", "")
    found = tabs.of_pool(city, text=text, public=False)
    waiting = entries.named(entries.waiting(city), text)
    many, key = waiting.count(), request.GET.get("tab", "")
    context = {"city": city, "filters": filters, "tabs": found, "waiting": many}
    if key == WAITING or (not key and many):
        rows = page(
            request, waiting.order_by(), order=("submitted_at", "pk"), size=50, filled=("submitted_at",)
        )
        context |= {"tab": WAITING, "page": rows, "rows": _with_clock(rows)}
    else:
        tab = tabs.chosen(found, key)
        context |= {
            "tab": tab.key,
            "kind": tab.kind,
            "page": page(request, tab.rows, order=tab.order, size=50),
        }
    context["unpublished"] = publishing.unpublished(city)
    return render(request, "evaluations/city_pools/desk.html", context)


def _with_clock(rows) -> list[tuple]:
    """Each application with the end of the city's days and the working days left."""
    ran, at = list(MadeUpOutage.objects.order_by("start")), timezone.now()
    found = [(row, due(row, ran)) for row in rows]
    return [(row, until, workdays.days_left(until, at=at)) for row, until in found]


def due(row, ran=None):
    """The end of the days that the city promised, with those that outages (``ran``) took."""
    ran = MadeUpOutage.objects.filter(end__gt=row.submitted_at) if ran is None else ran
    return deadline(row.submitted_at, row.days, ran)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def decide(request):
    """Look at the ticked applications once more, then admit or decline all of them with one reason."""
    city = classes.city_of(request.user)
    keys = [key for key in (request.POST or request.GET).getlist("file") if key.isdecimal()]
    files = list(entries.waiting(city).filter(pk__in=keys[: deciding.MOST]).order_by("submitted_at", "pk"))
    if not files:
        messages.error(request, _("Please tick at least one application."))
        return redirect("evaluations:city_pool_desk")
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            admit = form.cleaned_data["decision"] == "admit"
            reasons, at = form.cleaned_data["reasons"], timezone.now()
            done = deciding.decide(files, admit=admit, reasons=reasons, by=request.user, at=at)
            messages.success(
                request, _("Decided: %(many)d. The enterprises have been told.") % {"many": len(done)}
            )
            return redirect("evaluations:city_pool_desk")
    context = {"files": files, "form": form, "city": city}
    return render(
        request, "evaluations/city_pools/decide.html", context, status=422 if form.is_bound else 200
    )


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def settings(request):
    """What the city asks of applicants, and the classes of its own."""
    city, do = classes.city_of(request.user), request.POST.get("do", "")
    pool = classes.of_city(city)
    initial = {"conditions": pool.conditions, "days": pool.days}
    conditions = ConditionsForm(request.POST if do == "conditions" else None, initial=initial)
    added = ClassForm(request.POST if do == "class" else None)
    form = {"conditions": conditions, "class": added}.get(do)
    if form is not None and form.is_valid():
        with refusals_on(form):
            act = classes.set_conditions if do == "conditions" else classes.add_class
            data = dict(form.cleaned_data)
            act(
                data.pop("conditions" if do == "conditions" else "name"),
                **data,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Saved; everybody reads it now."))
            return redirect("evaluations:city_pool_settings")
    context = {
        "city": city,
        "pool": pool,
        "conditions": conditions,
        "added": added,
        "three": [key.label for key in classes.THREE],
        "own": PoolClass.objects.filter(city=city).select_related("added_by"),
    }
    return render(request, "evaluations/city_pools/settings.html", context, status=422 if do else 200)


@access(MANAGE)
@require_http_methods(["GET", "POST"])
def publish(request):
    """What the next list would hold and what it would change; then publish it. Earlier lists with their digests."""
    city = classes.city_of(request.user)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = publishing.publish(note=form.cleaned_data["note"], by=request.user, at=timezone.now())
            messages.success(request, _("List %(number)d is published.") % {"number": made.number})
            return redirect("evaluations:city_pool_publish")
    versions = CityPoolVersion.objects.filter(city=city).select_related("published_by")
    last = versions.order_by("-number").first()
    before = json.loads(last.content)["entries"] if last else []
    now = publishing.lines(city)
    context = {
        "city": city,
        "form": form,
        "total": len(now),
        "enter": [line for line in now if line not in before],
        "leave": [line for line in before if line not in now],
        "last": last,
        "page": page(request, versions.defer("content").order_by(), order=("-number",), size=20),
    }
    return render(
        request, "evaluations/city_pools/publish.html", context, status=422 if form.is_bound else 200
    )
