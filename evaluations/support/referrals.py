"""Referrals of excellent suppliers: made by staff, followed to their outcome."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.policies import Refused
from evaluations.models import Referral
from evaluations.support import people
from evaluations.support.excellent import EXCELLENT
from portal.audit.chain import record
from portal.notifications.notices import NoticeKind, notices, notify
from publication.models import Membership

MADE = NoticeKind(
    "referral.made",
    gettext_lazy("You were recommended"),
    gettext_lazy("You were recommended to %(addressee)s: %(subject)s."),
)
SETTLED = NoticeKind(
    "referral.settled",
    gettext_lazy("A recommendation has an outcome"),
    gettext_lazy("%(addressee)s: %(status)s."),
)


def register() -> None:
    """Enter the notices."""
    for kind in (MADE, SETTLED):
        notices.add(kind.key, kind)


@transaction.atomic
def refer(membership: Membership, fields: dict, *, by, at: datetime) -> Referral:
    """Put a recommendation on the register. Raises Refused for a member that isn't excellent now."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if not (membership.is_member and membership.tier == EXCELLENT):
        raise Refused(_("Only members that are excellent at present are recommended."))
    if fields["made_on"] > timezone.localdate(at):
        raise Refused(_("The day of the recommendation lies ahead."))
    made = Referral.objects.create(membership=membership, made_by=by, at=at, **fields)
    _log(made, "refer", by, at)
    params = {"addressee": made.addressee, "subject": made.subject}
    _tell(MADE, made, params, at)
    return made


@transaction.atomic
def settle(referral: Referral, *, taken: bool, outcome: str, on: date, by, at: datetime) -> Referral:
    """Keep what became of it. Raises Refused the second time, and for a day before the recommendation."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("membership")
    referral = rows.get(pk=referral.pk)
    if referral.status != Referral.Status.MADE:
        raise Refused(_("The outcome is on the register already."))
    if on < referral.made_on or on > timezone.localdate(at):
        raise Refused(_("The outcome's day lies between the recommendation and today."))
    if not outcome.strip():
        raise Refused(_("Please write what came of it."))
    referral.status = Referral.Status.TAKEN if taken else Referral.Status.DECLINED
    referral.outcome, referral.outcome_on, referral.settled_by = outcome.strip(), on, by
    referral.save()
    _log(referral, "settle", by, at)
    params = {"addressee": referral.addressee, "status": str(referral.get_status_display())}
    _tell(SETTLED, referral, params, at)
    return referral


def _tell(kind: NoticeKind, referral: Referral, params: dict, at: datetime) -> None:
    told = people.of_enterprises([referral.membership.enterprise_id])
    notify(kind.key, to=told, params=params, link=reverse("evaluations:support_mine"), at=at)


def _log(referral: Referral, action: str, by, at: datetime) -> None:
    data = {"member": referral.membership_id, "target": referral.target, "status": str(referral.status)}
    record(kind="referral", id=str(referral.pk), action=action, by=by, at=at, data=data)
