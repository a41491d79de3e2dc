"""A draft of a draw: files that await review, the roster, the rules of this draw, pins with reasons."""

from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import SupplierClass
from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import record
from reviews import availability
from reviews.drawing import planning
from reviews.models import Draw, DrawExpert, DrawFile, DrawPin, Expert, Review, ReviewFile

COMMON = ["finance", "management/business", "management/model"]
FIELDS = {
    "platform": ["technology/platform", "technology/data-collection", "technology/cloud-edge", *COMMON],
    "service": ["technology/industrial-app", "technology/mes", "technology/ai", *COMMON],
}
"""What files of each class need unless the draft says otherwise."""
NO_LIMITS: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class RulesOfDraw:
    """What a draft adds to the rules of its call; see :class:`reviews.models.Draw`."""

    limit: int
    fields: dict[str, list[str]]
    what: str = ""
    source: str = ""
    known_at: datetime | None = None
    length: int = 14


at_work: ContextVar[int | None] = ContextVar("the draw that this job works on", default=None)


def locked(draw: Draw, *states: str) -> Draw:
    """The draw, locked; raises Refused where it isn't in one of ``states`` any more, or a job works on it."""
    rows = Draw.objects.select_for_update(of=("self",)).select_related("review__call")
    draw = rows.get(pk=draw.pk)
    if draw.work and at_work.get() != draw.pk:
        raise Refused(_("The portal is still at work on this draw. Nothing was changed."))
    if states and draw.status not in states:
        raise Refused(
            _("This can't be done any more; the draw is now: %(state)s.")
            % {"state": draw.get_status_display()}
        )
    return draw


def note(draw: Draw, action: str, /, *, by, at: datetime, **data) -> None:
    """An entry on the record of the draw."""
    record(kind="draw", id=str(draw.pk), action=action, by=by, data=data, at=at)


def awaiting(review: Review) -> QuerySet[ReviewFile]:
    """The files that a draw could seat: in review, nobody seated, ruled by no other draw."""
    rows = review.files.filter(panel_shown_at=None, application__state=State.IN_REVIEW)
    rows = rows.exclude(draw_files__in=DrawFile.objects.filter(is_ruling=True))
    seated = ReviewFile.objects.filter(assignments__ended_at=None, assignments__isnull=False)
    return rows.exclude(pk__in=seated.values("pk")).select_related("application")


@transaction.atomic
def prepare(review: Review, *, by, at: datetime) -> Draw:
    """A draft with every file that awaits review and everybody who can be given a seat.

    Raises Refused where no file waits for a panel.
    """
    review = Review.objects.select_related("call").get(pk=review.pk)
    files = list(awaiting(review).order_by("pk"))
    if not files:
        raise Refused(_("No file of this call waits for a panel."))
    draw = Draw.objects.create(
        review=review, limit=review.call.load_limit, fields=FIELDS, created_by=by, created_at=at
    )
    experts = availability.seatable(at)
    _write(draw, [file.pk for file in files], experts.values_list("pk", flat=True))
    note(draw, "prepare", by=by, at=at, review=review.pk, files=len(files), experts=draw.experts.count())
    return draw


def _write(
    draw: Draw, files: Iterable[int], experts: Iterable[int], limits: Mapping[int, int] = NO_LIMITS
) -> None:
    roster = [DrawExpert(draw=draw, expert_id=pk, limit=limits.get(pk)) for pk in experts]
    DrawFile.objects.bulk_create([DrawFile(draw=draw, file_id=pk) for pk in files], batch_size=500)
    DrawExpert.objects.bulk_create(roster, batch_size=500)


