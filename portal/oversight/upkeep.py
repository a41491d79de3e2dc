"""What the record needs done: a root each day, a walk through all of it each week."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.first_pages import first_pages
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.audit.mirror import append
from portal.audit.roots import make_root
from portal.audit.verify import Verdict, verify
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
    """Enter the tasks, notices and menu items of this room."""
    notices.add(BROKEN.key, BROKEN)
    jobs.add("verify_audit", verify_now)
    schedule.add("audit_root", Scheduled("audit_root", timedelta(days=1), publish_root))
    schedule.add("audit_verification", Scheduled("audit_verification", timedelta(days=7), verify_weekly))
    first_pages.add(Role.AUDITOR, "oversight:events")
    _register_menu()
    _register_footer()


MENU = [
    ("audit", _("Record"), "oversight:events", 70, Permission.READ_AUDIT),
    ("audit_reads", _("Reads"), "oversight:reads", 71, Permission.READ_AUDIT),
    ("audit_verification", _("Verification"), "oversight:verification", 72, Permission.READ_AUDIT),
    ("workdays", _("Working days"), "oversight:workdays_table", 80, Permission.MANAGE_WORKDAYS),
]


def _register_menu() -> None:
    for key, label, name, order, right in MENU:
        visible = lambda user, right=right: user.may(right)  # noqa: E731
        items.add(key, NavItem(key, label, name, order, visible=visible, group="oversight"))


def _register_footer() -> None:
    """What anybody may check: what the record held on a day, and how a period is counted."""
    for key, label, name, order in (
        ("roots", _("Roots of the record"), "oversight:roots", 10),
        ("receipt", _("Check your receipt"), "oversight:receipt", 15),
        ("calculation", _("How working days are counted"), "oversight:calculation", 20),
    ):
        items.add(key, NavItem(key, label, name, order, area="footer"))


def publish_root(*, at: datetime) -> None:
    """The daily root, in the record and in the file that others mirror."""
    make_root(at)
    append()


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
    action = "verify" if verdict.ok else "find_broken"
    record(kind=CHAIN[0], id=CHAIN[1], action=action, by=by, data=verdict.as_dict(), at=at)
    if verdict.broken:
        auditors = who_may(Permission.READ_AUDIT)
        params = {"table": verdict.broken.table, "row": verdict.broken.id}
        notify(BROKEN.key, to=auditors, params=params, at=at)
