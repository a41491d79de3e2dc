"""The city's opinion (annex 2, step 3): for or against, with a mark; its silence is put on record."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from applications import recommendation
from applications.models import Application, Kind
from applications.registry import Taken, add_effect
from applications.workflow import State, Step
from evaluations.models import CityOpinion
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.notifications import outages
from portal.notifications.notices import Notice, NoticeKind, notices, notify_many
from portal.notifications.schedule import Scheduled, schedule

CHUNK = 500
SILENT = NoticeKind(
    "evaluation.silent",
    _("Reported without the city's opinion"),
    _("The deadline for file %(number)s passed without an opinion: it was reported with “no opinion”."),
)


def register() -> None:
    """Enter the effect of the report, the notice, and the clock."""
    notices.add(SILENT.key, SILENT)
    add_effect(Step.REPORT, keep_opinions)
    schedule.add(
        "evaluations.silence", Scheduled("evaluations.silence", timedelta(minutes=10), report_silent)
    )


def keep_opinions(applications: Sequence[Application], taken: Taken) -> None:
    """With the report: the city's stance and mark, or that it gave none."""
    files = [file for file in applications if file.kind == Kind.EVALUATION]
    silent = taken.by is None
    CityOpinion.objects.bulk_create(
        CityOpinion(
            application=file,
            stance=CityOpinion.Stance.NONE if silent else taken.inputs["stance"],
            mark=None if silent else taken.inputs["mark"],
            reasons=taken.opinion.strip(),
            by=taken.by,
            at=taken.at,
        )
        for file in files
    )


def report_silent(*, at: datetime) -> int:
    """Past the city's deadline the portal reports an evaluation's file with 'no opinion'; returns how many.

    What an outage took is made up for first. Running twice changes nothing.
    """
    outages.settle(at=at)
    due = Application.objects.filter(kind=Kind.EVALUATION, state=State.AT_CITY, deadline__lt=at).order_by(
        "pk"
    )
    done, last = 0, 0
    while files := list(due.filter(pk__gt=last)[:CHUNK]):
        outcome = recommendation.report(files, opinion="", by=None, at=at, silent=True)
        _tell(outcome.done, at)
        done += len(outcome.done)
        last = files[-1].pk
    return done


def _tell(files: Sequence[Application], at: datetime) -> None:
    """The city that was silent, and the province, hear of it."""
    concerned = who_may(Permission.RECOMMEND, Permission.MANAGE_CALLS)
    people = list(concerned.select_related("organisation"))
    queued = [
        Notice(SILENT.key, user, {"number": file.number or ""}, file.get_absolute_url())
        for file in files
        for user in people
        if user.may(Permission.MANAGE_CALLS) or user.organisation.division_id == file.city_id
    ]
    notify_many(queued, at=at)
