"""Draws in public: commitments, public value, digests; the whole record with the announcement."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.accounts.access import PUBLIC, access
from portal.ui.paging import page
from reviews import draw as pure
from reviews import verify_draw
from reviews.drawing import reading
from reviews.models import Draw
from reviews.views.draw_replay import as_file


def _published(pk: int) -> Draw:
    return get_object_or_404(reading.published().defer("secrets", "proposal"), pk=pk)


@access(PUBLIC)
@require_safe
def public_draws(request):
    """The draws that were frozen, newest first."""
    rows = reading.published().defer(*reading.HEAVY)
    shown = page(request, rows, order=("-frozen_at", "-pk"), size=20)
    return render(request, "reviews/draws/public_list.html", {"page": shown})


@access(PUBLIC)
@require_safe
def public_draw(request, pk: int):
    """One draw as far as it is public."""
    draw = _published(pk)
    context = {"draw": draw, "call": draw.review.call, "public": reading.public_facts(draw)}
    return render(request, "reviews/draws/public.html", {**context, "steps": reading.steps(draw)})


@access(PUBLIC)
@require_safe
def public_draw_record(request, pk: int):
    """The record: its public part, or all of it from the announcement on."""
    draw = _published(pk)
    if draw.revealed_at:
        return as_file(draw.record, f"draw-{pk}")
    return as_file(pure.public_part(draw.record), f"draw-{pk}-public")


@access(PUBLIC)
@require_safe
def draw_verifier(request):
    """The program that checks a whole record without this portal."""
    answer = HttpResponse(
        Path(verify_draw.__file__).read_bytes(), content_type="text/x-python; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    return answer
