"""Needs: a manufacturer posts, staff check, members are matched and offer themselves, the outcome is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.models import Need, NeedInterest, NeedOffer
from evaluations.support import people
from evaluations.support.matching import Candidate, Product, Ranked, Wanted, rank, words_of
from portal.audit.chain import record
from portal.notifications.notices import NoticeKind, notices, notify
from publication.catalogue import listed
from publication.models import CatalogueEntry, Membership

Status = Need.Status
FIRST = 5  # members to whom a need is offered when it is published
POSTED = NoticeKind(
    "need.posted",
    gettext_lazy("A need waits for the check"),
    gettext_lazy("%(enterprise)s has posted “%(title)s”."),
)
DECIDED = NoticeKind(
    "need.decided",
    gettext_lazy("Your need was checked"),
    gettext_lazy("“%(title)s”: %(status)s. %(reasons)s"),
)
OFFERED = NoticeKind(
    "need.offered",
    gettext_lazy("A need that fits you"),
    gettext_lazy("A manufacturer looks for “%(title)s”. Say how you would meet it."),
)
INTEREST = NoticeKind(
    "need.interest",
    gettext_lazy("A supplier would meet your need"),
    gettext_lazy("%(enterprise)s has answered “%(title)s”."),
)
CLOSED = NoticeKind(
    "need.closed",
    gettext_lazy("A need is closed"),
    gettext_lazy("“%(title)s”: %(status)s."),
)


def register() -> None:
    """Enter the notices."""
    for kind in (POSTED, DECIDED, OFFERED, INTEREST, CLOSED):
        notices.add(kind.key, kind)


def open_needs(on=None) -> QuerySet[Need]:
    """Published and still wanted on the day."""
    return Need.objects.filter(status=Status.PUBLISHED, wanted_until__gte=on or timezone.localdate())


@transaction.atomic
def post(enterprise: Enterprise, fields: dict, *, by, at: datetime) -> Need:
    """Lay a need before the staff. Raises Refused from an enterprise whose claim isn't confirmed."""
    if enterprise.proof != Enterprise.Proof.CONFIRMED:
        raise Refused(_("Needs stand under a true name: your enterprise's claim has to be confirmed first."))
    if fields["wanted_until"] < timezone.localdate(at):
        raise Refused(_("The day until which it is wanted has passed."))
    if fields["budget_to"] < fields["budget_from"]:
        raise Refused(_("The budget ends below where it begins."))
    same = Need.objects.filter(enterprise=enterprise, title=fields["title"], status=Status.WAITING).first()
    if same:
        return same  # sent twice
    need = Need.objects.create(enterprise=enterprise, posted_by=by, posted_at=at, **fields)
    _log(need, "post", by, at)
    params = {"enterprise": enterprise.name, "title": need.title}
    notify(POSTED.key, to=people.staff(), params=params, link=_address(need), at=at)
    return need


@transaction.atomic
def publish(need: Need, *, by, at: datetime) -> Need:
    """Publish a need among the members, and offer it to the best of the ranking first."""
    need = _in(need, Status.WAITING)
    need.status, need.decided_by, need.decided_at = Status.PUBLISHED, by, at
    need.save()
    _log(need, "publish", by, at)
    _tell_decision(need, "", at)
    fitting = [(place, one) for place, one in enumerate(ranking(need), start=1) if one.points]
    _offer(need, fitting[:FIRST], by, at)
    return need


@transaction.atomic
def refuse(need: Need, *, reasons: str, by, at: datetime) -> Need:
    """Refuse a need with reasons for who posted it. Raises Refused without them."""
    need = _in(need, Status.WAITING)
    if not reasons.strip():
        raise Refused(_("Please write the reasons; the enterprise reads them."))
    need.status, need.reasons, need.decided_by, need.decided_at = Status.REFUSED, reasons.strip(), by, at
    need.save()
    _log(need, "refuse", by, at)
    _tell_decision(need, need.reasons, at)
    return need


@transaction.atomic
def offer(need: Need, membership: Membership, *, by, at: datetime) -> Need:
    """Offer it to a further member of the ranking; twice changes nothing."""
    need = _in(need, Status.PUBLISHED)
    if need.offers.filter(membership=membership).exists():
        return need
    found = [(place, one) for place, one in enumerate(ranking(need), start=1) if one.key == membership.pk]
    if not found:
        raise Refused(_("Only members of the pool are offered a need."))
    _offer(need, found, by, at)
    return need


