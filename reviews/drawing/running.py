"""The public value is entered, the draw runs, and its panels take their seats."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from reviews import assignment, panels
from reviews import draw as pure
from reviews.drawing import drafts, planning, secrets, standing
from reviews.drawing.freezing import refused
from reviews.drawing.record_rows import Rows
from reviews.models import Draw, Expert, ReviewFile


def read_value(draw: Draw, published: str, *, at: datetime) -> str:
    """The value in its one form, to be compared with the source. Raises Refused where it can't be it."""
    if at < draw.known_at:
        raise Refused(_("The public value can't be known yet."))
    try:
        return planning.public_value(draw).read(published)
    except pure.Unlawful as wrong:
        raise refused(wrong, draw) from wrong


@transaction.atomic
def enter_value(draw: Draw, published: str, *, by, at: datetime) -> Draw:
    """Fix the public value; from here on the draw can't be stopped. The same value twice changes nothing."""
    draw = Draw.objects.select_for_update(of=("self",)).select_related("review__call").get(pk=draw.pk)
    value = read_value(draw, published, at=at)
    if draw.status in {Draw.Status.DRAWING, Draw.Status.DRAWN} and draw.value == value:
        return draw
    if draw.status != Draw.Status.FROZEN:
        raise Refused(_("The value was entered already; the draw runs once."))
    draw.status, draw.value, draw.entered_by, draw.entered_at = Draw.Status.DRAWING, value, by, at
    draw.save()
    drafts.note(draw, "enter_value", by=by, at=at, value=value)
    return draw


def run(draw: Draw, *, by=None, at: datetime) -> Draw:
    """Draw the panels and seat them, once: whoever comes second finds it done."""
    draw = Draw.objects.get(pk=draw.pk)
    if draw.status != Draw.Status.DRAWING:
        return draw
    kept = secrets.unseal(draw.secrets)
    drawn = pure.run(
        draw.record,
        panel_secret=kept.panel_secret,
        substitute_secret=kept.substitute_secret,
        published=draw.value,
        at=planning.moment(draw.entered_at),
        solve=assignment.solve,
    )
    return _take_effect(draw, drawn, kept, at=at)


@transaction.atomic
def _take_effect(draw: Draw, drawn: dict, kept: secrets.Secrets, *, at: datetime) -> Draw:
    files = panels.locked(list(draw.files.values_list("file", flat=True)))
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if draw.status != Draw.Status.DRAWING:
        return draw
    draw.record, draw.status, draw.drawn_at = drawn, Draw.Status.DRAWN, at
    digests = {name: drawn["digests"][name] for name in ("draw", "record")}
    drafts.note(draw, "draw", by=draw.entered_by, at=at, **digests, gap=drawn["draw"]["gap"])
    draw.record = _settle(draw, Rows(draw), files, kept, at=at)
    draw.save()
    _seat(draw, Rows(draw), files, at=at)
    return draw


def _settle(draw: Draw, rows: Rows, files: list[ReviewFile], kept: secrets.Secrets, *, at: datetime) -> dict:
    """The record after those have left who can't sit any more for what came up since the freezing."""
    roster = list(Expert.objects.filter(pk__in=rows.experts))
    known = standing.facts(roster, files, at=at)
    record = draw.record
    for file in files:
        place = rows.file_place[file.pk]
        against = {rows.expert_place[e]: ground for (e, f), ground in known.items() if f == file.pk}
        for row in draw.record["draw"]["panels"][place]["members"]:
            if ground := against.get(row["expert"]):
                record = pure.replace_member(
                    record,
                    substitute_secret=kept.substitute_secret,
                    file=place,
                    vacated=row["expert"],
                    ground=ground,
                    at=planning.moment(at),
                    facts=against,
                )
                rows.note_replacement(draw, file, record, by=draw.entered_by, at=at)
    return record


def _seat(draw: Draw, rows: Rows, files: list[ReviewFile], *, at: datetime) -> None:
    """Through the doors of every panel: seats, the applicant sees them, the time for requests runs."""
    seated = rows.seating(draw.record)
    experts = Expert.objects.in_bulk(rows.experts)
    wanted = []
    for file in files:
        place = rows.file_place[file.pk]
        members = [experts[rows.experts[e]] for e in sorted(seated.panels[place])]
        chair = seated.chairs[place]
        wanted.append(
            panels.Wanted(file, members, experts[rows.experts[chair]] if chair is not None else None)
        )
    by = draw.entered_by
    done = panels.set_panels(wanted, by=by, at=at, drawn=draw).done
    panels.show_panel(done, by=by, at=at, drawn=draw)
