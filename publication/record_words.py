"""What this floor's entries are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name, reads

MEETINGS = {
    "open": _("opened the deliberation"),
    "vote_standards": _("voted on the standards"),
    "vote_process": _("voted on the process"),
    "decide_propose": _("decided which files to propose"),
    "decide_decline": _("decided which files to leave out"),
    "recuse": _("noted that a member leaves an item"),
    "take_back": _("took a decision back"),
    "close": _("closed the deliberation"),
    "send_back": _("sent the record of the deliberation back"),
    "approve": _("approved the record of the deliberation"),
}
PUBLICITIES = {
    "begin": _("began the publicity"),
    "recount": _("counted the publicity period anew"),
    "outage": _("made up for an outage of the portal"),
    "announce": _("announced the list"),
}
LISTS = {
    "make": _("made a version of the list"),
    "correct": _("corrected an announced list"),
}
MEMBERS = {"certificate": _("made a certificate of membership")}
OBJECTIONS = {
    "submit": _("received an objection"),
    "confirm": _("confirmed the address of the objector"),
    "complete": _("received the sealed statement"),
    "admit": _("admitted the objection"),
    "refuse": _("refused the objection"),
    "redact": _("wrote the redacted copy"),
    "forward": _("sent the redacted copy to the enterprise"),
    "answer": _("answered the objection"),
    "move_deadline": _("moved the deadlines of the objection"),
    "note": _("noted a step of the investigation"),
    "dismiss": _("dismissed the objection"),
    "uphold": _("upheld the objection"),
}
READS = {
    "identity": _("Identity of the objector"),
    "evidence": _("Evidence"),
    "answer": _("Evidence of the enterprise's answer"),
}
CATALOGUE = {
    "ask_add": _("asked for a new entry of the catalogue"),
    "ask_change": _("asked for a change in the catalogue"),
    "ask_withdraw": _("asked to take an entry out of the catalogue"),
    "approve": _("approved what was asked for the catalogue"),
    "refuse": _("refused what was asked for the catalogue"),
}


def register() -> None:
    """Enter the kinds, their actions and what is read of them."""
    name("deliberation", _("Deliberation"), MEETINGS)
    name("publicity", _("Publicity"), PUBLICITIES)
    name("list", _("List"), LISTS)
    name("membership", _("Membership"), MEMBERS)
    name("objection", _("Objection"), OBJECTIONS)
    name("catalogue", _("Catalogue"), CATALOGUE)
    for what, label in READS.items():
        reads.add(what, label)
