"""What stands between roster and files, as the grounds that a record states."""

from collections.abc import Collection, Sequence
from datetime import datetime

from reviews import availability, eligibility
from reviews.conflicts import words
from reviews.models import Expert, Recusal, ReviewFile

UNAVAILABLE = "unavailable"


def grounds(
    experts: Collection[Expert], files: Sequence[ReviewFile], *, at: datetime
) -> dict[tuple[int, int], str]:
    """The ground of each (expert id, file id) that must not sit together, in a few queries.

    A name that both sides have and that nobody settled counts as a relation until it is settled.
    """
    found = eligibility.between(experts, files, at=at)
    barred = dict.fromkeys(found.turns, "rotation")
    granted = Recusal.objects.filter(
        ruling=Recusal.Ruling.GRANTED, assignment__file__in=[file.pk for file in files]
    )
    for expert, file, ground in granted.values_list("assignment__expert", "assignment__file", "ground"):
        barred[expert, file] = ground
    for pair, path in found.paths.items():
        barred[pair] = words.ground(path)
    here = {expert.pk for expert in experts}
    return {pair: str(ground) for pair, ground in barred.items() if pair[0] in here}


def facts(
    experts: Collection[Expert], files: Sequence[ReviewFile], *, at: datetime
) -> dict[tuple[int, int], str]:
    """The same, and who can't be given a seat just now."""
    here = [expert.pk for expert in experts]
    free = set(availability.seatable(at).filter(pk__in=here).values_list("pk", flat=True))
    gone = [expert for expert in here if expert not in free]
    away = {(expert, file.pk): UNAVAILABLE for expert in gone for file in files}
    return away | grounds(experts, files, at=at)
