"""Evaluation rounds for the staff: every member on the list, what is open on it, thresholds tried out."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Application, Call, Enterprise, Kind
from applications.queries import visible_to
from evaluations import results, rounds, whatif
from evaluations.forms import RoundFilter, ThresholdForm
from evaluations.models import AbsentDecision, CityOpinion, EvaluationBasis, Hearing
from evaluations.signs.notes import ASK
from evaluations.words import METRICS
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from publication.models import Membership

STAFF = needs(P.RECOMMEND, P.DELIBERATE, P.MANAGE_REVIEW, P.READ_AUDIT)
Outcome = Application.Outcome


def published(pk: int) -> Call:
    """A published evaluation, or 404."""
    rows = Call.objects.filter(kind=Kind.EVALUATION).exclude(status=Call.Status.DRAFT)
    return get_object_or_404(rows, pk=pk)


@access(STAFF)
@require_safe
def round_list(request):
    """Every evaluation round, newest first."""
    rows = Call.objects.filter(kind=Kind.EVALUATION).exclude(status=Call.Status.DRAFT).defer("body")
    context = {"page": page(request, rows, order=("-year", "-pk"), size=30), "now": timezone.now()}
    return render(request, "evaluations/rounds.html", context)


@access(STAFF)
@require_safe
def round_page(request, pk: int):
    """The members of a round: applied or not, the city's opinion, the result, what waits for the province."""
    call = published(pk)
    form = RoundFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    members = _of_scope(request.user, _asked(call, asked))
    shown = page(request, members.select_related("city"), order=("city_id", "pk"), size=50)
    context = {
        "call": call,
        "rules": rounds.rules_of(call),
        "form": form,
        "progress": rounds.progress(call) if request.user.organisation.kind != "city" else None,
        "page": shown,
        "rows": _rows(request.user, call, list(shown.rows)),
        "indicators": call.indicators.all(),
        "metrics": [{**line, "label": METRICS[line["metric"]]} for line in rounds.rules_of(call).table],
        "asks": any(request.user.may(right) for right in ASK),
        "decides": request.user.may(P.DELIBERATE),
        "tries": request.user.may(P.MANAGE_REVIEW) and whatif.is_open(call),
        "now": timezone.now(),
    }
    return render(request, "evaluations/round.html", context)


def _asked(call: Call, asked: dict) -> QuerySet[Enterprise]:
    rows = rounds.absent(call) if asked.get("show") == "absent" else rounds.roster(call)
    if asked.get("show") == "applied":
        rows = rows.exclude(pk__in=rounds.absent(call).values("pk"))
    if text := (asked.get("q") or "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(uscc__startswith=text.upper()))
    return rows.order_by()


def _of_scope(user, rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """A city sees the members that are registered in it."""
    return rows.filter(city_id=user.organisation.division_id) if user.organisation.kind == "city" else rows


def _rows(user, call: Call, members: list[Enterprise]) -> list[dict]:
    """What the page says of each member, in a fixed number of queries."""
    pks = [member.pk for member in members]
    files = {file.enterprise_id: file for file in Application.objects.filter(call=call, enterprise__in=pks)}
    keys = [file.pk for file in files.values()]
    readable = set(visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    opinions = CityOpinion.objects.filter(application__in=keys).in_bulk(field_name="application_id")
    bases = {}
    if user.may(P.READ_SCORES):
        rows = EvaluationBasis.objects.filter(application__in=keys).defer("content")
        bases = rows.in_bulk(field_name="application_id")
    decided = {one.enterprise_id: one for one in AbsentDecision.objects.filter(call=call, enterprise__in=pks)}
    heard = {one.enterprise_id: one for one in Hearing.objects.filter(call=call, enterprise__in=pks)}
    classes = Membership.objects.filter(enterprise__in=pks).in_bulk(field_name="enterprise_id")
    found = []
    for member in members:
        file = files.get(member.pk)
        is_absent = file is None or file.state in rounds.NOT_APPLIED
        basis = bases.get(file.pk) if file else None
        decision, hearing = decided.get(member.pk), heard.get(member.pk)
        found.append(
            {
                "member": member,
                "membership": classes.get(member.pk),
                "file": file,
                "is_readable": file is not None and file.pk in readable,
                "is_absent": is_absent,
                "opinion": opinions.get(file.pk) if file else None,
                "basis": basis,
                "decision": decision,
                "hearing": hearing,
                "waits": _waits(call, is_absent, basis, decision, hearing),
            }
        )
    return found


def _waits(call: Call, is_absent: bool, basis, decision, hearing) -> bool:
    """Whether something is open on this member before the list can go into public."""
    if is_absent:
        return timezone.now() > call.closes_at and not results.absent_result(decision, hearing)
    needs_hearing = basis is not None and basis.tier == Outcome.UNQUALIFIED
    return needs_hearing and (hearing is None or hearing.ruling == Hearing.Ruling.OPEN)


@access(needs(P.MANAGE_REVIEW))
@require_safe
def thresholds(request, pk: int):
    """What other thresholds would give, before the report is sent."""
    call = published(pk)
    given = {"excellent": call.excellent_threshold, "qualified": call.pass_threshold}
    form = ThresholdForm(request.GET if "excellent" in request.GET else given)
    context = {"call": call, "form": form, "open": whatif.is_open(call), "split": []}
    if context["open"] and form.is_valid():
        context["split"] = whatif.split(call, **form.cleaned_data)
    return render(request, "evaluations/thresholds.html", context, status=200 if form.is_valid() else 422)
