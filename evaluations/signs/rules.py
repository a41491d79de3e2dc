"""The signs, found in the records of one member. Pure: no Django.

Every number is the domain's own choice [I] and stands in :class:`Limits`; the page shows it in words. The market data
hold neither the network from which a rating came nor when it was given: what they show is which sender handed ratings
in, and when, so the last rule looks at that.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

RELATED, CIRCULAR, SAME_DAY, SAME_AMOUNT, RATINGS = (
    "related",
    "circular",
    "same_day",
    "same_amount",
    "ratings",
)
LONGEST_CIRCLE = 3  # members


@dataclass(frozen=True)
class Limits:
    """From which number on there is something to ask. Shares in percent, time in minutes."""

    share: int = 20
    on_one_day: int = 5
    of_one_amount: int = 5
    different_clients: int = 3
    ratings: int = 10
    minutes: int = 60
    lowest_rating: Decimal = Decimal("4.5")


@dataclass(frozen=True)
class Row:
    """What the rules read of a record; ``sender`` and ``sent_at`` only of one that came by the interface."""

    pk: int
    client: str
    client_key: str
    signed_on: date
    amount: Decimal
    rating: Decimal | None = None
    sender: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Tie:
    """Who holds or represents whom. ``holders`` and ``subjects``: the code and the name by which each is known."""

    holder: str
    holders: frozenset[str]
    subjects: frozenset[str]
    is_representative: bool = False
    share: Decimal | None = None


@dataclass(frozen=True)
class Sign:
    """Something to ask. ``key`` stays the same as long as it is about the same; ``facts`` fill its sentence."""

    rule: str
    key: str
    facts: Mapping[str, object]
    rows: tuple[int, ...]


def related(rows: Sequence[Row], member: Collection[str], ties: Sequence[Tie], limits: Limits) -> list[Sign]:
    """Clients that hold the member, that it holds, or that have a holder or legal representative in common with it.

    ``member``: its codes and its name as compared. Shares from ``limits.share`` on count, and those that nobody stated.
    """
    counted = [tie for tie in ties if tie.is_representative or tie.share is None or tie.share >= limits.share]
    own = [tie for tie in counted if tie.subjects & set(member)]
    found = []
    for client, many in _by(rows, lambda row: (row.client, row.client_key)).items():
        names = {name for name in client if name}
        theirs = [tie for tie in counted if tie.subjects & names]
        if how := _relation(set(member), names, own, theirs):
            facts = {"client": client[0], "how": how[0], "holder": how[1]}
            found.append(Sign(RELATED, f"{RELATED}:{client[0]}", facts, _pks(many)))
    return found


def _relation(
    member: set[str], client: set[str], own: list[Tie], theirs: list[Tie]
) -> tuple[str, str] | None:
    """How member and client are related, and through whom."""
    for tie in own:
        if not tie.is_representative and tie.holders & client:
            return "client_holds", tie.holder
    for tie in theirs:
        if not tie.is_representative and tie.holders & member:
            return "member_holds", tie.holder
    for tie in own:
        for other in theirs:
            if tie.holders & other.holders:
                both = tie.is_representative and other.is_representative
                return ("representative" if both else "holder"), tie.holder
    return None


def circular(
    rows: Sequence[Row], member: str, supplies: Mapping[str, Mapping[str, Sequence[int]]]
) -> list[Sign]:
    """Circles of members that supply each other, two or three long.

    ``supplies``: of the other members, by code, the records with each client, ``{supplier: {client: record ids}}``.
    """
    mine = {client: _pks(many) for client, many in _by(rows, lambda row: row.client).items()}
    found = []
    for first in sorted(set(mine) & set(supplies)):
        if back := supplies[first].get(member):
            found.append(_circle([member, first], (*mine[first], *back)))
        for second in sorted((set(supplies[first]) & set(supplies)) - {member, first}):
            if back := supplies[second].get(member):
                pks = (*mine[first], *supplies[first][second], *back)
                found.append(_circle([member, first, second], pks))
    return found


def _circle(members: list[str], pks: tuple[int, ...]) -> Sign:
    return Sign(CIRCULAR, f"{CIRCULAR}:{'-'.join(members[1:])}", {"members": members}, pks)


def same_day(rows: Sequence[Row], limits: Limits) -> list[Sign]:
    """Days on which many contracts were signed."""
    return [
        Sign(SAME_DAY, f"{SAME_DAY}:{day}", {"day": day, "count": len(many)}, _pks(many))
        for day, many in sorted(_by(rows, lambda row: row.signed_on).items())
        if len(many) >= limits.on_one_day
    ]


def same_amount(rows: Sequence[Row], limits: Limits) -> list[Sign]:
    """The same contract amount with several different clients."""
    found = []
    for amount, many in sorted(_by(rows, lambda row: row.amount).items()):
        clients = len({row.client for row in many})
        if len(many) >= limits.of_one_amount and clients >= limits.different_clients:
            facts = {"amount": amount, "count": len(many), "clients": clients}
            found.append(Sign(SAME_AMOUNT, f"{SAME_AMOUNT}:{amount:.2f}", facts, _pks(many)))
    return found


def ratings_at_once(rows: Sequence[Row], limits: Limits) -> list[Sign]:
    """High ratings that one sender handed in within a short time; each such stretch once, as long as it is."""
    rated = [
        row for row in rows if row.rating is not None and row.rating >= limits.lowest_rating and row.sent_at
    ]
    found = []
    for sender, many in _by(rated, lambda row: row.sender).items():
        stretch: list[Row] = []
        for row in [*sorted(many, key=lambda row: (row.sent_at, row.pk)), None]:
            if row and (not stretch or row.sent_at - stretch[0].sent_at <= timedelta(minutes=limits.minutes)):
                stretch.append(row)
                continue
            if len(stretch) >= limits.ratings:
                begun = stretch[0].sent_at
                facts = {"sender": sender, "count": len(stretch), "begun": begun}
                found.append(Sign(RATINGS, f"{RATINGS}:{sender}:{begun.isoformat()}", facts, _pks(stretch)))
            stretch = [row]
    return found


def _by(rows: Sequence[Row], key) -> dict:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _pks(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(row.pk for row in rows)
