"""The record of a draw, from freezing to the announcement: each act takes a record and returns the next.

The record is JSON and stands by itself: docs/draw.md describes it, reviews/verify_draw.py checks it.
"""

from collections.abc import Mapping

from reviews.draw.numbers import commitment, numbers
from reviews.draw.panels import Solve, chair_of, draw, prove_feasible
from reviews.draw.plan import FORMAT, Json, Plan, Unlawful, check, check_time, digest, from_document, tidied
from reviews.draw.substitutes import FACTS, SPREAD, Seating, look_through, order
from reviews.verify_draw import Checker

SECRET_BYTES = 32


def freeze(plan: Plan, *, panel_secret: bytes, substitute_secret: bytes, solve: Solve) -> Json:
    """The record as it stands at freezing: the plan, its digest, and the commitments to both secrets.

    Raises Unlawful when the plan breaks a rule, Infeasible when no set of panels can keep them all.
    """
    plan = tidied(plan)
    check(plan)
    if len(panel_secret) != SECRET_BYTES or len(substitute_secret) != SECRET_BYTES:
        raise Unlawful("secret_size")
    if panel_secret == substitute_secret:
        raise Unlawful("secrets_equal")
    prove_feasible(plan, solve)
    commitments = {
        "panels": commitment(plan, "panels", panel_secret),
        "substitutes": commitment(plan, "substitutes", substitute_secret),
    }
    record = {"format": FORMAT, "frozen": plan.document, "commitments": commitments}
    return _closed({**record, "void": None, "draw": None, "events": [], "substitute_secret": None})


def void(record: Json, *, reason: str, at: str) -> Json:
    """The record of a draw that is given up, possible only before its value is known; else Unlawful."""
    check_time(at)
    if record["draw"] or record["void"]:
        raise Unlawful("not_pending")
    if at >= record["frozen"]["public_value"]["known_at"]:
        raise Unlawful("value_known")
    if at < record["frozen"]["frozen_at"]:
        raise Unlawful("times")
    if not reason.strip():
        raise Unlawful("reason")
    return _closed({**record, "void": {"at": at, "reason": reason}})


def run(
    record: Json, *, panel_secret: bytes, substitute_secret: bytes, published: str, at: str, solve: Solve
) -> Json:
    """The record with its panels and sealed substitutes; ``published``: the value as its source wrote it.

    Raises Unlawful when the value isn't of the fixed form or not yet known, or a secret isn't the committed;
    ValueError when the stand-alone verifier, which shares no line with this, finds the result wrong.
    """
    check_time(at)
    plan = from_document(record["frozen"])
    if record["draw"] or record["void"]:
        raise Unlawful("not_pending")
    if at < plan.public_value.known_at:
        raise Unlawful("value_not_known")
    _check_secret(record, "panels", panel_secret)
    _check_secret(record, "substitutes", substitute_secret)
    value = plan.public_value.read(published)
    drawn = draw(plan, numbers(plan, panel_secret, value), solve)
    sealed = []
    for file, panel in enumerate(drawn["panels"]):
        members = [row["expert"] for row in panel["members"]]
        sealed.append(order(plan, substitute_secret, value, file, members).links[0].hex())
    entered = {"value": value, "entered_at": at, "panel_secret": panel_secret.hex()}
    record = _closed({**record, "draw": {**entered, **drawn, "sealed": sealed}})
    replay(record)
    return record


def public_part(record: Json) -> Json:
    """What the public sees until the announcement: nothing of files, experts, panels and secrets."""
    frozen, draw = record["frozen"], record["draw"]
    shown = ("call", "number", "previous", "confirmation", "confirmed_at", "frozen_at", "public_value")
    return {
        **{name: frozen[name] for name in shown},
        "format": record["format"],
        "commitments": record["commitments"],
        "void": record["void"],
        "value": draw and draw["value"],
        "entered_at": draw and draw["entered_at"],
        "digests": record["digests"],
    }


def replay(record: Json) -> dict[str, str | int]:
    """Draw again and check everything: digests, commitments, public value and gap; ValueError if wrong."""
    return Checker(record).check()


def replace_member(
    record: Json,
    *,
    substitute_secret: bytes,
    file: int,
    vacated: int | None,
    ground: str,
    at: str,
    facts: Mapping[int, str],
) -> Json:
    """The record after a seat was vacated and the first in order who breaks no rule was seated.

    The last event says who was looked at and who was seated; nobody is when the order is exhausted.
    vacated: None with the ground ``spread`` where nobody left and the panel has a seat more.
    facts: see :func:`~reviews.draw.substitutes.look_through`.
    """
    check_time(at)
    if ground not in (FACTS if vacated is not None else (SPREAD,)) or not set(facts.values()) <= set(FACTS):
        raise Unlawful("ground")
    if record["draw"] is None or record["substitute_secret"]:
        raise Unlawful("not_drawn")
    _check_secret(record, "substitutes", substitute_secret)
    plan, draw = from_document(record["frozen"]), record["draw"]
    if at < max([draw["entered_at"], *(event["at"] for event in record["events"])]):
        raise Unlawful("times")
    seating = Seating(plan, record)
    seating.vacate(file, vacated)
    drawn = [row["expert"] for row in draw["panels"][file]["members"]]
    sealed = order(plan, substitute_secret, draw["value"], file, drawn)
    opened = look_through(seating, sealed, facts)
    seating.seat(file, opened)
    event = {"at": at, "file": file, "vacated": vacated, "ground": ground, "opened": opened}
    chair = _chair_after(plan, record, seating, file)
    return _closed({**record, "events": [*record["events"], {**event, "chair": chair}]})


def _chair_after(plan: Plan, record: Json, seating: Seating, file: int) -> int | None:
    """The chair stays while seated; then the rule of the draw chooses again."""
    chair = seating.chairs[file]
    if chair in seating.panels[file]:
        return chair
    draw = record["draw"]
    drawn = numbers(plan, bytes.fromhex(draw["panel_secret"]), draw["value"])
    return chair_of(plan, drawn, file, sorted(seating.panels[file]))


def reveal(record: Json, *, substitute_secret: bytes) -> Json:
    """The whole record, as it is published with the announcement."""
    if record["draw"] is None:
        raise Unlawful("not_drawn")
    _check_secret(record, "substitutes", substitute_secret)
    return _closed({**record, "substitute_secret": substitute_secret.hex()})


def _check_secret(record: Json, purpose: str, secret: bytes) -> None:
    if commitment(from_document(record["frozen"]), purpose, secret) != record["commitments"][purpose]:
        raise Unlawful("secret")


def _closed(record: Json) -> Json:
    """The record with its three digests: of the plan, of plan and draw, and of all of it."""
    whole = {name: part for name, part in record.items() if name != "digests"}
    drawn = {name: whole[name] for name in ("format", "frozen", "commitments", "void", "draw")}
    digests = {"frozen": digest(whole["frozen"]), "draw": digest(drawn), "record": digest(whole)}
    return {**whole, "digests": digests}
