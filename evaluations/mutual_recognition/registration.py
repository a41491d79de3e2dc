"""What this topic enters in the registries: notices, words of the record, menu, what public pages show."""

from django.utils.translation import gettext_lazy as _

from evaluations.models import LocalPolicy, PolicyVersion, TreatmentReport
from evaluations.mutual_recognition import overdue, standing
from portal import page_cache
from portal.accounts.permissions import Permission as P
from portal.audit.words import name
from portal.notifications.notices import NoticeKind, notices
from portal.ui.navigation import NavItem, items

NOTICES = (
    NoticeKind(
        "mutual.discriminates",
        _("A local policy with a discriminating clause"),
        _("%(city)s published “%(title)s” and says itself that a clause of it discriminates."),
    ),
    NoticeKind(
        "mutual.reported",
        _("Report of discriminatory treatment"),
        _("A member reports discriminatory treatment in %(city)s."),
    ),
    NoticeKind(
        "mutual.asked",
        _("The province asks for your reply"),
        _("A member reports discriminatory treatment in your city; reply within %(days)s working days."),
    ),
    NoticeKind(
        "mutual.overdue",
        _("A reply on discriminatory treatment is overdue"),
        _("%(city)s has not replied to the province in time."),
    ),
    NoticeKind(
        "mutual.replied",
        _("Reply to a report of discriminatory treatment"),
        _("%(city)s has replied to the report."),
    ),
    NoticeKind(
        "mutual.closed",
        _("Your report of discriminatory treatment is closed"),
        _("The province has closed your report on %(city)s; outcome and reasons stand on its page."),
    ),
)
POLICIES = {
    "save": _("recorded a version of the policy"),
    "publish": _("published the policy"),
    "end": _("marked the policy as no longer in force"),
}
REPORTS = {
    "report": _("reported discriminatory treatment"),
    "ask_city": _("asked the city for a reply"),
    "overdue": _("let the time to reply pass"),
    "reply": _("replied to the report"),
    "note": _("noted a finding on the report"),
    "close": _("closed the report"),
}
STAFF = (P.FOLLOW_UP_TREATMENT, P.KEEP_LOCAL_POLICIES, P.READ_AUDIT)


def register() -> None:
    """Enter everything."""
    for kind in NOTICES:
        notices.add(kind.key, kind)
    name("local_policy", _("Local policy"), POLICIES)
    name("treatment", _("Report of discriminatory treatment"), REPORTS)
    page_cache.watch(LocalPolicy, PolicyVersion, TreatmentReport)
    standing.register()
    overdue.register()
    key = "evaluations.mutual"
    visible = lambda user: any(user.may(right) for right in STAFF)  # noqa: E731
    items.add(
        key, NavItem(key, _("Mutual recognition"), "evaluations:mutual", 48, visible=visible, group="pool")
    )
