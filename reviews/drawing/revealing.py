"""With the announcement the whole record is public: both secrets, every substitute (annex 1, step 10)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from applications.models import Application
from applications.registry import Taken
from applications.workflow import State
from reviews import draw as pure
from reviews.drawing import drafts, secrets
from reviews.models import Draw, DrawFile


def due():
    """Drawn draws with an announced file and none in review: no substitute will be opened any more."""
    files = DrawFile.objects.filter(draw=OuterRef("pk"))
    return Draw.objects.filter(
        Exists(files.filter(file__application__state=State.ANNOUNCED)),
        ~Exists(files.filter(file__application__state=State.IN_REVIEW)),
        status=Draw.Status.DRAWN,
        revealed_at=None,
    )


@transaction.atomic
def reveal(draws: Sequence[Draw], *, by=None, at: datetime) -> int:
    """Publish the whole records; returns how many. Twice changes nothing."""
    rows = due().filter(pk__in=[draw.pk for draw in draws]).select_for_update(of=("self",)).order_by("pk")
    made = list(rows)
    for draw in made:
        kept = secrets.unseal(draw.secrets)
        draw.record = pure.reveal(draw.record, substitute_secret=kept.substitute_secret)
        draw.revealed_at = at
        draw.save(update_fields=["record", "revealed_at"])
        drafts.note(draw, "reveal", by=by, at=at, record=draw.record["digests"]["record"])
    return len(made)


def with_announcement(files: Sequence[Application], taken: Taken) -> None:
    """An effect of the step: the draws behind what is announced."""
    behind = due().filter(files__file__application__in=[file.pk for file in files]).only("pk").distinct()
    if behind.exists():
        reveal(list(behind), by=taken.by, at=taken.at)


def reveal_due(*, at: datetime) -> int:
    """Those whose last file left the review after the announcement."""
    return reveal(list(due().only("pk")), at=at)
