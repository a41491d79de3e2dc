"""Freezing a confirmed draft: the plan is fixed, its digest and two commitments are published. And voiding."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from reviews import assignment, panels
from reviews import draw as pure
from reviews.drawing import drafts, planning, secrets, wording
from reviews.models import Draw, DrawExpert, DrawFile


def refused(wrong: pure.Unlawful, draw: Draw) -> Refused:
    """What the record's rules refuse, in words."""
    return Refused(wording.unlawful(wrong.code, draw=draw, experts=draw.experts.count()))


def freeze(draw: Draw, *, by, at: datetime) -> Draw:
    """Fix everything but the public value. From here on nobody sets a cost or a pin.

    Raises Refused unless the province has confirmed, lawful panels exist, and the value lies ahead.
    """
    draw = Draw.objects.select_related("review__call").get(pk=draw.pk)
    if draw.status != Draw.Status.CONFIRMED:
        raise Refused(_("Only a draw that the province has confirmed can be frozen."))
    material = planning.gather(draw, at=at, shuffled=True)
    kept = secrets.make(*material.texts())
    try:
        record = pure.freeze(
            planning.plan(material, at=at, kept=kept),
            panel_secret=kept.panel_secret,
            substitute_secret=kept.substitute_secret,
            solve=assignment.solve,
        )
    except pure.Infeasible as wrong:
        text = _("Lawful panels no longer exist. Take the draft back and compute the proposal: it says why.")
        raise Refused(text) from wrong
    except pure.Unlawful as wrong:
        raise refused(wrong, draw) from wrong
    return _write(draw, material, record, kept, by=by, at=at)


@transaction.atomic
def _write(draw: Draw, material: planning.Material, record: dict, kept: secrets.Secrets, *, by, at) -> Draw:
    files = [file.pk for file in material.files]
    panels.locked(files)  # files before draws, as everywhere
    draw = drafts.locked(draw, Draw.Status.CONFIRMED)
    if Draw.objects.filter(review=draw.review_id, status__in=["frozen", "drawing"]).exists():
        raise Refused(_("Another draw of this call still waits for its value."))
    if drafts.awaiting(draw.review).filter(pk__in=files).count() < len(files):
        raise Refused(_("A file of the draft doesn't wait for a panel any more. Take the draft back first."))
    _place(draw, files, [expert.pk for expert in material.experts])
    draw.record, draw.secrets, draw.number = record, secrets.seal(kept), record["frozen"]["number"]
    draw.status, draw.frozen_by, draw.frozen_at = Draw.Status.FROZEN, by, at
    draw.save()
    digests = {"frozen": record["digests"]["frozen"], "record": record["digests"]["record"]}
    drafts.note(draw, "freeze", by=by, at=at, **digests, commitments=record["commitments"])
    return draw


def _place(draw: Draw, files: list[int], experts: list[int]) -> None:
    at_file, at_expert = ({pk: n for n, pk in enumerate(pks)} for pks in (files, experts))
    rows, roster = list(draw.files.all()), list(draw.experts.all())
    for row in rows:
        row.place, row.is_ruling = at_file[row.file_id], True
    for one in roster:
        one.place = at_expert[one.expert_id]
    DrawFile.objects.bulk_update(rows, ["place", "is_ruling"], batch_size=500)
    DrawExpert.objects.bulk_update(roster, ["place"], batch_size=500)


@transaction.atomic
def void(draw: Draw, *, reason: str, by, at: datetime) -> Draw:
    """Give a frozen draw up, possible only before its value is known; the reasons are public.

    Its files can be drawn for anew, and the next draw names this one.
    """
    draw = drafts.locked(draw, Draw.Status.FROZEN)
    if not reason.strip():
        raise Refused(_("Please give the reasons; they are published."))
    try:
        draw.record = pure.void(draw.record, reason=reason.strip(), at=planning.moment(at))
    except pure.Unlawful as wrong:
        raise refused(wrong, draw) from wrong
    draw.status, draw.voided_at = Draw.Status.VOIDED, at
    draw.save()
    draw.files.update(is_ruling=False)
    drafts.note(draw, "void", by=by, at=at, record=draw.record["digests"]["record"])
    return draw
