"""What the record needs done: a root each day, a walk through all of it each week, words for its rows."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.first_pages import first_pages
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role, roles_with
from portal.audit.chain import record
from portal.audit.roots import make_daily_root
from portal.audit.verify import Verdict, verify
from portal.audit.words import actions, kinds
from portal.notifications.jobs import enqueue, jobs
from portal.notifications.notices import NoticeKind, notices, notify
from portal.notifications.schedule import Scheduled, schedule
from portal.ui.navigation import NavItem, items

CHAIN = ("audit", "verification")
BROKEN = NoticeKind(
    "audit.broken",
    _("The record of decisions is broken"),
    _("Verification stopped at table %(table)s, row %(row)s. Keep the database as it is and investigate."),
)


def register() -> None:
    """Enter the tasks, notices, words and menu items of this room."""
    notices.add(BROKEN.key, BROKEN)
    jobs.add("verify_audit", verify_now)
    schedule.add("audit_root", Scheduled("audit_root", timedelta(days=1), make_daily_root))
    schedule.add("audit_verification", Scheduled("audit_verification", timedelta(days=7), verify_weekly))
    first_pages.add(Role.AUDITOR, "oversight:events")
    _register_words()
    _register_menu()


def _register_words() -> None:
    kinds.add("audit", _("Record of decisions"))
    kinds.add("job", _("Job"))
    kinds.add("account", _("Account"))
    kinds.add("sealing_key", _("Sealing key"))
    kinds.add("workdays", _("Working days"))
    actions.add("audit.verify", _("verified the record: whole"))
    actions.add("audit.find_broken", _("verified the record: broken"))
    actions.add("job.retry", _("queued a failed job again"))
    actions.add("workdays.enter", _("entered a holiday notice"))
    actions.add("workdays.remove", _("took a day out of the table"))


def _register_menu() -> None:
    def may(permission):
        return lambda user: user.may(permission)

    items.add(
        "audit", NavItem("audit", _("Record"), "oversight:events", 70, visible=may(Permission.READ_AUDIT))
    )
    items.add(
        "audit_reads",
        NavItem("audit_reads", _("Reads"), "oversight:reads", 71, visible=may(Permission.READ_AUDIT)),
    )
    items.add(
        "audit_verification",
        NavItem(
            "audit_verification",
            _("Verification"),
            "oversight:verification",
            72,
            visible=may(Permission.READ_AUDIT),
        ),
    )
    items.add(
        "workdays",
        NavItem(
            "workdays",
            _("Working days"),
            "oversight:workdays_table",
            80,
            visible=may(Permission.MANAGE_WORKDAYS),
        ),
    )


def ask_for_verification(*, by: User, at: datetime) -> None:
    """Queue a walk through the record; asked twice within a minute it is one."""
    name = f"verify_audit {by.pk} {at:%Y-%m-%dT%H:%M}"
    enqueue("verify_audit", args={"by": by.pk}, at=at, once=name)


def verify_now(*, by: int) -> None:
    """The job: walk the record and put the verdict on it."""
    _keep(verify(), by=User.objects.filter(pk=by).first(), at=timezone.now())


def verify_weekly(*, at: datetime) -> None:
    """The scheduled task."""
    _keep(verify(), by=None, at=at)


def _keep(verdict: Verdict, *, by: User | None, at: datetime) -> None:
    kind, chain = CHAIN
    action = "verify" if verdict.ok else "find_broken"
    record(kind=kind, id=chain, action=action, by=by, data=verdict.as_dict(), at=at)
    if verdict.broken:
        auditors = User.objects.filter(role__in=roles_with(Permission.READ_AUDIT), is_active=True)
        params = {"table": verdict.broken.table, "row": verdict.broken.id}
        notify(BROKEN.key, to=auditors, params=params, at=at)
