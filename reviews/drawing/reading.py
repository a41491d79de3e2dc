"""What pages of draws show: steps, facts, proposals and conflicts in words, panels, what an applicant may check."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from applications.models import Call, SupplierClass
from applications.workflow import State
from reviews.draw.numbers import numbers
from reviews.draw.plan import from_document
from reviews.drawing import planning, secrets, wording
from reviews.models import Assignment, Draw, DrawFile, Expert, ExpertField, Recusal, ReviewFile

HEAVY = ("record", "secrets", "proposal")
PUBLISHED = (Draw.Status.FROZEN, Draw.Status.DRAWING, Draw.Status.DRAWN, Draw.Status.VOIDED)


def listed() -> QuerySet[Draw]:
    """The draws of every call, newest first, without their records."""
    rows = Draw.objects.select_related("review__call").defer(*HEAVY)
    return rows.annotate(many=Count("files", distinct=True)).order_by("-pk")


def published() -> QuerySet[Draw]:
    """What the public sees: the draws that were frozen."""
    return Draw.objects.filter(status__in=PUBLISHED).select_related("review__call")


def steps(draw: Draw) -> list[dict]:
    """The road of a draw."""
    rows = [
        (_("Prepared"), draw.created_at),
        (_("Confirmed by the province"), draw.confirmed_at),
        (pgettext("step of a draw", "Freezing"), draw.frozen_at),
        (_("Public value"), draw.entered_at),
        (pgettext("step of a draw", "Drawing"), draw.drawn_at),
        (_("Publishing the whole record"), draw.revealed_at),
    ]
    stopped = draw.status in {Draw.Status.VOIDED, Draw.Status.DISCARDED}
    found, current = [], False
    for label, when in rows:
        state = "done" if when else "todo"
        if not when and not current:
            current, state = True, "stopped" if stopped else "current"
        found.append({"label": label, "state": state, "date": when})
    return found


def names(draw: Draw, files: Iterable[int] = (), experts: Iterable[int] = ()) -> tuple[dict, dict]:
    """The names of files and experts by id."""
    of_files = ReviewFile.objects.filter(pk__in=set(files))
    of_experts = Expert.objects.filter(pk__in=set(experts))
    return (
        dict(of_files.values_list("pk", "application__enterprise_name")),
        dict(of_experts.values_list("pk", "name")),
    )


def conflict(draw: Draw, told: dict | None) -> list[str]:
    """Why the proposal found no panels, in words; empty where it found some."""
    rules = (told or {}).get("conflict")
    if not rules:
        return []
    files, experts = names(
        draw,
        (row["file"] for row in rules if "file" in row),
        (row["expert"] for row in rules if "expert" in row),
    )
    return wording.conflict(rules, files=files, experts=experts, draw=draw)


def loads(told: dict) -> list[dict]:
    """Who would sit on how many files, the busiest first."""
    found = Expert.objects.in_bulk([pk for pk, _n in told["loads"]])
    return [{"expert": found[pk], "n": n} for pk, n in told["loads"] if pk in found]


def barred(told: dict) -> list[tuple[str, int]]:
    """How many pairs are barred, by ground."""
    labels = {**dict(Recusal.Ground.choices), "rotation": _("Rotation of the call")}
    return [(str(labels.get(ground, ground)), n) for ground, n in told.get("barred", {}).items()]


def price(more: int) -> str:
    """What a pin costs, in words."""
    if more <= 0:
        return _("It costs nothing: the fields match as well as without it.")
    text = ngettext(
        "It costs %(n)d band: the fields of the panels match less well by so much.",
        "It costs %(n)d bands: the fields of the panels match less well by so much.",
        more,
    )
    return text % {"n": more}


def trial(draw: Draw, files: Sequence[DrawFile]) -> None:
    """Give each row of ``files`` the members that the proposal seats on it, with their bands."""
    panels = (draw.proposal or {}).get("panels", {})
    found = Expert.objects.in_bulk({pk for row in files for pk, _band in panels.get(str(row.file_id), ())})
    for row in files:
        rows = panels.get(str(row.file_id), ())
        row.members = [{"expert": found[pk], "band": band} for pk, band in rows if pk in found]


def seated(files: Sequence[DrawFile]) -> None:
    """Give each row of ``files`` who sits on it now."""
    running = Assignment.objects.filter(file__in=[row.file_id for row in files], ended_at=None)
    by_file: dict[int, list[dict]] = {row.file_id: [] for row in files}
    for seat in running.select_related("expert"):
        by_file[seat.file_id].append({"expert": seat.expert, "is_chair": seat.is_chair, "band": None})
    for row in files:
        row.members = by_file[row.file_id]


def events(draw: Draw) -> list[dict]:
    """The replacements of a drawn draw with names, newest first, for those who may know them."""
    rows = (draw.record or {}).get("events", [])
    if not rows:
        return []
    files = dict(draw.files.values_list("place", "file__application__enterprise_name"))
    experts = dict(draw.experts.values_list("place", "expert__name"))
    return [
        {
            "at": row["at"],
            "file": files[row["file"]],
            "left": experts.get(row["vacated"], ""),
            "ground": ground_label(row["ground"]),
            "opened": len(row["opened"]),
            "seated": experts[row["opened"][-1]["expert"]]
            if row["opened"] and row["opened"][-1]["outcome"] == "seated"
            else "",
        }
        for row in reversed(rows)
    ]


def ground_label(ground: str) -> str:
    """A ground of a record in words."""
    more = {
        "rotation": _("Rotation of the call"),
        "unavailable": _("Unavailable"),
        "spread": _("Spread of the scores"),
    }
    return str({**dict(Recusal.Ground.choices), **more}.get(ground, ground))


def of_applicant(file: ReviewFile) -> dict | None:
    """What the applicant of a drawn file may check: keys, salts and texts of the file and of who sits on it."""
    row = (
        DrawFile.objects.filter(file=file, is_ruling=True, draw__status=Draw.Status.DRAWN)
        .select_related("draw")
        .first()
    )
    if row is None:
        return None
    draw, kept = row.draw, secrets.unseal(row.draw.secrets)
    running = Assignment.objects.filter(file=file, ended_at=None).values("expert")
    places = draw.experts.filter(expert__in=running).order_by("place").values_list("place", flat=True)
    frozen = draw.record["frozen"]
    rows = [_opened(frozen["files"][row.place], kept.files[row.place])]
    rows += [_opened(frozen["experts"][place], kept.experts[place]) for place in places]
    return {"draw": draw, "rows": rows}


def _opened(row: dict, behind: list[str]) -> dict:
    return {"key": row["key"], "identity": row["identity"], "salt": behind[0], "text": behind[1]}


def identities(draw: Draw) -> dict:
    """Salt and text behind every key, for the auditor."""
    kept, frozen = secrets.unseal(draw.secrets), draw.record["frozen"]
    return {
        part: [_opened(row, getattr(kept, part)[place]) for place, row in enumerate(frozen[part])]
        for part in ("files", "experts")
    }


def order_of(draw: Draw) -> list[str]:
    """The keys of the roster in the drawn order, as a replay computes them again."""
    plan = from_document(draw.record["frozen"])
    drawn = draw.record["draw"]
    again = numbers(plan, bytes.fromhex(drawn["panel_secret"]), drawn["value"])
    return [plan.experts[place].key for place in again.order]


def needed(draw: Draw) -> list[tuple[str, str]]:
    """The fields that files of each class need, in words."""
    known = {path: str(one) for path, one in _fields()}
    return [
        (str(label), _(", ").join(known.get(path, path) for path in draw.fields.get(key, [])))
        for key, label in SupplierClass.choices
    ]


def _fields() -> list[tuple[str, ExpertField]]:
    paths = planning.paths()
    return [(paths[one.pk], one) for one in ExpertField.objects.all()]


def public_facts(draw: Draw) -> dict:
    """What the public reads of a frozen draw, as its page shows it."""
    record = draw.record
    return {
        **record["commitments"],
        **{f"digest_{name}": digest for name, digest in record["digests"].items()},
        "value": record["draw"]["value"] if record["draw"] else "",
        "void": record["void"],
        "number": record["frozen"]["number"],
        "confirmation": record["frozen"]["confirmation"],
        "public_value": record["frozen"]["public_value"],
    }


def waiting_reviews() -> list[dict]:
    """The calls with files that a draw could seat, with how many."""
    running = Assignment.objects.filter(file=OuterRef("pk"), ended_at=None)
    ruled = DrawFile.objects.filter(file=OuterRef("pk"), is_ruling=True)
    free = ReviewFile.objects.filter(panel_shown_at=None, application__state=State.IN_REVIEW)
    rows = free.filter(~Exists(running), ~Exists(ruled)).values("review__call").order_by()
    counts = dict(rows.annotate(many=Count("pk")).values_list("review__call", "many"))
    calls = Call.objects.filter(pk__in=counts).order_by("-year", "-batch", "-pk")
    return [{"call": call, "many": counts[call.pk]} for call in calls]
