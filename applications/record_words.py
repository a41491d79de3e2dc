"""What this floor's entries on the record are called in the auditor's lists."""

from django.utils.translation import gettext_lazy as _

from applications.workflow import Step
from portal.audit.words import actions, kinds

KINDS = {"application": _("Application"), "call": _("Call"), "enterprise": _("Enterprise")}
CALLS = {
    "publish": _("published the call"),
    "extend": _("extended the call"),
    "cancel": _("cancelled the call"),
}
DRAFTS = {
    "begin": _("began a draft"),
    "freeze": _("froze the submitted version"),
    "attach": _("attached a file"),
    "detach": _("took an attachment out"),
    "ask_for_review": _("asked the province for review"),
    "order_files": _("set the order of priority"),
    "attach_letter": _("attached its letter"),
    "count_paper": _("counted the paper copies"),
    "check_compliance": _("worked on the compliance checklist"),
    "keep_refused": _("answered the request for review: the city's decision stands"),
    "escalate": _("overdue: the higher authority was told"),
}


def register() -> None:
    """Enter the kinds, and the actions as ``kind.action``."""
    for kind, label in KINDS.items():
        kinds.add(kind, label)
    for step in Step:
        actions.add(f"application.{step.value}", step.label)
    for action, label in DRAFTS.items():
        actions.add(f"application.{action}", label)
    for action, label in CALLS.items():
        actions.add(f"call.{action}", label)
