"""What stands beside the files of a list: opinions, electronic materials, paper, requests for review.

One statement for all of it, whatever the number of files: a list is opened all day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When

from applications.models import (
    Attachment,
    MaterialRequirement,
    Opinion,
    PaperCount,
    ReconsiderationRequest,
)
from applications.workflow import Step
from portal.statements import Among, Joined, Keys, Statement

FILES, CALLS = Keys("files"), Keys("calls")
FILED, COUNTED, ASKS, WANTED = "filed", "counted", "asks", "wanted"
COLUMNS = ("part", "of", "words", "moment")
NO_MOMENT = Value(None, DateTimeField())


@dataclass
class Beside:
    """What a list shows beside its files, by file; ``wanted`` by call.

    ``opinions``: the latest of each step. ``filed``: the materials of the attachments, ``7,7,9``.
    ``counted``: paper copies by material, and whether they were counted for what is submitted now,
    ``7:2:1,9:1:0``. ``wanted``: the copies that the call asks for and whether the material is mandatory,
    ``7:2:1,9:1:0``.
    """

    opinions: dict[tuple[int, str], str] = field(default_factory=dict)
    filed: dict[int, str] = field(default_factory=dict)
    counted: dict[int, str] = field(default_factory=dict)
    asked_at: dict[int, datetime] = field(default_factory=dict)
    wanted: dict[int, str] = field(default_factory=dict)


def read(files: Iterable[int], calls: Iterable[int]) -> Beside:
    """Everything beside ``files``, and what the ``calls`` of those at an authority ask for."""
    found = Beside()
    texts = {FILED: found.filed, COUNTED: found.counted, WANTED: found.wanted}
    given: dict[tuple[int, str], datetime] = {}
    for part, of, words, moment in EVERYTHING.rows(files=files, calls=calls):
        if part in texts:
            texts[part][of] = words
        elif part == ASKS:
            found.asked_at[of] = moment
        elif (of, part) not in given or given[of, part] <= moment:
            found.opinions[of, part], given[of, part] = words, moment
    return found


def numbers(words: str) -> list[tuple[int, ...]]:
    """``7:2,9:1`` as pairs of numbers."""
    return [tuple(map(int, row.split(":"))) for row in words.split(",")] if words else []


def _everything() -> QuerySet:
    """All parts under each other."""
    return _opinions().union(_filed(), _counted(), _asking(), _wanted(), all=True)


def _opinions() -> QuerySet:
    """The county's opinions and the city's reasons, under the step that they came with."""
    rows = Opinion.objects.filter(Among(F("application"), FILES), step__in=[Step.PASS_ON, Step.NOT_RECOMMEND])
    rows = rows.annotate(part=F("step"), of=F("application"), words=F("text"), moment=F("at"))
    return rows.order_by().values_list(*COLUMNS)


def _filed() -> QuerySet:
    rows = Attachment.objects.filter(Among(F("application"), FILES), removed_at=None)
    return _grouped(rows, "application", FILED, "requirement")


def _counted() -> QuerySet:
    rows = PaperCount.objects.filter(Among(F("application"), FILES))
    current = Q(application__submitted_at=None) | Q(at__gte=F("application__submitted_at"))
    return _grouped(rows, "application", COUNTED, "requirement", "received", _flag(current))


def _asking() -> QuerySet:
    """Requests for review that the province has not answered."""
    rows = ReconsiderationRequest.objects.filter(Among(F("application"), FILES), replied_at=None)
    rows = rows.annotate(part=Value(ASKS), of=F("application"), words=Value(""), moment=F("at"))
    return rows.order_by().values_list(*COLUMNS)


def _wanted() -> QuerySet:
    """What calls ask for on paper."""
    rows = MaterialRequirement.objects.filter(Among(F("call"), CALLS), paper_copies__gt=0)
    return _grouped(rows, "call", WANTED, "pk", "paper_copies", _flag(Q(mandatory=True)))


def _grouped(rows: QuerySet, by: str, part: str, *values) -> QuerySet:
    """One row for each file or call, with ``values`` of all its rows in one text."""
    rows = (
        rows.order_by().values(of=F(by)).annotate(part=Value(part), words=Joined(*values), moment=NO_MOMENT)
    )
    return rows.values_list(*COLUMNS)


def _flag(condition: Q) -> Case:
    """1 or 0: the same text on every database."""
    return Case(When(condition, then=Value(1)), default=Value(0))


EVERYTHING = Statement(_everything)
