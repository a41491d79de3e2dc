"""The province's pages for calls."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import call_defaults, calls
from applications.forms.calls import CallForm, CancelForm, ExtendForm, Indicators, Materials, one_more
from applications.models import Call, Kind
from applications.views.refusals import refusals_on
from applications.workflow import State
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission

CALLS = needs(Permission.MANAGE_CALLS)
ROWS = {"indicators": Indicators, "materials": Materials}
SHOWN_RULES = [
    name
    for name in Call.RULES
    if name not in {"kind", "year", "batch", "schema_version", "veto_items", "drop_extremes", "panel_odd"}
]


@access(CALLS)
@require_safe
def call_list(request):
    """Every call of the province with its files, newest first."""
    rows = Call.objects.annotate(files=Count("applications")).order_by("-year", "-batch", "-id")
    return render(request, "applications/calls/list.html", {"calls": rows[:100], "now": timezone.now()})


@access(CALLS)
@require_http_methods(["GET", "POST"])
def call_new(request):
    """Begin a draft; materials and rubric of its kind come with it."""
    form = CallForm(request.POST or None, initial=_initial(request.GET.get("kind", "")))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            call = form.save(commit=False)
            call.created_by, call.created_at = request.user, timezone.now()
            call.save()
            calls.add_defaults(call)
        messages.success(request, _("The draft is kept. Check materials and rubric, then preview."))
        return redirect("applications:call_edit", call.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "applications/calls/edit.html", {"form": form, "call": None}, status=status)


@access(CALLS)
@require_http_methods(["GET", "POST"])
def call_edit(request, pk: int):
    """Edit a draft with its materials and rubric."""
    call = get_object_or_404(Call, pk=pk)
    if call.status != Call.Status.DRAFT:
        messages.info(request, _("After publication the rubric and the rules can't change."))
        return redirect("applications:call_manage", call.pk)
    data, adding = request.POST or None, request.POST.get("add")
    if adding in ROWS:
        data = one_more(data, adding, ROWS[adding])
    form = CallForm(data, instance=call)
    rows = {prefix: formset(data, instance=call, prefix=prefix) for prefix, formset in ROWS.items()}
    if data and not adding and all([form.is_valid(), *(formset.is_valid() for formset in rows.values())]):
        with transaction.atomic():
            for one in (form, *rows.values()):
                one.save()
        messages.success(request, _("The draft is saved."))
        return redirect(
            "applications:call_manage" if "preview" in request.POST else "applications:call_edit", pk
        )
    refused = bool(data) and not adding
    context = {"form": form, "call": call, "total": _weights(rows["indicators"]), **rows}
    context["parts"] = calls.pages_of_parts(call)
    return render(request, "applications/calls/edit.html", context, status=422 if refused else 200)


def _weights(indicators) -> int:
    """The sum of the weights as they stand on the page."""
    typed = [str(row["weight"].value() or "") for row in indicators if not row["DELETE"].value()]
    return sum(int(weight) for weight in typed if weight.isdigit())


@access(CALLS)
@require_safe
def call_manage(request, pk: int):
    """A call as it is or will be: preview of a draft, notices and files of a published one."""
    call = get_object_or_404(Call, pk=pk)
    return _manage(request, call)


def _manage(request, call: Call, *, extend=None, cancel=None, status: int = 200):
    now = timezone.now()
    counts = {
        row["state"]: row["files"]
        for row in call.applications.values("state").annotate(files=Count("id")).order_by()
    }
    context = {
        "call": call,
        "faults": calls.faults(call, at=now) if call.status == Call.Status.DRAFT else [],
        "extend": extend or ExtendForm(initial={"closes_at": call.closes_at}),
        "cancel": cancel or CancelForm(),
        "counts": [(state, label, counts[state]) for state, label in State.choices if state in counts],
        "total": sum(counts.values()),
        "now": now,
        "can_extend": call.status == Call.Status.PUBLISHED and now <= call.closes_at,
        "parts": calls.pages_of_parts(call),
        "indicators": call.indicators.all(),
        "materials": call.materials.all(),
        "rules": [(Call._meta.get_field(name).verbose_name, getattr(call, name)) for name in SHOWN_RULES],
    }
    return render(request, "applications/calls/manage.html", context, status=status)


@access(CALLS)
@require_POST
def call_publish(request, pk: int):
    call = get_object_or_404(Call, pk=pk)
    try:
        calls.publish(call, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("The call is published."))
    return redirect("applications:call_manage", pk)


@access(CALLS)
@require_POST
def call_extend(request, pk: int):
    call = get_object_or_404(Call, pk=pk)
    form = ExtendForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            calls.extend(call, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The call is extended; the notice is published with it."))
            return redirect("applications:call_manage", pk)
    return _manage(request, call, extend=form, status=422)


@access(CALLS)
@require_POST
def call_cancel(request, pk: int):
    call = get_object_or_404(Call, pk=pk)
    form = CancelForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            calls.cancel(call, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The call is cancelled; the notice is published with it."))
            return redirect("applications:call_manage", pk)
    return _manage(request, call, cancel=form, status=422)


def _initial(asked: str) -> dict:
    """What a form for a call of the kind that was asked for begins with."""
    kind = Kind(asked) if asked in Kind.values else Kind.RECOGNITION
    shares = dict(
        zip(("written_weight", "defence_weight", "site_weight"), call_defaults.STAGES[kind], strict=True)
    )
    today = timezone.localdate()
    opens = timezone.make_aware(datetime.combine(today + timedelta(days=1), time(9)))
    last = Call.objects.filter(kind=kind, year=today.year).aggregate(last=Max("batch"))["last"]
    return {
        **shares,
        "kind": kind,
        "year": today.year,
        "batch": (last or 0) + 1,
        "opens_at": opens,
        "closes_at": timezone.make_aware(datetime.combine(today + timedelta(days=30), time(17, 30))),
        "body": call_defaults.BODIES[kind],
        "veto_items": call_defaults.VETO_ITEMS,
    }