@transaction.atomic
def set_rules(draw: Draw, rules: RulesOfDraw, *, by, at: datetime) -> Draw:
    """Say how this draw is made. Raises Refused for an unknown field or more files than the call allows."""
    draw = locked(draw, Draw.Status.DRAFT)
    call = draw.review.call
    if not 1 <= rules.limit <= call.load_limit:
        raise Refused(_("The call allows an expert at most %(n)d files.") % {"n": call.load_limit})
    known = set(planning.paths().values())
    for key in SupplierClass.values:
        needed = rules.fields.get(key, [])
        if unknown := sorted(set(needed) - known):
            raise Refused(_("Field not in the tree: %(field)s.") % {"field": unknown[0]})
        if not needed:
            label = SupplierClass(key).label
            raise Refused(_("Say which fields the files of the class %(label)s need.") % {"label": label})
    if rules.known_at and rules.known_at <= at:
        raise Refused(_("The public value must become known after the draw is frozen."))
    for name in ("limit", "fields", "what", "source", "known_at", "length"):
        setattr(draw, name, getattr(rules, name))
    draw.proposal = None
    draw.save()
    known_at = planning.moment(rules.known_at) if rules.known_at else ""
    note(draw, "change", by=by, at=at, limit=rules.limit, fields=rules.fields, known_at=known_at)
    return draw


@transaction.atomic
def choose(
    draw: Draw,
    *,
    files: Sequence[int],
    experts: Sequence[int],
    limits: Mapping[int, int] = NO_LIMITS,
    by,
    at: datetime,
) -> Draw:
    """Say which files are drawn for and who is in the roster (ids); pins of who is left out go with them.

    ``limits``: who takes fewer files than the draw allows everybody, by expert id. Raises Refused for a
    file that doesn't await review, for somebody who can't be given a seat, and for a limit out of bounds.
    """
    draw = locked(draw, Draw.Status.DRAFT)
    free = set(awaiting(draw.review).filter(pk__in=files).values_list("pk", flat=True))
    if set(files) - free:
        raise Refused(_("Some of the files don't wait for a panel any more. Nothing was changed."))
    able = set(availability.seatable(at).filter(pk__in=experts).values_list("pk", flat=True))
    if set(experts) - able:
        raise Refused(_("Some of the experts are not confirmed or not available. Nothing was changed."))
    limits = {pk: most for pk, most in limits.items() if pk in able}
    if any(not 1 <= most <= draw.limit for most in limits.values()):
        raise Refused(
            _("An expert's own limit is at least 1 and at most the draw's %(n)d.") % {"n": draw.limit}
        )
    draw.files.all().delete()
    draw.experts.all().delete()
    _write(draw, sorted(free), sorted(able), limits)
    draw.pins.exclude(file__in=free, expert__in=able).delete()
    _anew(draw)
    own = {str(pk): limits[pk] for pk in sorted(limits)}
    note(draw, "choose", by=by, at=at, files=sorted(free), experts=sorted(able), limits=own)
    return draw


def _anew(draw: Draw) -> None:
    """The draft has changed, so what was proposed no longer follows from it."""
    draw.proposal = None
    draw.save(update_fields=["proposal"])


@transaction.atomic
def pin(
    draw: Draw, file: ReviewFile, expert: Expert, *, reason: str, by, at: datetime, cost: int | None = None
) -> DrawPin:
    """Fix ``expert`` on ``file`` before the freezing, with a reason that will be public."""
    draw = locked(draw, Draw.Status.DRAFT)
    if not reason.strip():
        raise Refused(_("Please give the reason of the pin; it is published with the record."))
    here = draw.files.filter(file=file).exists() and draw.experts.filter(expert=expert).exists()
    if not here:
        raise Refused(_("This file or this expert is not in the draft."))
    made, fresh = DrawPin.objects.get_or_create(
        draw=draw,
        file=file,
        expert=expert,
        defaults={"reason": reason.strip(), "cost": cost, "by": by, "at": at},
    )
    if fresh:
        _anew(draw)
        note(draw, "pin", by=by, at=at, file=file.application_id, expert=expert.pk, cost=cost)
    return made


@transaction.atomic
def unpin(draw: Draw, pin: DrawPin, *, by, at: datetime) -> None:
    """Take a pin out again."""
    draw = locked(draw, Draw.Status.DRAFT)
    gone, _rows = draw.pins.filter(pk=pin.pk).delete()
    if gone:
        _anew(draw)
        note(draw, "unpin", by=by, at=at, file=pin.file.application_id, expert=pin.expert_id)


@transaction.atomic
def discard(draw: Draw, *, by, at: datetime) -> Draw:
    """Give a draft up; it stays on record."""
    draw = locked(draw, Draw.Status.DRAFT)
    draw.status = Draw.Status.DISCARDED
    draw.save(update_fields=["status"])
    note(draw, "discard", by=by, at=at)
    return draw
