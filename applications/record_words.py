"""What this floor's entries are called on the record, for the auditor and at the page of a file."""

from django.utils.translation import gettext_lazy as _

from applications.workflow import Step
from portal.audit.words import name, reads

FILES = {
    Step.SUBMIT: _("submitted the application"),
    Step.RESUBMIT: _("submitted the correction"),
    Step.PASS_ON: _("collated it and passed it on to the city"),
    Step.RETURN: _("returned it for correction"),
    Step.REPORT: _("recommended it and reported it to the province, with copy to the alliance"),
    Step.NOT_RECOMMEND: _("did not recommend it"),
    Step.TAKE_UP: _("took it up again"),
    Step.OPEN_REVIEW: _("opened the review"),
    Step.REPORT_RESULTS: _("reported the results"),
    Step.PROPOSE: _("put it on the proposed list"),
    Step.DECLINE: _("left it off the list"),
    Step.PUBLICISE: _("publicised the list"),
    Step.CONTEST: _("admitted an objection"),
    Step.RESOLVE: _("closed the objection"),
    Step.UPHOLD: _("upheld an objection; it left the list"),
    Step.CORRECT: _("upheld an objection; the entry is corrected"),
    Step.ADD: _("upheld an objection; it was added to the list"),
    Step.ANNOUNCE: _("announced the result"),
    Step.WITHDRAW: _("withdrew it"),
    Step.LAPSE: _("lapsed"),
    "begin": _("began the draft"),
    "attach": _("attached a file"),
    "detach": _("removed an attachment"),
    "freeze": _("froze what was submitted, with its digest"),
    "count_paper": _("counted the paper copies"),
    "check_compliance": _("worked on the compliance checklist"),
    "request_review": _("asked the province for review"),
    "keep_refused": _("answered the request for review: the city's decision stands"),
    "move_deadline": _("the deadline moved with a holiday notice"),
    "prolong_deadline": _("the deadline was prolonged after an outage of the portal"),
    "escalate": _("overdue: the higher authority was told"),
    "rename": _("the enterprise has another name"),
}
CALLS = {
    "publish": _("published the call"),
    "extend": _("extended the call"),
    "cancel": _("cancelled the call"),
    "order_files": _("set the order of priority"),
    "attach_letter": _("attached its letter"),
    "make_letter": _("made its letter"),
}
ENTERPRISES = {
    "register": _("registered the enterprise"),
    "confirm": _("confirmed the proof of the claim"),
    "change_contact": _("changed the contact data"),
    "replace_proof": _("replaced a proof of the claim"),
    "ask_to_join": _("asked to join"),
    "join": _("let a colleague join"),
    "refuse_to_join": _("refused a colleague"),
    "dispute": _("contested who speaks for the enterprise"),
    "dismiss_dispute": _("dismissed the dispute"),
    "move": _("moved the account to the claimant"),
    "rename": _("changed the enterprise's name"),
}
READS = {
    "dossier": _("Dossier, version"),
    "attachments": _("Attachments of version"),
    "attachment": _("Attachment"),
    "licence": _("Business licence"),
    "authorisation": _("Sealed authorisation"),
    "join_authorisation": _("Authorisation of a colleague"),
    "dispute_licence": _("Business licence of a claimant"),
    "dispute_authorisation": _("Sealed authorisation of a claimant"),
}


def register() -> None:
    """Enter the kinds, their actions and what is read of them."""
    name("application", _("Application"), FILES)
    name("call", _("Call"), CALLS)
    name("enterprise", _("Enterprise"), ENTERPRISES)
    for what, label in READS.items():
        reads.add(what, label)
