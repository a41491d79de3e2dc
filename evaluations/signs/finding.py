"""The signs of a member in a round, from the records that count in it and the ties that the reviews know."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from applications.models import Call, Enterprise
from evaluations import rounds, scorecards
from evaluations.models import MarketRecord, Scorecard
from evaluations.signs import rules
from publication.models import Membership
from reviews.conflicts import names
from reviews.models import CompanyTie

LIMITS = rules.Limits()


def counted(call: Call, enterprise: Enterprise) -> QuerySet[MarketRecord]:
    """The member's records of the round: those that its figures were fixed on, before that those that count now."""
    return _records(call, enterprise).filter(supplier=enterprise)


def _records(call: Call, enterprise: Enterprise) -> QuerySet[MarketRecord]:
    card = Scorecard.objects.filter(application__call=call, application__enterprise=enterprise).first()
    return scorecards.records(rounds.rules_of(call), at=card.taken_at if card else None)


def signs_of(call: Call, enterprise: Enterprise) -> list[rules.Sign]:
    """Everything there is to ask about a member, in the order of the rules; in a fixed number of queries."""
    rows = [_row(record) for record in counted(call, enterprise).order_by("signed_on", "pk")]
    member = {enterprise.uscc, names.company(enterprise.name)}
    return [
        *rules.related(rows, member, _ties(member, rows, call), LIMITS),
        *rules.circular(rows, enterprise.uscc, _supplies(call, enterprise, rows)),
        *rules.same_day(rows, LIMITS),
        *rules.same_amount(rows, LIMITS),
        *rules.ratings_at_once(rows, LIMITS),
    ]


def _row(record: MarketRecord) -> rules.Row:
    sent = record.source == MarketRecord.Source.INTERFACE
    return rules.Row(
        pk=record.pk,
        client=record.client_uscc,
        client_key=names.company(record.client_name),
        signed_on=record.signed_on,
        amount=record.amount,
        rating=record.rating,
        sender=record.sender_id if sent else None,
        sent_at=record.recorded_at if sent else None,
    )


def _ties(member: set[str], rows: list[rules.Row], call: Call) -> list[rules.Tie]:
    """Who held or represented the member and its clients while the records' period ran; the state's shares left out."""
    known = member | {row.client for row in rows} | {row.client_key for row in rows}
    ties = CompanyTie.objects.filter(Q(subject_code__in=known) | Q(subject_key__in=known))
    ties = ties.filter(Q(until=None) | Q(until__gte=rounds.rules_of(call).period_from))
    return [
        rules.Tie(
            holder=tie.holder,
            holders=_known(tie.holder_code, tie.holder_key),
            subjects=_known(tie.subject_code, tie.subject_key),
            is_representative=tie.kind == CompanyTie.Kind.REPRESENTATIVE,
            share=tie.share,
        )
        for tie in ties.exclude(nature=CompanyTie.Nature.STATE).order_by("pk")
    ]


def _known(code: str, key: str) -> frozenset[str]:
    """A company by its code where that is stated, else by its name; a person by the name."""
    return frozenset({code} if code else {key})


def _supplies(call: Call, enterprise: Enterprise, rows: list[rules.Row]) -> dict:
    """Of the members that are clients here, and of their clients, the records with members: for circles of three."""
    codes = dict(Membership.objects.values_list("enterprise__uscc", "enterprise"))
    first = {codes[row.client] for row in rows if row.client in codes} - {enterprise.pk}
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    if not first:
        return found
    code_of = {pk: code for code, pk in codes.items()}
    among = _records(call, enterprise).filter(client_uscc__in=codes).order_by("pk")
    seconds: set[int] = set()
    for suppliers in (first, seconds):
        for pk, supplier, client in among.filter(supplier__in=suppliers).values_list(
            "pk", "supplier", "client_uscc"
        ):
            found[code_of[supplier]][client].append(pk)
            seconds.add(codes[client])
        seconds -= first | {enterprise.pk}
    return found
