"""What is fixed before a draw, as one document with one digest. Pure: no Django, integers and texts only.

Files and experts are named by index in the order of the plan. What the public reads holds no name:
``key`` is a mark of this draw alone, ``identity`` a commitment that is opened to whoever is entitled.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

FORMAT = "expert-panel-draw/1"
PRICES = 10**9  # prices run from 0 to this less one
COST_LIMIT = 2**50  # as the assignment asks
KINDS = ("technical", "financial", "management")
LEAST_SEATS = 5  # of any panel
ROSTER_MULTIPLE = 3  # the roster has three experts for each seat of the largest panel
GROUNDS = ("employment", "kin", "dispute", "consulted", "relation", "rotation", "other")

Json = dict[str, Any]


class Unlawful(ValueError):
    """The plan or the act breaks a rule of the draw; ``code`` says which."""

    def __init__(self, code: str, *, at: int | None = None) -> None:
        super().__init__(f"{code} {at}" if at is not None else code)
        self.code, self.at = code, at


def canonical(value: object) -> bytes:
    """``value`` as the bytes that digests are taken of: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: object) -> str:
    """SHA-256 over :func:`canonical`, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def tagged(purpose: str, *parts: bytes) -> bytes:
    """``parts`` in a row behind the format and the purpose, so that no hash serves two purposes."""
    return b"\x00".join((FORMAT.encode(), purpose.encode(), b"")) + b"".join(parts)


def identity(salt: bytes, who: str) -> str:
    """The commitment to who stands behind a key; ``salt``: 32 secret bytes, kept to open it."""
    return hashlib.sha256(tagged("identity", salt, who.encode())).hexdigest()


@dataclass(frozen=True)
class File:
    """A file that needs ``seats`` experts; ``fields``: what it is about, as paths (``finance/audit``)."""

    key: str
    seats: int
    supplier_class: str
    fields: tuple[str, ...]
    identity: str


@dataclass(frozen=True)
class Expert:
    """Somebody in the roster; ``fields``: declared, as paths; ``limit``: the most files in this draw."""

    key: str
    kind: str
    fields: tuple[str, ...]
    region: str
    limit: int
    identity: str


@dataclass(frozen=True)
class Bar:
    """An expert who must not sit on a file, with the ground's code alone."""

    file: int
    expert: int
    ground: str


@dataclass(frozen=True)
class Pin:
    """An expert who must sit on a file. The reason is published: no personal data in it."""

    file: int
    expert: int
    reason: str


@dataclass(frozen=True)
class Rules:
    """What the call adds to the composition that the format fixes.

    odd: the number of seats must be odd. least_regions: 2 asks for experts of at least two regions, 1 for
    nothing.
    """

    odd: bool = False
    least_regions: int = 2


@dataclass(frozen=True)
class PublicValue:
    """The value that nobody can know before ``known_at``: what it is, and who publishes it.

    Of the published text only the characters in ``alphabet`` are kept, in order; there must be ``length``
    of them. So there is one way to write it.
    """

    what: str
    source: str
    known_at: str
    alphabet: str
    length: int

    def read(self, published: str) -> str:
        """The value as the draw uses it; raises Unlawful where it isn't of the fixed form."""
        value = "".join(sign for sign in published if sign in self.alphabet)
        if len(value) != self.length:
            raise Unlawful("public_value_form")
        return value


@dataclass(frozen=True)
class Plan:
    """Everything that a draw depends on besides the two secrets and the public value.

    call: its title and number as published. number: of this draw in its call, from 1; previous: a digest of
    each earlier draw of the call, ``record`` of a voided one and ``draw`` of a drawn one. confirmation: what the province confirmed roster rules and review
    plan with, by its number. confirmed_at, frozen_at: UTC, ``2026-11-02T03:00:00Z``. salt: 32 random bytes
    in hexadecimal, so that nobody can guess the plan from its digest.
    """

    call: str
    number: int
    previous: tuple[str, ...]
    confirmation: str
    confirmed_at: str
    frozen_at: str
    salt: str
    public_value: PublicValue
    rules: Rules
    files: tuple[File, ...]
    experts: tuple[Expert, ...]
    barred: tuple[Bar, ...] = ()
    pinned: tuple[Pin, ...] = ()
    price_range: int = PRICES
    format: str = FORMAT

    @cached_property
    def document(self) -> Json:
        """The plan as it stands in the record."""
        return json.loads(canonical(asdict(self)))

    @cached_property
    def digest(self) -> str:
        """What is published at freezing, in hexadecimal."""
        return digest(self.document)

    @property
    def seats(self) -> int:
        return sum(file.seats for file in self.files)

    @property
    def band_weight(self) -> int:
        """More than the prices of all seats together can differ, so that bands always come first."""
        return self.seats * (self.price_range - 1) + 1


