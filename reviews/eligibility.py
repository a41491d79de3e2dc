"""What stands between experts and files: conflicts, rotation, earlier recusals, absence. For many at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews import availability, conflicts
from reviews.conflicts import words
from reviews.conflicts.graph import Path
from reviews.models import Assignment, Expert, ReviewFile


@dataclass(frozen=True)
class Standing:
    """What is known of each (expert id, file id); see :func:`between`."""

    paths: dict[tuple[int, int], Path]
    turns: dict[tuple[int, int], int]
    recused: Collection[tuple[int, int]]
    seatable: Collection[int]

    def conflict(self, expert: Expert, file: ReviewFile) -> str:
        """The certain path between the two in words, '' when there is none."""
        path = self.paths.get((expert.pk, file.pk))
        return words.text(path) if path and path.is_certain else ""

    def question(self, expert: Expert, file: ReviewFile) -> str:
        """The path that leans on a name and was not settled, in words; '' when there is none."""
        path = self.paths.get((expert.pk, file.pk))
        return words.text(path) if path and not path.is_certain else ""

    def why_not(self, expert: Expert, file: ReviewFile, *, is_seated: bool = False) -> str:
        """Why the expert can't sit on the file, '' when nothing stands against it.

        ``is_seated``: the seat is held already, so absence doesn't matter any more.
        """
        who = {"expert": expert.name}
        pair = (expert.pk, file.pk)
        if path := self.conflict(expert, file):
            return _("%(expert)s has a conflict with the applicant: %(path)s.") % {**who, "path": path}
        if pair in self.recused:
            return _("%(expert)s was recused from this file.") % who
        if pair in self.turns:
            return _rotated(self.turns[pair], file) % {**who, "times": self.turns[pair]}
        if not is_seated and expert.pk not in self.seatable:
            return _("%(expert)s is not confirmed or not available.") % who
        return ""


def _rotated(times: int, file: ReviewFile) -> str:
    call = file.review.call
    text = ngettext(
        "%(expert)s has reviewed this enterprise once within {years} years; the call's rotation allows no more.",
        "%(expert)s has reviewed this enterprise %(times)d times within {years} years; the call's rotation "
        "allows no more.",
        times,
    )
    return text.replace("{years}", str(call.rotation_years))


def between(experts: Collection[Expert], files: Sequence[ReviewFile], *, at: datetime) -> Standing:
    """What stands between ``experts`` and ``files`` (with application and call), in a few queries."""
    recused = Assignment.objects.filter(
        expert__in=[expert.pk for expert in experts],
        file__in=[file.pk for file in files],
        recusals__ruling="granted",
    )
    return Standing(
        conflicts.between(experts, files, at),
        conflicts.rotation(experts, files, at),
        set(recused.values_list("expert", "file")),
        set(availability.seatable(at).filter(pk__in=[e.pk for e in experts]).values_list("pk", flat=True)),
    )


def asked(standing: Standing, experts: Collection[Expert], file: ReviewFile) -> list[tuple[int, int, Path]]:
    """The questions of names between ``experts`` and ``file``, as :func:`conflicts.alarms.enter` takes them."""
    rows = [(expert.user_id, standing.paths.get((expert.pk, file.pk))) for expert in experts]
    enterprise = file.application.enterprise_id
    return [(account, enterprise, path) for account, path in rows if path and not path.is_certain]
