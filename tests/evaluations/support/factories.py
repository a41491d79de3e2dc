"""Excellent members, events and needs for the tests of support."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from applications.models import Enterprise, Kind
from evaluations.models import Event, Need
from evaluations.support import events, needs
from portal.accounts.models import Division
from portal.accounts.roles import Role
from publication.models import Announcement, CatalogueEntry, ListVersion, Membership, MembershipStatus
from tests import factories as make
from tests.evaluations import factories

NOON = timezone.make_aware(datetime(2026, 11, 10, 12))


def announced_call(*, year: int = 2026, at=NOON):
    """An evaluation with an announcement; set up as it stands."""
    call = make.call(kind=Kind.EVALUATION, at=at, year=year)
    version = ListVersion.objects.create(
        call=call, number=1, scope="whole", sha256="0" * 64, made_by=call.created_by, made_at=at
    )
    Announcement.objects.create(version=version, title="公布", body="公布", by=call.created_by, at=at)
    return call


def excellent(call=None, *, at=NOON, tier: str = "excellent", **fields) -> Membership:
    """A member with the result of ``call``; set up as it stands."""
    of = factories.member(at=at, **fields)
    Membership.objects.filter(enterprise=of).update(tier=tier)
    membership = Membership.objects.select_related("enterprise").get(enterprise=of)
    if call:
        MembershipStatus.objects.create(
            membership=membership,
            what="evaluated",
            supplier_class=membership.supplier_class,
            result=tier,
            from_date=at.date(),
            announcement=call.lists.get().announcement,
            at=at,
        )
    return membership


def product(
    membership: Membership, *, name: str = "云排产", industries=("plastics",), functions="排产"
) -> None:
    CatalogueEntry.objects.create(
        membership=membership,
        kind="product",
        name=name,
        content={"industries": list(industries), "functions": functions},
        approved_at=NOON,
    )


def manufacturer(*, at=NOON, **place) -> Enterprise:
    """A registered enterprise outside the pool, with a confirmed claim."""
    of = make.enterprise(at=at, **place)
    of.proof = Enterprise.Proof.CONFIRMED
    of.save()
    return of


def event_fields(*, at=NOON, **more) -> dict:
    """An event that begins ten days after ``at`` and lasts three hours."""
    starts = at + timedelta(days=10)
    return {
        "title": "专场对接活动（测试）",
        "city": Division.objects.get(code="440100"),
        "place": "会议中心",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "register_until": starts - timedelta(days=2),
        "agenda": "对接",
        "places": 3,
        "reserved": 1,
        **more,
    }


def event(*, at=NOON, by=None, **more) -> Event:
    """A published event."""
    by = by or make.person(Role.ALLIANCE)
    return events.publish(events.create(event_fields(at=at, **more), by=by, at=at), by=by, at=at)


def need_fields(**more) -> dict:
    return {
        "kind": "cloud",
        "title": "注塑车间设备上云",
        "description": "二十台注塑机联网采集",
        "industry": "plastics",
        "functions": "排产、设备采集",
        "city": Division.objects.get(code="440100"),
        "budget_from": Decimal(20),
        "budget_to": Decimal(50),
        "wanted_until": date(2099, 12, 31),
        **more,
    }


def need(poster: Enterprise, *, at=NOON, **more) -> Need:
    """A need that waits for the check."""
    by = poster.organisation.people.first() or make.owner(poster)
    return needs.post(poster, need_fields(**more), by=by, at=at)