@transaction.atomic
def express(need: Need, membership: Membership, *, message: str, by, at: datetime) -> NeedInterest:
    """A member says how it would meet the need; saying it again replaces the words.

    Raises Refused when the need is closed or past its day, and from the one who posted it.
    """
    need = _in(need, Status.PUBLISHED)
    if need.wanted_until < timezone.localdate(at):
        raise Refused(_("The day until which it is wanted has passed."))
    if not membership.is_member:
        raise Refused(_("Only members of the provincial pool answer needs."))
    if need.enterprise_id == membership.enterprise_id:
        raise Refused(_("This is your own need."))
    made, created = NeedInterest.objects.update_or_create(
        need=need, membership=membership, defaults={"message": message.strip(), "by": by, "at": at}
    )
    if created:
        _log(need, "answer", by, at, member=membership.pk)
        params = {"enterprise": membership.enterprise.name, "title": need.title}
        told = people.of_enterprises([need.enterprise_id])
        notify(INTEREST.key, to=told, params=params, link=_address(need), at=at)
    return made


@transaction.atomic
def close(need: Need, *, matched: Membership | None, outcome: str, by, at: datetime) -> Need:
    """Keep the outcome: with a member, or without a match. Raises Refused for one who didn't answer."""
    need = _in(need, Status.PUBLISHED)
    if not outcome.strip():
        raise Refused(_("Please write what came of it."))
    if matched and not need.interests.filter(membership=matched).exists():
        raise Refused(_("Only a member that answered the need can be chosen."))
    need.status = Status.MATCHED if matched else Status.CLOSED
    need.matched, need.outcome, need.closed_at = matched, outcome.strip(), at
    need.save()
    _log(need, "close", by, at, member=matched.pk if matched else None)
    answered = need.interests.values_list("membership__enterprise_id", flat=True)
    params = {"title": need.title, "status": str(need.get_status_display())}
    told = people.of_enterprises([need.enterprise_id, *answered]).exclude(pk=by.pk)
    notify(CLOSED.key, to=told, params=params, link=_address(need), at=at)
    return need


def ranking(need: Need) -> list[Ranked]:
    """All members ranked for a need, in two queries."""
    products: dict[int, list[Product]] = {}
    rows = listed(CatalogueEntry.Kind.PRODUCT).values_list("membership_id", "name", "content")
    for member, name, content in rows.order_by("pk"):
        text = f"{name} {content.get('functions', '')}"
        products.setdefault(member, []).append(Product(tuple(content.get("industries", [])), text))
    members = Membership.objects.filter(is_member=True).exclude(enterprise=need.enterprise_id)
    candidates = [
        Candidate(pk, tier, city, since, tuple(products.get(pk, ())))
        for pk, tier, city, since in members.values_list("pk", "tier", "enterprise__city_id", "since")
    ]
    return rank(candidates, Wanted(need.industry, need.city_id, words_of(need.functions)))


def _offer(need: Need, found: list[tuple[int, Ranked]], by, at: datetime) -> None:
    if not found:
        return
    NeedOffer.objects.bulk_create(
        NeedOffer(
            need=need,
            membership_id=one.key,
            rank=place,
            grounds=[list(ground) for ground in one.grounds],
            offered_at=at,
        )
        for place, one in found
    )
    keys = [one.key for _place, one in found]
    _log(need, "offer", by, at, members=keys)
    enterprises = Membership.objects.filter(pk__in=keys).values_list("enterprise_id", flat=True)
    told = people.of_enterprises(enterprises)
    notify(OFFERED.key, to=told, params={"title": need.title}, link=_address(need), at=at)


def _tell_decision(need: Need, reasons: str, at: datetime) -> None:
    params = {"title": need.title, "status": str(need.get_status_display()), "reasons": reasons}
    told = people.of_enterprises([need.enterprise_id])
    notify(DECIDED.key, to=told, params=params, link=_address(need), at=at)


def _in(need: Need, status: str) -> Need:
    rows = Need.objects.select_for_update(of=("self",)).select_related("enterprise")
    need = rows.get(pk=need.pk)
    if need.status != status:
        raise Refused(
            _("This need is at “%(status)s”; nothing was changed.") % {"status": need.get_status_display()}
        )
    return need


def _address(need: Need) -> str:
    return reverse("evaluations:need", args=[need.pk])


def _log(need: Need, action: str, by, at: datetime, **data) -> None:
    facts = {"enterprise": need.enterprise_id, "status": str(need.status), **data}
    record(kind="need", id=str(need.pk), action=action, by=by, at=at, data=facts)