def from_document(document: Json) -> Plan:
    """The plan that :attr:`Plan.document` was made of."""
    rows = dict(document)
    rows["public_value"] = PublicValue(**rows["public_value"])
    rows["rules"] = Rules(**rows["rules"])
    rows["previous"] = tuple(rows["previous"])
    rows["barred"] = tuple(Bar(**row) for row in rows["barred"])
    rows["pinned"] = tuple(Pin(**row) for row in rows["pinned"])
    rows["files"] = tuple(File(**{**row, "fields": tuple(row["fields"])}) for row in rows["files"])
    rows["experts"] = tuple(Expert(**{**row, "fields": tuple(row["fields"])}) for row in rows["experts"])
    return Plan(**rows)


def tidied(plan: Plan) -> Plan:
    """The plan with bars and pins in order: one plan has one digest."""
    barred = tuple(sorted(plan.barred, key=lambda bar: (bar.file, bar.expert)))
    pinned = tuple(sorted(plan.pinned, key=lambda pin: (pin.file, pin.expert)))
    return replace(plan, barred=barred, pinned=pinned)


def check(plan: Plan) -> None:
    """Refuse a plan that could not be drawn or verified: raises Unlawful with the rule's code."""
    _check_times(plan)
    largest = max((file.seats for file in plan.files), default=0)
    if not plan.files or len(plan.experts) < ROSTER_MULTIPLE * largest:
        raise Unlawful("roster_size")
    for at, file in enumerate(plan.files):
        if file.seats < LEAST_SEATS or (plan.rules.odd and file.seats % 2 == 0):
            raise Unlawful("seats", at=at)
    for at, expert in enumerate(plan.experts):
        if expert.kind not in KINDS or expert.limit < 0:
            raise Unlawful("expert", at=at)
    keys = [file.key for file in plan.files] + [expert.key for expert in plan.experts]
    if len(set(keys)) < len(keys):
        raise Unlawful("keys")
    if plan.number != len(plan.previous) + 1:
        raise Unlawful("number")
    _check_pairs(plan)
    if 2 * plan.band_weight + plan.price_range > COST_LIMIT or plan.price_range < 1:
        raise Unlawful("price_range")


def check_time(time: str) -> None:
    """Times are written in UTC to the second, so that they sort as texts; raises Unlawful."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time):
        raise Unlawful("time_form")


def _check_times(plan: Plan) -> None:
    value = plan.public_value
    for time in (plan.confirmed_at, plan.frozen_at, value.known_at):
        check_time(time)
    if not plan.confirmation.strip() or not plan.confirmed_at <= plan.frozen_at < value.known_at:
        raise Unlawful("times")
    if value.length < 1 or not value.alphabet or len(set(value.alphabet)) < len(value.alphabet):
        raise Unlawful("public_value")


def _check_pairs(plan: Plan) -> None:
    barred = [(bar.file, bar.expert) for bar in plan.barred]
    pinned = [(pin.file, pin.expert) for pin in plan.pinned]
    for pairs in (barred, pinned):
        if len(set(pairs)) < len(pairs):
            raise Unlawful("pair_twice")
        if any(not (0 <= f < len(plan.files) and 0 <= e < len(plan.experts)) for f, e in pairs):
            raise Unlawful("pair")
    if set(barred) & set(pinned):
        raise Unlawful("pinned_and_barred")
    if any(bar.ground not in GROUNDS for bar in plan.barred):
        raise Unlawful("ground")
    if any(not pin.reason.strip() for pin in plan.pinned):
        raise Unlawful("reason")
