"""From the draft to the plan that is frozen: files, roster, bars, pins, limits, in a random order of keys."""

import secrets as chance
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Count

from reviews import draw as pure
from reviews.draw import Bar, Pin, Plan, PublicValue, Rules
from reviews.drawing import secrets, standing
from reviews.models import Assignment, Draw, Expert, ExpertField, ReviewFile

ALPHABET = "0123456789"
LEAST_REGIONS = 2


def moment(at: datetime) -> str:
    """A moment as records write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def paths() -> dict[int, str]:
    """The path of each field of the tree by id: ``technology/mes``."""
    rows = ExpertField.objects.select_related("parent")
    return {one.pk: f"{one.parent.key}/{one.key}" if one.parent else one.key for one in rows}


@dataclass(frozen=True)
class Material:
    """What a draft is made of, in the order in which the plan names it."""

    draw: Draw
    files: Sequence[ReviewFile]
    experts: Sequence[Expert]
    bars: dict[tuple[int, int], str]
    pins: Sequence[tuple[int, int, str]]  # file id, expert id, reason
    held: dict[int, int]  # seats that an expert has in this call already
    limits: dict[int, int]  # who in the roster takes fewer files than the draw allows, by expert id

    def limit(self, expert: Expert) -> int:
        """How many files of this draw the expert may take: the call's limit counts other seats too."""
        left = self.draw.review.call.load_limit - self.held.get(expert.pk, 0)
        return max(0, min(self.draw.limit, self.limits.get(expert.pk, self.draw.limit), left))

    def texts(self) -> tuple[list[str], list[str]]:
        """Who stands behind the keys, as the identities commit to."""
        files = [f"{file.application.number}，{file.application.enterprise_name}" for file in self.files]
        return files, [f"{expert.name}，{expert.employer}" for expert in self.experts]


def gather(draw: Draw, *, at: datetime, shuffled: bool = False) -> Material:
    """Everything that the plan of a draft needs, in queries that don't grow with it."""
    related = ("application__enterprise", "review__call")
    files = list(ReviewFile.objects.filter(draw_files__draw=draw).select_related(*related).order_by("pk"))
    roster = Expert.objects.filter(pk__in=draw.experts.values("expert"))
    experts = list(roster.prefetch_related("fields").order_by("pk"))
    if shuffled:  # keys must not tell who comes first in the register
        chance.SystemRandom().shuffle(files)
        chance.SystemRandom().shuffle(experts)
    held = Assignment.objects.filter(file__review=draw.review_id, ended_at=None).exclude(file__in=files)
    return Material(
        draw,
        files,
        experts,
        standing.grounds(experts, files, at=at),
        list(draw.pins.values_list("file", "expert", "reason")),
        dict(held.order_by().values_list("expert").annotate(Count("pk"))),
        dict(draw.experts.exclude(limit=None).values_list("expert", "limit")),
    )


def public_value(draw: Draw) -> PublicValue:
    """What will be published by somebody else, of which only the digits count."""
    known = moment(draw.known_at) if draw.known_at else ""
    return PublicValue(draw.what, draw.source, known, ALPHABET, draw.length)


def plan(material: Material, *, at: datetime, kept: secrets.Secrets | None = None) -> Plan:
    """The plan as it would be frozen now; without ``kept`` the identities are left empty, for a trial."""
    draw, call, known = material.draw, material.draw.review.call, paths()
    earlier = _earlier(draw)
    bare = Plan(
        call=f"{call.title}（{call.document_number}）",
        number=len(earlier) + 1,
        previous=earlier,
        confirmation=draw.confirmation,
        confirmed_at=moment(draw.confirmed_at) if draw.confirmed_at else "",
        frozen_at=moment(at),
        salt=chance.token_hex(secrets.SECRET_BYTES),
        public_value=public_value(draw),
        rules=Rules(odd=call.panel_odd, least_regions=LEAST_REGIONS),
        files=tuple(
            pure.File(
                f"F{n:04d}", call.panel_size, one.supplier_class, tuple(draw.fields[one.supplier_class]), ""
            )
            for n, one in enumerate(material.files, start=1)
        ),
        experts=tuple(
            pure.Expert(
                f"E{n:04d}",
                one.kind,
                tuple(sorted(known[field.pk] for field in one.fields.all())),
                one.region_id,
                material.limit(one),
                "",
            )
            for n, one in enumerate(material.experts, start=1)
        ),
    )
    return _identified(_paired(bare, material), kept)


def _paired(bare: Plan, material: Material) -> Plan:
    files = {file.pk: place for place, file in enumerate(material.files)}
    experts = {expert.pk: place for place, expert in enumerate(material.experts)}
    barred = tuple(Bar(files[f], experts[e], ground) for (e, f), ground in material.bars.items())
    pinned = tuple(Pin(files[f], experts[e], reason) for f, e, reason in material.pins)
    return replace(bare, barred=barred, pinned=pinned)


def _identified(bare: Plan, kept: secrets.Secrets | None) -> Plan:
    if kept is None:
        return bare
    files = (replace(one, identity=kept.identity_of("files", n)) for n, one in enumerate(bare.files))
    experts = (replace(one, identity=kept.identity_of("experts", n)) for n, one in enumerate(bare.experts))
    return replace(bare, files=tuple(files), experts=tuple(experts))


def _earlier(draw: Draw) -> tuple[str, ...]:
    """A digest for each earlier draw of the call: the record's of a voided one, else the drawn result's."""
    rows = Draw.objects.filter(review=draw.review_id, number__isnull=False).exclude(pk=draw.pk)
    return tuple(
        one.record["digests"]["record" if one.status == Draw.Status.VOIDED else "draw"]
        for one in rows.only("record", "status").order_by("number")
    )
