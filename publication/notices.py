"""Notices, jobs and the clock of this floor."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.notifications.jobs import enqueue, jobs
from portal.notifications.notices import NoticeKind, notices, notify
from portal.notifications.schedule import Scheduled, schedule
from portal.workdays import calendar as workdays
from portal.workdays.moved import moved
from publication import completing, confirmation, investigation, kept, lock, objections, prolonging, selfcheck
from publication.models import Objection, Publicity

KINDS = [
    NoticeKind(
        "deliberation.closed",
        gettext_lazy("A deliberation waits for approval"),
        gettext_lazy("The record of the deliberation on “%(call)s” was closed; a second person approves it."),
    ),
    NoticeKind(
        "deliberation.sent_back",
        gettext_lazy("The record of a deliberation was sent back"),
        gettext_lazy("The record of the deliberation on “%(call)s” has to be put right and closed anew."),
    ),
    NoticeKind(
        "publicity.moved",
        gettext_lazy("Publicity period moved"),
        gettext_lazy(
            "A holiday notice moved the publicity period of “%(call)s”; its last day is %(last_day)s now."
        ),
    ),
    NoticeKind(
        "publicity.prolonged",
        gettext_lazy("Publicity period prolonged"),
        gettext_lazy(
            "The portal could not be reached for over two working hours during the publicity of “%(call)s”; "
            "its last day is %(last_day)s now."
        ),
    ),
    NoticeKind(
        "publicity.unreachable",
        gettext_lazy("The page of a list in public is not reachable"),
        gettext_lazy(
            "The portal could not see its own page of the list of “%(call)s” in public. Look at it now."
        ),
    ),
    NoticeKind(
        "publicity.ended",
        gettext_lazy("Publicity ended"),
        gettext_lazy("The publicity period of “%(call)s” is over. Look at what is still open."),
    ),
    NoticeKind(
        "publicity.announceable",
        gettext_lazy("Announcement is possible"),
        gettext_lazy("The list of “%(call)s” has run its whole period and no objection is open."),
    ),
    NoticeKind(
        "objection.received",
        gettext_lazy("Objection received"),
        gettext_lazy("Objection %(number)s was received."),
    ),
    NoticeKind(
        "objection.forwarded",
        gettext_lazy("Please answer an objection"),
        gettext_lazy("Objection %(number)s concerns your file. Please read it and answer by %(deadline)s."),
    ),
    NoticeKind(
        "objection.answered",
        gettext_lazy("The enterprise answered"),
        gettext_lazy("The enterprise answered objection %(number)s."),
    ),
    NoticeKind(
        "objection.ruled",
        gettext_lazy("Objection ruled on"),
        gettext_lazy("The province ruled on objection %(number)s. Read the ruling on the page of your file."),
    ),
    NoticeKind(
        "objection.due",
        gettext_lazy("Reply to an objection is due"),
        gettext_lazy("The reply to objection %(number)s is due in two working days or less."),
    ),
    NoticeKind(
        "objection.overdue",
        gettext_lazy("Reply to an objection is overdue"),
        gettext_lazy("The reply to objection %(number)s is overdue."),
    ),
]
KINDS += [
    NoticeKind(
        "catalogue.asked",
        gettext_lazy("A change of the catalogue waits for approval"),
        gettext_lazy("%(enterprise)s asks for a change in the product catalogue: “%(name)s”."),
    ),
    NoticeKind(
        "catalogue.approved",
        gettext_lazy("Your entry of the catalogue was approved"),
        gettext_lazy("“%(name)s” was approved; the public catalogue shows it so from now on."),
    ),
    NoticeKind(
        "catalogue.refused",
        gettext_lazy("Your entry of the catalogue was refused"),
        gettext_lazy("“%(name)s” was refused. Read the reasons, correct it and send it again."),
    ),
]
WARN_DAYS = 2  # working days before an objection's reply is due


def register() -> None:
    """Enter this floor's notices, jobs and scheduled work."""
    for kind in KINDS:
        notices.add(kind.key, kind)
    jobs.add("publication.tell_province", tell_province)
    jobs.add("publication.tell_due", tell_due)
    moved.add("publication.publicity", follow_calendar)
    every = timedelta(minutes=15)
    schedule.add("publication.periods", Scheduled("publication.periods", every, look_at_periods))
    schedule.add("publication.selfcheck", Scheduled("publication.selfcheck", every, selfcheck.look))
    schedule.add("publication.objections", Scheduled("publication.objections", every, look_at_objections))


def look_at_periods(*, at: datetime) -> None:
    """Count the running periods again; say when one is over, and when its list may be announced."""
    prolonging.recount(at=at)
    for row in Publicity.objects.filter(version__successors=None).only("pk"):
        prolonging.follow_outages(row, at=at)
    rows = Publicity.objects.filter(ends_at__lte=at, version__successors=None)
    for row in rows.select_related("version__call"):
        args = {"publicity": row.pk, "kind": "publicity.ended"}
        enqueue("publication.tell_province", args=args, at=at, once=f"publicity.ended:{row.pk}")
        if lock.of(row, at=at).is_open:
            args = {"publicity": row.pk, "kind": "publicity.announceable"}
            enqueue("publication.tell_province", args=args, at=at, once=f"publicity.announceable:{row.pk}")


def look_at_objections(*, at: datetime) -> None:
    """Refuse what was not completed within the period; remind of replies due; drop files left behind."""
    kept.drop_old(at=at)
    late = Objection.objects.filter(status=Objection.Status.INCOMPLETE, publicity__ends_at__lte=at)
    for objection in late.defer("sealed").select_related("publicity"):
        if objection.has_seal and at < confirmation.until(objection):
            continue
        with override("zh-hans"):
            reasons = completing.lacking(objection)
        investigation.refuse(objection, reasons=reasons, by=None, at=at)
    soon = workdays.closing(workdays.add_working_days(timezone.localdate(at), WARN_DAYS))
    rows = Objection.objects.filter(status__in=Objection.OPEN, due_at__lte=soon)
    for pk, due_at in rows.values_list("pk", "due_at"):
        kind = "objection.overdue" if due_at < at else "objection.due"
        args = {"objection": pk, "kind": kind}
        enqueue("publication.tell_due", args=args, at=at, once=f"{kind}:{pk}")


def tell_province(*, publicity: int, kind: str) -> None:
    """Job: tell the province's officers about a publicity."""
    row = Publicity.objects.select_related("version__call").get(pk=publicity)
    notify(
        kind,
        to=who_may(Permission.ANNOUNCE),
        params={"call": row.version.call.title},
        link=reverse("publication:publicity_manage", args=[row.pk]),
        at=timezone.now(),
    )


def tell_due(*, objection: int, kind: str) -> None:
    """Job: remind the objection officers, if it is still open."""
    row = Objection.objects.defer("sealed").get(pk=objection)
    if row.is_open:
        objections.tell_officers(kind, row, timezone.now())


def follow_calendar(change, *, by, at: datetime) -> int:
    """A holiday notice came in: count the running periods again, and say how many moved."""
    return len(prolonging.recount(at=at))
