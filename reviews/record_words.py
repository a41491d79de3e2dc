"""What this floor's entries on the record are called in the auditor's lists."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import actions, kinds

EXPERTS = {
    "add_expert": _("entered an expert"),
    "change_expert": _("changed an expert's entry"),
    "confirm_expert": _("confirmed an expert"),
}
REVIEWS = {
    "open": _("opened the review"),
    "declare_no_conflict": _("declared no conflict of interest"),
    "enter_recusal": _("entered a recusal"),
    "rule_recusal": _("ruled on a recusal"),
    "replace_expert": _("replaced an expert"),
    "schedule_stage": _("scheduled a stage"),
    "seal_sheet": _("sealed a score sheet"),
    "report_results": _("reported the results"),
}


def register() -> None:
    """Enter the kinds, and the actions as ``kind.action``."""
    kinds.add("review", _("Review"))
    kinds.add("expert", _("Expert"))
    for action, label in EXPERTS.items():
        actions.add(f"expert.{action}", label)
    for action, label in REVIEWS.items():
        actions.add(f"review.{action}", label)
