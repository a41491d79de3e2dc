"""What this floor's entries on the record are called in the auditor's lists."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.words import actions, kinds, reads

EXPERTS = {
    "add_expert": _("entered an expert"),
    "change_expert": _("changed an expert's entry"),
    "confirm_expert": _("confirmed an expert"),
    "enter_integrity": _("made an entry on an integrity record"),
    "lift_integrity": _("lifted an entry of an integrity record"),
}
RELATIONS = {
    "state_relation": _("stated a relation"),
    "take_back_relation": _("took a relation back"),
    "confirm_removal": _("confirmed that a relation is taken back"),
}
IMPORTS = {"apply_import": _("imported a workbook of experts")}
TIES = {
    "enter_tie": _("entered a tie between companies"),
    "end_tie": _("ended a tie between companies"),
}
NAMES = {
    "find_name": _("found the same name on both sides"),
    "settle_name": _("settled a question of names"),
}
FILES = {
    "assign_panel": _("assigned the expert panel"),
    "show_panel": _("showed the panel to the applicant"),
    "declare_no_conflict": _("declared no conflict of interest"),
    "enter_recusal": _("entered a recusal"),
    "rule_recusal": _("ruled on a recusal"),
    "replace_expert": _("replaced an expert"),
    "note_unavailable": _("noted that a drawn member is unavailable"),
    "move_recusal_time": _("moved the time to request a recusal"),
    "move_ruling": _("moved the time for a ruling on a recusal"),
    "note_staff_conflict": _("noted a conflict of a member of staff"),
    "plan_visit": _("planned the site visit"),
    "change_visit": _("changed the site visit"),
    "cancel_visit": _("called the site visit off"),
    "write_visit": _("wrote on the checklist of the visit"),
    "photograph_visit": _("added a photo of the visit"),
    "remove_visit_photo": _("took a photo out of the checklist"),
    "sign_visit": _("signed the checklist of the visit"),
    "void_visit_signature": _("voided a signature: the checklist changed"),
    "seal_sheet": _("sealed a score sheet"),
    "close_stage": _("closed a stage and revealed its sheets"),
    # Scores: the spread, what was opened again, dissent
    "call_one_more": _("found the spread beyond the limit: one more expert"),
    "seat_one_more": _("seated one more expert"),
    "reopen_sheet": _("opened a sealed sheet again"),
    "propose_reopening": _("proposed to open a closed stage again"),
    "reopen_stage": _("opened a closed stage again"),
    "refuse_reopening": _("did not agree to open a stage again"),
    "record_dissent": _("put a dissenting opinion on record"),
}
DEFENCES = {
    "prepare": _("prepared a day of defences and committed to its seed"),
    "choose": _("chose the files of the day"),
    "draw": _("drew the order and revealed the seed"),
    "move": _("moved a turn"),
    "take_out": _("took a turn out"),
    "cancel": _("cancelled the day"),
    "publish": _("published the timetable"),
    "hold": _("noted the attendance"),
    "absent": _("noted the applicant's absence"),
    "minute": _("kept a minute"),
}
DRAWS = {
    "prepare": _("prepared a draw"),
    "change": _("changed the rules of a draw"),
    "choose": _("chose files and roster of a draw"),
    "pin": _("pinned an expert to a file"),
    "unpin": _("took a pin out"),
    "discard": _("discarded a draft of a draw"),
    "submit": _("put a draw to the province"),
    "take_back": _("took a draw back to the draft"),
    "confirm": _("confirmed roster rules and review plan"),
    "send_back": _("sent a draw back"),
    "freeze": _("froze a draw and published its commitments"),
    "void": _("voided a draw before its value was known"),
    "enter_value": _("entered the public value"),
    "draw": _("drew the panels"),
    "open_substitute": _("opened a sealed substitute"),
    "reveal": _("published the whole record of a draw"),
    "replay": _("replayed a draw"),
}
REVIEWS = {
    "open": _("opened the review"),
    "report_results": _("reported the results"),
    "prepare_report": _("prepared the report"),
    "discard_report": _("discarded a prepared report"),
    "remind": _("reminded experts"),
}

READS = {
    "visit": _("Site visit"),
    "record": _("Record of a draw"),
    "identities": _("Identities behind a draw"),
}


def register() -> None:
    """Enter the kinds, and the actions as ``kind.action``."""
    kinds.add("review", _("Review"))
    kinds.add("expert", _("Expert"))
    kinds.add("recusal", _("Recusal"))
    kinds.add("draw", _("Draw of panels"))
    kinds.add("defence", _("Day of defences"))
    kinds.add("relation", pgettext_lazy("conflict", "Relation"))
    kinds.add("expert_import", _("Import of experts"))
    kinds.add("tie", _("Tie between companies"))
    kinds.add("name_alarm", _("Same name"))
    of_kinds = (
        ("expert", EXPERTS),
        ("relation", RELATIONS),
        ("expert_import", IMPORTS),
        ("tie", TIES),
        ("name_alarm", NAMES),
        ("application", FILES),
        ("review", REVIEWS),
        ("defence", DEFENCES),
        ("draw", DRAWS),
    )
    for kind, named in of_kinds:
        for action, label in named.items():
            actions.add(f"{kind}.{action}", label)
    for what, label in READS.items():
        reads.add(what, label)
