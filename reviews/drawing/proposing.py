"""A trial solution of a draft: lawful panels with loads and match, what a pin would cost, or why there are none.

Prices of a trial come from no secret, so it shows what to expect and nothing of who will sit where.
"""

from collections import Counter
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from reviews import assignment
from reviews.assignment import Rule, RuleCode, Solution
from reviews.draw import LEAST_SEATS, ROSTER_MULTIPLE, Plan
from reviews.draw.numbers import bands
from reviews.draw.panels import problem
from reviews.drawing import drafts, planning, wording
from reviews.models import Draw, Expert, ReviewFile

TRIAL = 348  # of the prices of a trial: the same draft gives the same trial
BANDS = 3


def faults(draw: Draw, *, at: datetime) -> list[str]:
    """What keeps a draft from being solved at all, in words."""
    files, experts = draw.files.count(), draw.experts.count()
    call = draw.review.call
    found = []
    if not files:
        found.append(_("No file is chosen."))
    if experts < ROSTER_MULTIPLE * call.panel_size:
        found.append(wording.unlawful("roster_size", draw=draw, experts=experts))
    if call.panel_size < LEAST_SEATS or (call.panel_odd and call.panel_size % 2 == 0):
        found.append(wording.unlawful("seats", draw=draw, experts=experts))
    return found


def unready(draw: Draw, *, at: datetime) -> list[str]:
    """What is missing before the draft can be put to the province."""
    found = faults(draw, at=at)
    if not (draw.what and draw.source and draw.known_at):
        found.append(wording.unlawful("public_value", draw=draw, experts=0))
    elif draw.known_at <= at:
        found.append(wording.unlawful("times", draw=draw, experts=0))
    if not found and not (draw.proposal or {}).get("panels"):
        found.append(_("Lawful panels must be proven to exist first: compute the proposal."))
    return found


def propose(draw: Draw, *, by=None, at: datetime) -> dict:
    """Solve the draft as it stands and keep the outcome with it. Raises Refused where it can't be tried."""
    draw = Draw.objects.select_related("review__call").get(pk=draw.pk)
    if found := faults(draw, at=at):
        raise Refused("\n".join(found))
    told = _told(planning.gather(draw, at=at), at=at)
    with transaction.atomic():
        draw = drafts.locked(draw, Draw.Status.DRAFT)
        draw.proposal = told
        draw.save(update_fields=["proposal"])
    return told


def cost_of(draw: Draw, file: ReviewFile, expert: Expert, *, at: datetime) -> dict:
    """The trial with ``expert`` pinned to ``file`` as well; ``more``: by how much the sum of bands grows."""
    material = planning.gather(draw, at=at)
    before = _told(material, at=at)
    pinned = [*material.pins, (file.pk, expert.pk, "?")]
    if (expert.pk, file.pk) in material.bars:
        return {"conflict": [{"code": "barred", "file": file.pk, "expert": expert.pk}], "more": None}
    told = _told(planning.Material(**{**vars(material), "pins": pinned}), at=at)
    can = "total" in told and "total" in before
    return {**told, "more": told["total"] - before["total"] if can else None}


def _told(material: planning.Material, *, at: datetime) -> dict:
    """The outcome of a trial, with the ids of files and experts."""
    plan = planning.plan(material, at=at)
    shape = (len(plan.files), len(plan.experts))
    match = bands(plan)
    prices = np.random.default_rng(TRIAL).integers(0, plan.price_range, shape, dtype=np.int64)
    barred = set(material.bars)
    clash = [pin for pin in material.pins if (pin[1], pin[0]) in barred]
    stands = {"at": at.isoformat(), "barred": dict(sorted(Counter(material.bars.values()).items()))}
    if clash:
        rules = [{"code": "barred", "file": f, "expert": e} for f, e, _reason in clash]
        return {**stands, "conflict": rules}
    found = assignment.solve(problem(plan, range(shape[1]), match * plan.band_weight + prices))
    if found.conflict:
        return {**stands, "conflict": [_rule(rule, material) for rule in found.conflict]}
    return {**stands, **_panels(found, match, material, plan)}


def _rule(rule: Rule, material: planning.Material) -> dict:
    told: dict = {"code": RuleCode(rule.code).value}
    if rule.application is not None:
        told["file"] = material.files[rule.application].pk
    if rule.expert is not None:
        told["expert"] = material.experts[rule.expert].pk
    return told


def _panels(found: Solution, match, material: planning.Material, plan: Plan) -> dict:
    panels: dict[str, list[list[int]]] = {str(file.pk): [] for file in material.files}
    counts, loads = [0] * BANDS, Counter()
    for a, e in found.pairs:
        band = int(match[a, e])
        counts[band] += 1
        loads[material.experts[e].pk] += 1
        panels[str(material.files[a].pk)].append([material.experts[e].pk, band])
    return {
        "panels": panels,
        "bands": counts,
        "total": sum(band * n for band, n in enumerate(counts)),
        "loads": sorted(loads.items(), key=lambda row: (-row[1], row[0])),
        "proven": found.is_optimal,
        "gap": found.gap // plan.band_weight,
        "seconds": round(found.seconds, 2),
    }
