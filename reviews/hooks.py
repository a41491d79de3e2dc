"""What this floor hands to the application page and to the reading of files."""

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from applications.registry import (
    Action,
    BulkAction,
    Panel,
    Reader,
    actions,
    desk_bulk_actions,
    panels,
    readers,
)
from applications.workflow import State, Step
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from reviews import opening, queries, recusals, results, seats, stages
from reviews.drawing import reading as drawing
from reviews.models import ReviewFile, Stage

SHOWN_TO = {Role.ENTERPRISE, Role.ALLIANCE, Role.PROVINCE, Role.AUDITOR}


def file_of(application) -> ReviewFile | None:
    rows = ReviewFile.objects.filter(application=application)
    return rows.select_related("application", "review__call").first()


def panel_visible(user, application) -> bool:
    """The applicant, the alliance, the province and the auditor see the panel once it is shown."""
    return (
        user.role in SHOWN_TO
        and ReviewFile.objects.filter(application=application, panel_shown_at__isnull=False).exists()
    )


def panel_context(user, application, at) -> dict:
    """Names, titles and employers; no means of contact. The applicant also sees which requests it may make."""
    file = file_of(application)
    asks = user.may(P.REQUEST_RECUSAL)
    members = seats.running_of([file])[file.pk]
    requests = recusals.requests_over(file) if asks else []
    asked = {entry.assignment_id for entry in requests}
    rows = []
    for seat in members:
        seat.file = file
        may = asks and seat.pk not in asked and recusals.is_open_to_request(seat, at=at)
        request = next((entry for entry in requests if entry.assignment_id == seat.pk), None)
        rows.append({"seat": seat, "requested": request, "may_request": may})
    ended = [entry for entry in requests if entry.assignment.ended_at]
    return {
        "review_file": file,
        "members": rows,
        "ended": ended,
        "asks": asks,
        "schedule": _schedule(file),
        "drawn": drawing.of_applicant(file) if asks else None,
    }


def _schedule(file: ReviewFile) -> list[tuple]:
    rows = [
        (Stage.DEFENCE.label, file.defence_at, file.defence_place),
        (Stage.SITE.label, file.site_at, file.site_place),
    ]
    return [row for row in rows if row[1]]


def progress_visible(user, application) -> bool:
    return user.may(P.READ_SCORES) and ReviewFile.objects.filter(application=application).exists()


def progress_context(user, application, at) -> dict:
    """How far the review is; figures of closed stages to those who may read them, else 'sealed n of m'."""
    file = file_of(application)
    sealed, seated = stages.sealed_counts([file])[file.pk]
    line = queries.result_of(application, user)
    reads_figures = user.role != Role.PROVINCE or line is not None
    return {
        "review_file": file,
        "sealed": sealed,
        "seated": seated,
        "line": line,
        "closings": results.closings(file) if reads_figures else [],
        "stage_label": Stage(file.stage).label,
        "scoring": file.total is None,
        "manages": user.may(P.MANAGE_REVIEW),
    }


def expert_may_score(user, application, at) -> bool:
    return user.may(P.REVIEW) and application.state == State.IN_REVIEW


def expert_context(user, application, at) -> dict:
    return {"seat": queries.seats_of(user).filter(file__application=application).first()}


def may_open(user, state: str) -> bool:
    """The alliance opens the review of files that a city reported."""
    return state == State.REPORTED and user.may(P.MANAGE_REVIEW)


def register() -> None:
    """Enter reader, decisions of the desk, panels and actions."""
    readers.add("reviews.expert", Reader(Role.EXPERT, queries.opened_to))
    _enter_decisions()
    _enter_panels()
    _enter_actions()


def _enter_decisions() -> None:
    desk_bulk_actions.add(
        "open_review",
        BulkAction(
            key="open_review",
            label=_("Open the review"),
            order=10,
            step=Step.OPEN_REVIEW,
            tone="primary",
            offered=may_open,
            form=lambda data, _files: Form(data),  # nothing is asked: the call has said it all
            run=opening.open_reviews,
        ),
    )


def _enter_panels() -> None:
    panels.add(
        "reviews.panel",
        Panel(
            "reviews.panel",
            _("Expert panel"),
            40,
            "reviews/panels/members.html",
            panel_visible,
            panel_context,
        ),
    )
    panels.add(
        "reviews.result",
        Panel(
            "reviews.result",
            _("Expert review"),
            45,
            "reviews/panels/result.html",
            progress_visible,
            progress_context,
        ),
    )


def _enter_actions() -> None:
    actions.add(
        "reviews.score",
        Action(
            "reviews.score",
            _("Score this file"),
            10,
            "reviews/panels/score.html",
            expert_may_score,
            expert_context,
        ),
    )
