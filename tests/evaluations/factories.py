"""Members, records and rounds for the tests of evaluations."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from applications import collation, policies, recommendation
from applications.compliance import ITEMS
from applications.models import Application, Enterprise, Kind, Participation
from applications.workflow import State
from evaluations.models import MarketRecord
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from publication.models import Membership
from reviews import many, opening, panels, stages
from reviews.models import Assignment, ReviewFile
from tests import factories as make

NOON = timezone.make_aware(datetime(2026, 11, 10, 10))
SHARES = {"written_weight": 100, "defence_weight": 0, "site_weight": 0}


def member(
    *, at=NOON, supplier_class: str = "service", since: date = date(2025, 3, 3), **place
) -> Enterprise:
    """A member of the pool; set up as it stands."""
    of = make.enterprise(at=at, **place)
    Membership.objects.create(
        enterprise=of, code=f"GD{of.pk:08d}", supplier_class=supplier_class, since=since
    )
    return of


def round_of(*, at=NOON, **fields):
    """A published evaluation notice, scored by the written review alone."""
    return make.call(kind=Kind.EVALUATION, at=at, **{**SHARES, **fields})


def record(supplier: Enterprise, number: str, *, at=NOON, **fields) -> MarketRecord:
    """A record that counts; accepted and settled by default."""
    values = {
        "kind": "voucher",
        "client_uscc": f"CLIENT{number}",
        "client_name": "客户",
        "city_id": supplier.city_id,
        "product": "设备上云",
        "signed_on": date(2025, 5, 6),
        "amount": Decimal(100_000),
        "voucher_amount": Decimal(30_000),
        "invoice_amount": Decimal(100_000),
        "paid_amount": Decimal(100_000),
        "accepted_on": date(2025, 8, 1),
        "settled_on": date(2025, 9, 1),
        "is_connected": True,
        "rating": Decimal("4.5"),
        "digest": "0" * 64,
        "source": "import",
        "recorded_at": at - timedelta(days=30),
        **fields,
    }
    return MarketRecord.objects.create(supplier=supplier, number=number, **values)


def at_city(of: Enterprise, in_call, *, at=NOON) -> Application:
    """A file with its city; set up as it stands."""
    made = make.draft(of, in_call, at=at)
    holder = Organisation.authority_of(of.city_id)
    Application.objects.filter(pk=made.pk).update(
        state=State.AT_CITY,
        holder=holder,
        number=f"E-{made.pk}",
        supplier_class="service",
        submitted_at=at,
        received_at=at,
        deadline=at + timedelta(days=14),
    )
    Participation.objects.create(application=made, organisation=holder, how="held", since=at)
    return Application.objects.select_related("call", "enterprise", "city").get(pk=made.pk)


def checked(file: Application, *, by, at=NOON, failing: str = "") -> Application:
    """Paper counted and the checklist judged, one item failing where asked."""
    collation.count_paper(file, policies.expected_paper(file), by=by, at=at)
    judged = {
        item: ("fail" if item == failing else "pass", "不符" if item == failing else "") for item in ITEMS
    }
    recommendation.judge(file, judged, by=by, at=at)
    return Application.objects.select_related("call", "enterprise", "city").get(pk=file.pk)


def reported(of: Enterprise, in_call, *, mark: int | None = 80, at=NOON) -> Application:
    """A file that its city reported with ``mark``; ``None``: in silence, past the deadline."""
    file = at_city(of, in_call, at=at)
    if mark is None:
        outcome = recommendation.report(
            [file], opinion="", by=None, at=file.deadline + timedelta(hours=1), silent=True
        )
    else:
        officer = make.person(Role.CITY, division=of.city_id)
        file = checked(file, by=officer, at=at)
        stance = "positive" if mark >= 60 else "negative"
        outcome = recommendation.report([file], opinion="意见", by=officer, at=at, stance=stance, mark=mark)
    assert not outcome.refused, outcome.refused
    return outcome.done[0]


def scored(files: list[Application], points: dict[str, dict[str, str]] | str, *, at=NOON) -> list[ReviewFile]:
    """Files taken through the written review; ``points``: the share that every expert gives each judged weight."""
    staff = make.person(Role.ALLIANCE)
    opening.open_review(files[0].call, files, by=staff, at=at)
    rows = list(
        ReviewFile.objects.filter(application__in=files).select_related("application", "review__call")
    )
    members = [seat.expert for seat in make.panel(rows[0], by=staff, at=at)]
    if rows[1:]:
        panels.set_panel(rows[1:], members, chair=members[0], by=staff, at=at)
        panels.show_panel(rows[1:], by=staff, at=at)
    running = Assignment.objects.filter(file__in=rows, ended_at=None)
    many.declare_no_conflict(running, at=at)
    for row in rows:
        row.refresh_from_db()
    later = max(row.recusal_until for row in rows) + timedelta(hours=1)
    many.seal([make.scored(seat, share=points) for seat in running], at=later)
    closed = stages.close_stage(rows, stage="written", by=staff, at=later)
    assert not closed.refused, closed.refused
    return list(
        ReviewFile.objects.filter(application__in=files).select_related("application", "review__call")
    )
