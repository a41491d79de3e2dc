"""What a member finds of its evaluations: rounds, hearings, its market records."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications.models import Application, Call, Enterprise, Kind
from evaluations import rounds
from evaluations.models import EvaluationBasis, Hearing, MarketRecord
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission as P
from portal.ui.paging import page
from publication.models import Membership

ENTERPRISE = needs(P.FILE_APPLICATION)


def enterprise_of(user) -> Enterprise:
    """The enterprise that this person speaks for, or 404."""
    found = Enterprise.objects.filter(organisation=user.organisation_id).first()
    if found is None:
        raise Http404
    return found


@access(ENTERPRISE)
@require_safe
def mine(request):
    """Membership, the running round, earlier ones with their basis, hearings; then the market records."""
    enterprise = enterprise_of(request.user)
    files = Application.objects.filter(enterprise=enterprise, kind=Kind.EVALUATION).select_related("call")
    files = list(files.defer("call__body").order_by("-call__year", "-pk")[:20])
    shown = EvaluationBasis.objects.filter(application__in=files, shown_at__isnull=False).defer("content")
    bases = shown.select_related("document").in_bulk(field_name="application_id")
    records = MarketRecord.objects.filter(supplier=enterprise, superseded_at=None).select_related("city")
    membership = Membership.objects.filter(enterprise=enterprise).first()
    context = {
        "enterprise": enterprise,
        "membership": membership,
        "back": rounds.may_come_back_on(enterprise) if membership and not membership.is_member else None,
        "open_calls": _open_calls(membership, {file.call_id for file in files}),
        "files": [(file, bases.get(file.pk)) for file in files],
        "hearings": Hearing.objects.filter(enterprise=enterprise).select_related("call").order_by("-pk")[:20],
        "page": page(request, records.order_by(), order=("-signed_on", "pk"), size=50),
    }
    return render(request, "evaluations/mine.html", context)


def _open_calls(membership: Membership | None, known: set[int]) -> list[Call]:
    """Rounds that a member can still apply in and has no file of."""
    if membership is None or not membership.is_member:
        return []
    at = timezone.now()
    rows = Call.objects.filter(
        kind=Kind.EVALUATION, status=Call.Status.PUBLISHED, opens_at__lte=at, closes_at__gte=at
    )
    return [call for call in rows.defer("body").order_by("-pk")[:5] if call.pk not in known]
