"""What this floor's entries on the record are called in the auditor's lists."""

from django.utils.translation import gettext_lazy as _

from applications.registry import action_words
from portal.audit.words import actions, kinds

EXPERTS = {
    "add_expert": _("entered an expert"),
    "change_expert": _("changed an expert's entry"),
    "confirm_expert": _("confirmed an expert"),
}
FILES = {
    "assign_panel": _("assigned the expert panel"),
    "show_panel": _("showed the panel to the applicant"),
    "declare_no_conflict": _("declared no conflict of interest"),
    "enter_recusal": _("entered a recusal"),
    "rule_recusal": _("ruled on a recusal"),
    "replace_expert": _("replaced an expert"),
    "schedule_stage": _("scheduled a stage"),
    "seal_sheet": _("sealed a score sheet"),
    "close_stage": _("closed a stage and revealed its sheets"),
}
REVIEWS = {
    "open": _("opened the review"),
    "report_results": _("reported the results"),
}


def register() -> None:
    """Enter the kinds, and the actions as ``kind.action``; those of a file for its own page too."""
    kinds.add("review", _("Review"))
    kinds.add("expert", _("Expert"))
    for kind, named in (("expert", EXPERTS), ("application", FILES), ("review", REVIEWS)):
        for action, label in named.items():
            actions.add(f"{kind}.{action}", label)
    for action, label in FILES.items():
        action_words.add(action, label)
