"""What this floor's entries are called on the record."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.words import actions, name

HEARINGS = {
    "give_notice": _("gave prior notice of a removal"),
    "state": _("was heard"),
    "rule": _("ruled on the statement"),
    "move_hearing": _("moved the time to be heard"),
}
MARKET = {
    "import": _("took in a table of market records"),
    "correct_row": _("corrected a row that was set aside"),
    "enter_sender": _("entered a sender of market records"),
    "revoke_sender": _("revoked a sender's token"),
    "receive": _("received market records by the interface"),
}
DISPUTES = {
    "open_dispute": _("disputed a market record"),
    "rule_dispute": _("ruled on a disputed record"),
}

SUPPORT = {
    "directory": (
        _("Recommended directory"),
        {
            "prepare": _("prepared the directory"),
            "send_back": _("sent the directory back"),
            "issue": _("issued the directory"),
        },
    ),
    "event": (
        _("Event"),
        {
            "create": _("drafted the event"),
            "edit": _("changed the event"),
            "publish": _("published the event"),
            "cancel": _("cancelled the event"),
            "register": _("registered for the event"),
            "sign_off": _("signed off from the event"),
            "move_up": _("moved up from the waiting list"),
            "check_in": _("was checked in"),
            "feedback": _("gave feedback"),
        },
    ),
    "need": (
        _("Need"),
        {
            "post": _("posted the need"),
            "publish": _("published the need"),
            "refuse": _("refused the need"),
            "offer": _("offered the need to members"),
            "answer": _("answered the need"),
            "close": _("closed the need"),
        },
    ),
    "referral": (
        pgettext_lazy("support", "Recommendation"),
        {"refer": _("recommended the supplier"), "settle": _("put the outcome on the register")},
    ),
}

BENCHMARK = {
    "enter_benchmark": _("entered a benchmark project"),
    "correct_benchmark": _("corrected an entry of the register"),
}


def register() -> None:
    """Enter the kinds and their actions."""
    name("hearing", _("Right to be heard"), HEARINGS)
    name("market", _("Market records"), MARKET)
    name("record_dispute", _("Disputed record"), DISPUTES)
    name("benchmark", _("Benchmark project"), BENCHMARK)
    name(
        "benchmarks",
        _("Register of benchmark projects"),
        {"import_benchmarks": _("took in a table of benchmark projects")},
    )
    name("sign", _("Questions to the records"), {"note_sign": _("noted what was found about a sign")})
    actions.add("call.edit_evaluation_rules", _("edited the rules of the evaluation"))
    actions.add("call.decide_absent", _("decided on a member that did not apply"))
    for kind, (label, words) in SUPPORT.items():
        name(kind, label, words)
