"""What each person may read of the review."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from applications.models import Application, Call
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.roles import Role
from reviews import availability
from reviews.models import Assignment, Expert, Recusal, Report, ReportLine, Review, ReviewFile, ScoreSheet


def seats_of(user: User) -> QuerySet[Assignment]:
    """The seats that an expert knows of: running, shown, not recused, of files in review.

    A recused or ended expert finds nothing here, so nothing anywhere: every page of experts begins with it.
    """
    return Assignment.objects.filter(
        expert__user=user,
        ended_at=None,
        shown_at__isnull=False,
        file__application__state=State.IN_REVIEW,
    ).exclude(declaration=Assignment.Declaration.RECUSED)


def waiting_of(user: User) -> dict[str, int]:
    """How many of an expert's seats wait for the declaration and for a sealed sheet of the present stage."""
    sealed = ScoreSheet.objects.filter(assignment=OuterRef("pk"), stage=OuterRef("file__stage")).exclude(
        status=ScoreSheet.Status.DRAFT
    )
    to_declare = Q(declaration=Assignment.Declaration.OPEN)
    to_score = Q(declaration=Assignment.Declaration.NO_CONFLICT, file__total=None) & ~Exists(sealed)
    return seats_of(user).aggregate(
        declare=Count("pk", filter=to_declare), score=Count("pk", filter=to_score)
    )


def opened_to(user: User) -> Q:
    """The files that an expert may open: a running seat with a signed no-conflict declaration."""
    seats = seats_of(user).filter(
        declaration=Assignment.Declaration.NO_CONFLICT, file__application=OuterRef("pk")
    )
    return Q(Exists(seats))


def files_of(user: User) -> QuerySet[ReviewFile]:
    """The files in review that the alliance works on."""
    return ReviewFile.objects.select_related("application", "review__call")


# The alliance's work on a call's files, in its order; files to open are not in review yet.
RUNNING = {"application__state": State.IN_REVIEW}
WORK = {
    "panel": {"panel_shown_at__isnull": True, **RUNNING},
    "scoring": {"panel_shown_at__isnull": False, "total__isnull": True, **RUNNING},
    "closed": {"total__isnull": False, "report__isnull": True, **RUNNING},
    "prepared": {"report__isnull": False, **RUNNING},
    "reported": {"application__report_line__isnull": False},
}


def work_counts(call: Call, user: User) -> dict[str, int]:
    """How many files of a call wait at each piece of work."""
    counts = {key: Count("pk", filter=Q(**conditions)) for key, conditions in WORK.items()}
    files = ReviewFile.objects.filter(review__call=call).aggregate(**counts)
    return {"open": to_open(call, user).count(), **{key: files[key] for key in WORK}}


def calls_with_files() -> QuerySet[Call]:
    """Calls with files that were reported by cities or are in review, newest first, with their counts."""
    of = "applications__state"
    return (
        Call.objects.exclude(status=Call.Status.DRAFT)
        .annotate(
            to_open=Count("applications", filter=Q(**{of: State.REPORTED})),
            in_review=Count("applications", filter=Q(**{of: State.IN_REVIEW})),
            reported=Count("applications", filter=Q(applications__report_line__isnull=False)),
        )
        .filter(Q(to_open__gt=0) | Q(in_review__gt=0) | Q(reported__gt=0))
    )


def to_open(call: Call, user: User) -> QuerySet[Application]:
    """The files of a call that wait with the alliance for their review."""
    return call.applications.filter(state=State.REPORTED, holder_id=user.organisation_id)


def register_of_experts(
    *, at: datetime, text: str = "", kind: str = "", field: str = "", region: str = "", flag: str = ""
) -> QuerySet[Expert]:
    """Experts by name, employer or code, kind, field (a branch of the tree counts whole), region and flag.

    ``at``: the moment at which they are available, or not.
    """
    rows = Expert.objects.select_related("region").prefetch_related("fields")
    if text := text.strip():
        rows = rows.filter(
            Q(name__icontains=text) | Q(employer__icontains=text) | Q(employer_code=text.upper())
        )
    if kind:
        rows = rows.filter(kind=kind)
    if field:
        of_field = Expert.fields.through.objects.filter(expert=OuterRef("pk")).filter(
            Q(expertfield__key=field) | Q(expertfield__parent__key=field)
        )
        rows = rows.filter(Exists(of_field))
    if region:
        rows = rows.filter(region_id=region)
    flags = {
        "committee": Q(is_committee_member=True),
        "available": Q(pk__in=availability.seatable(at).values("pk")),
        "unconfirmed": Q(is_confirmed=False),
        "unavailable": Q(is_confirmed=True) & ~Q(pk__in=availability.seatable(at).values("pk")),
    }
    return rows.filter(flags[flag]) if flag in flags else rows


def recusals(*, ruling: str = "") -> QuerySet[Recusal]:
    """The register of recusals, what is due first in front."""
    rows = Recusal.objects.select_related("assignment__expert", "assignment__file__application")
    return rows.filter(ruling=ruling) if ruling else rows


def reports_for(user: User) -> QuerySet[Report]:
    """Reports as they may be read, newest first: all of them, but to the province only those that were sent."""
    rows = Report.objects.select_related("review__call", "document")
    if user.role == Role.PROVINCE:
        rows = rows.filter(status=Report.Status.SENT)
    return rows.defer("content").annotate(files=Count("review_files")).order_by("-at", "-pk")


def reported_lines(review: Review) -> QuerySet[ReportLine]:
    """Every reported line of a call's review, whichever report holds it."""
    return ReportLine.objects.filter(report__review=review).select_related("application__city", "report")


def result_of(application: Application, user: User) -> ReportLine | None:
    """The reported result of a file, for those who may read scores; None before the report."""
    if user.role not in {Role.PROVINCE, Role.ALLIANCE, Role.AUDITOR}:
        return None
    lines = ReportLine.objects.filter(application=application).select_related("report__document")
    return lines.first()
