"""What the province does with a call: draft, publish, extend, cancel. It never closes one early."""

import hashlib
import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from applications import call_defaults, lapsing
from applications.models import Application, Call, CallNotice, Indicator, Kind, MaterialRequirement
from applications.registry import call_parts
from applications.workflow import BEFORE_PUBLICITY, State
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.chain import record
from portal.notifications.models import MadeUpOutage
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from portal.notifications.outages import prolonged, took
from portal.workdays import calendar as workdays

# The domain's figure: at most two recognitions and one evaluation a year without a recorded reason.
MOST_A_YEAR = {Kind.RECOGNITION: 2, Kind.EVALUATION: 1}
CHUNK = 500

PUBLISHED = NoticeKind(
    "call.published", gettext_lazy("Call published"), gettext_lazy("“%(call)s” was published.")
)
EXTENDED = NoticeKind(
    "call.extended",
    gettext_lazy("Call extended"),
    gettext_lazy("“%(call)s” was extended. The reason: %(reason)s"),
)
CANCELLED = NoticeKind(
    "call.cancelled",
    gettext_lazy("Call cancelled"),
    gettext_lazy("“%(call)s” was cancelled. The reason: %(reason)s"),
)
TOLD = [Role.COUNTY, Role.CITY, Role.ALLIANCE, Role.ENTERPRISE]


def register() -> None:
    """Enter the kinds of notice of calls, and what follows an outage."""
    for kind in (PUBLISHED, EXTENDED, CANCELLED):
        notices.add(kind.key, kind)
    prolonged.add("calls", make_up)


@transaction.atomic
def add_defaults(call: Call) -> None:
    """Give a draft the materials, rubric and veto items that calls of its kind start with."""
    _demand_draft(call)
    for order, (key, name, name_en, formats, mandatory, copies) in enumerate(
        call_defaults.MATERIALS[call.kind], start=1
    ):
        MaterialRequirement.objects.create(
            call=call,
            key=key,
            name=name,
            name_en=name_en,
            formats=formats,
            mandatory=mandatory,
            paper_copies=copies,
            order=order,
        )
    for order, (key, name, name_en, weight) in enumerate(call_defaults.INDICATORS[call.kind], start=1):
        basis = call_defaults.BASIS.get(key, Indicator.Basis.JUDGED)
        Indicator.objects.create(
            call=call, key=key, name=name, name_en=name_en, weight=weight, basis=basis, order=order
        )
    for complete in call_parts:
        complete.add_defaults(call)


def faults(call: Call, *, at: datetime) -> list[str]:
    """Why a draft can't be published yet; empty when it can."""
    found = []
    total = sum(indicator.weight for indicator in call.indicators.all())
    if total != 100:
        found.append(
            _("The weights of the rubric sum to %(total)d; they must sum to 100.") % {"total": total}
        )
    if not call.materials.all():
        found.append(_("The call asks for no material."))
    if call.closes_at <= at:
        found.append(_("The window has already closed; set a later end."))
    if call.closes_at <= call.opens_at:
        found.append(_("The window must end after it begins."))
    others = Call.objects.filter(kind=call.kind, year=call.year, status=Call.Status.PUBLISHED).exclude(
        pk=call.pk
    )
    if others.count() >= MOST_A_YEAR[call.kind] and not call.extra_reason.strip():
        found.append(_("The year already has its rounds; a further one needs a recorded reason."))
    return found + [fault for part in call_parts for fault in part.faults(call)]


def pages_of_parts(call: Call) -> list[tuple[str, str]]:
    """Label and address of each page with further rules of this call."""
    return [page for part in call_parts if part.page and (page := part.page(call))]


