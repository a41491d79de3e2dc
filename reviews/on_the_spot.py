"""Whether the defence of a file was held and its visit signed: what a stage waits for besides the sheets."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reviews.models import DefenceTurn, ReviewFile, Stage, Visit
from reviews.visits import reading


def waits_for(files: Sequence[ReviewFile]) -> dict[int, str]:
    """What each file's present stage still waits for on the spot; '' where nothing. Two queries at most."""
    found = dict.fromkeys((file.pk for file in files), "")
    defended = [file.pk for file in files if file.stage == Stage.DEFENCE]
    if defended:
        held = DefenceTurn.objects.filter(file__in=defended, ended_at=None).exclude(outcome="")
        heard = set(held.values_list("file", flat=True))
        text = _("The defence has not been held yet.")
        found |= {pk: text for pk in defended if pk not in heard}
    visited = [file.pk for file in files if file.stage == Stage.SITE]
    if visited:
        rows = Visit.objects.filter(file__in=visited, ended_at=None).prefetch_related("inspectors__seat")
        signed = {visit.file_id for visit in rows if reading.is_signed(visit)}
        text = _("The checklist of the site visit is not signed by both inspectors.")
        found |= {pk: text for pk in visited if pk not in signed}
    return found