def rules_digest(call: Call) -> str:
    """SHA-256 over the rubric, materials and rules, fixed at publication."""
    content = {
        "rules": {name: str(getattr(call, name)) for name in Call.RULES},
        "veto_items": call.veto_items,
        "indicators": list(call.indicators.values_list("key", "name", "weight", "basis")),
        "materials": [
            list(row) for row in call.materials.values_list("key", "name", "mandatory", "paper_copies")
        ],
        **{name: value for part in call_parts for name, value in part.rules(call).items()},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish(call: Call, *, by, at: datetime) -> Call:
    """Annex 1, step 1. Raises ValidationError with every fault; publishing twice changes nothing."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.status == Call.Status.PUBLISHED:
        return call
    _demand_draft(call)
    if found := faults(call, at=at):
        raise ValidationError(found)
    call.status = Call.Status.PUBLISHED
    call.published_at = at
    call.save()
    _record(call, "publish", by, at, {"rules": rules_digest(call), "closes_at": call.closes_at.isoformat()})
    _tell(PUBLISHED, call, at)
    return call


@transaction.atomic
def extend(call: Call, *, closes_at: datetime, reason: str, by, at: datetime) -> CallNotice:
    """Move the end of the window to later, with notice; the drafts' deadlines follow."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.status != Call.Status.PUBLISHED:
        raise ValidationError(_("Only a published call can be extended."))
    if at > call.closes_at:
        raise ValidationError(_("The window has closed; a closed call can't be extended."))
    if closes_at <= call.closes_at:
        raise ValidationError(
            _("A call is never closed early: the new end must be later than the present one.")
        )
    if not reason.strip():
        raise ValidationError(_("Please give the reason; it is published."))
    return _lengthen(call, closes_at, reason, by, at)


def make_up(outage: MadeUpOutage, *, at: datetime) -> int:
    """An outage took the end of a window: the portal extends the call, on record and with notice."""
    ran = Call.objects.select_for_update().filter(
        status=Call.Status.PUBLISHED, opens_at__lt=outage.end, closes_at__gte=outage.start
    )
    calls = [call for call in ran.order_by("pk") if took(outage, call.closes_at)]
    with override("zh-hans"):  # the reason is published as it is written
        reason = _("The portal could not be reached when the window was to close; the days lost are added.")
    for call in calls:
        _lengthen(call, workdays.deadline(call.closes_at, outage.days), reason, None, at)
    return len(calls)


def _lengthen(call: Call, closes_at: datetime, reason: str, by, at: datetime) -> CallNotice:
    before, call.closes_at = call.closes_at, closes_at
    call.save()
    Application.objects.filter(call=call, state=State.DRAFT).update(deadline=closes_at)
    notice = CallNotice.objects.create(
        call=call,
        what=CallNotice.What.EXTENDED,
        reason=reason,
        closes_before=before,
        closes_after=closes_at,
        by=by,
        at=at,
    )
    _record(call, "extend", by, at, {"from": before.isoformat(), "to": closes_at.isoformat()})
    _tell(EXTENDED, call, at, reason=reason)
    return notice


@transaction.atomic
def cancel(call: Call, *, reason: str, by, at: datetime) -> CallNotice:
    """Cancel a published call with notice; its running files lapse. Not once a list is in public."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.status != Call.Status.PUBLISHED:
        raise ValidationError(_("Only a published call can be cancelled."))
    if not reason.strip():
        raise ValidationError(_("Please give the reason; it is published."))
    running = [*BEFORE_PUBLICITY, State.WITHDRAWN, State.LAPSED]
    if call.applications.exclude(state__in=running).exists():
        raise ValidationError(
            _("Files of this call have been decided or are in publicity; it can't be cancelled.")
        )
    call.status = Call.Status.CANCELLED
    call.cancelled_at = at
    call.save()
    notice = CallNotice.objects.create(call=call, what=CallNotice.What.CANCELLED, reason=reason, by=by, at=at)
    _record(call, "cancel", by, at, {})
    files = list(call.applications.filter(state__in=BEFORE_PUBLICITY))
    for start in range(0, len(files), CHUNK):
        lapsing.lapse(files[start : start + CHUNK], at=at)
    _tell(CANCELLED, call, at, reason=reason)
    return notice


def _demand_draft(call: Call) -> None:
    if call.status != Call.Status.DRAFT:
        raise ValidationError(_("After publication the rubric and the rules can't change."))


def _record(call: Call, action: str, by, at: datetime, data: dict) -> None:
    record(kind="call", id=str(call.pk), action=action, by=by, data=data, at=at)


def _tell(kind: NoticeKind, call: Call, at: datetime, **params) -> None:
    people = User.objects.filter(role__in=TOLD, is_active=True)
    link = reverse("publication:call", args=[call.pk])
    notify_many([Notice(kind.key, user, {"call": call.title, **params}, link) for user in people], at=at)
