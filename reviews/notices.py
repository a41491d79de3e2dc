"""What the review tells people. Notices to experts never name an enterprise: a recused expert keeps them."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.notices import NoticeKind
from portal.notifications.notices import notices as registry

PANEL_SHOWN = NoticeKind(
    "review.panel_shown",
    _("The expert panel is shown"),
    _(
        "The expert panel of file %(number)s is on its page. You may request the recusal of a member, "
        "with reasons, until %(until)s."
    ),
)
SEAT_GIVEN = NoticeKind(
    "review.seat_given",
    _("Files to review"),
    _("You were assigned to review files of “%(call)s”. Please declare first whether you have a conflict."),
)
RECUSAL_RAISED = NoticeKind(
    "review.recusal_raised",
    _("A recusal is to be ruled on"),
    _("A recusal concerning file %(number)s was entered. Please rule on it by %(due)s."),
)
REQUEST_RULED = {
    "granted": NoticeKind(
        "review.request_granted",
        _("Recusal granted"),
        _("The alliance has granted your request for recusal concerning file %(number)s."),
    ),
    "dismissed": NoticeKind(
        "review.request_dismissed",
        _("Recusal request dismissed"),
        _("The alliance has dismissed your request for recusal concerning file %(number)s, with reasons."),
    ),
}
DECLARATION_RULED = {
    "granted": NoticeKind(
        "review.declaration_granted",
        _("Your recusal is granted"),
        _("A recusal that you declared in “%(call)s” is granted. Nothing needs to be done."),
    ),
    "dismissed": NoticeKind(
        "review.declaration_dismissed",
        _("Your recusal is dismissed"),
        _("A recusal that you declared in “%(call)s” is dismissed. The file waits for your declaration."),
    ),
}
SEAT_ENDED = NoticeKind(
    "review.seat_ended",
    _("A seat has ended"),
    _("One of your seats in the review of “%(call)s” has ended. Nothing needs to be done."),
)
RECUSAL_DETECTED = NoticeKind(
    "review.recusal_detected",
    _("A recusal is examined"),
    _(
        "In “%(call)s” the portal found a relation between you and an applicant. The file is closed to you "
        "until the alliance has ruled. Nothing needs to be done."
    ),
)
DETECTION_DISMISSED = NoticeKind(
    "review.detection_dismissed",
    _("A seat goes on"),
    _("A recusal that was examined in “%(call)s” is dismissed. The file waits for your declaration."),
)
RECUSAL_DUE = NoticeKind(
    "review.recusal_due",
    _("A ruling is due"),
    _("A recusal concerning file %(number)s waits for its ruling; the time limit is %(due)s."),
)
NAME_FOUND = NoticeKind(
    "review.name_found",
    _("Same names are to be settled"),
    _("%(count)s times a name of an expert and of an applicant's side is the same. Please settle it."),
)
INTEGRITY_ENTERED = NoticeKind(
    "review.integrity_entered",
    _("An entry on your integrity record"),
    _("The alliance has entered something on your integrity record. It stands on your profile."),
)
INTEGRITY_LIFTED = NoticeKind(
    "review.integrity_lifted",
    _("An entry on your integrity record is lifted"),
    _("The alliance has lifted an entry on your integrity record. The reasons stand on your profile."),
)
STAGE_OPENED = NoticeKind(
    "review.stage_opened",
    _("The next stage has begun"),
    _("Files of “%(call)s” are now in the next stage of the review. Your sheets are ready."),
)
SCHEDULED = {
    "defence": NoticeKind(
        "review.defence_scheduled",
        _("Defence scheduled"),
        _("On-site defence of file %(number)s: %(when)s, %(place)s."),
    ),
    "site": NoticeKind(
        "review.visit_scheduled",
        _("Site visit scheduled"),
        _("Site visit for file %(number)s: %(when)s, %(place)s."),
    ),
}
SEATS_SCHEDULED = {
    "defence": NoticeKind(
        "review.seat_defence_scheduled",
        _("Defence scheduled"),
        _("An on-site defence in “%(call)s” that you sit on: %(when)s, %(place)s."),
    ),
    "site": NoticeKind(
        "review.seat_visit_scheduled",
        _("Site visit scheduled"),
        _("A site visit in “%(call)s” that you take part in: %(when)s, %(place)s."),
    ),
}
NOT_TAKEN_ON = {
    "defence": NoticeKind(
        "review.not_taken_on_to_defence",
        _("Written review ended"),
        _(
            "The written review of file %(number)s has ended. The file is not taken on to the on-site defence."
        ),
    ),
    "site": NoticeKind(
        "review.not_taken_on_to_visit",
        _("Review ended before the site visit"),
        _("The review of file %(number)s has ended. The file is not taken on to the site visit."),
    ),
}
CALLED_OFF = {
    "defence": NoticeKind(
        "review.defence_called_off",
        _("Defence called off"),
        _("The on-site defence of file %(number)s on %(when)s is called off. The reason: %(reason)s"),
    ),
    "site": NoticeKind(
        "review.visit_called_off",
        _("Site visit called off"),
        _("The site visit for file %(number)s on %(when)s is called off. The reason: %(reason)s"),
    ),
}
SEATS_CALLED_OFF = {
    "defence": NoticeKind(
        "review.seat_defence_called_off",
        _("Defence called off"),
        _("An on-site defence in “%(call)s” on %(when)s is called off. The reason: %(reason)s"),
    ),
    "site": NoticeKind(
        "review.seat_visit_called_off",
        _("Site visit called off"),
        _("A site visit in “%(call)s” on %(when)s is called off. The reason: %(reason)s"),
    ),
}
SIGNATURE_VOID = NoticeKind(
    "review.visit_signature_void",
    _("Your signature under a checklist is void"),
    _(
        "The checklist of a site visit in “%(call)s” has changed since you signed it. Please look and sign again."
    ),
)
RESULTS_REPORTED = NoticeKind(
    "review.results_reported",
    _("Review results have arrived"),
    _("The alliance reported the review results of “%(call)s”: %(count)s files."),
)
# Scores and the report
SHEET_REOPENED = NoticeKind(
    "review.sheet_reopened",
    _("A sheet was opened again"),
    _(
        "A sheet of “%(call)s” that you had sealed was opened again. Its page gives the reasons; please seal it anew."
    ),
)
STAGE_REOPENED = NoticeKind(
    "review.stage_reopened",
    _("A stage was opened again"),
    _("A closed stage in “%(call)s” was opened again. Your sheet gives the reasons; please seal it anew."),
)
REOPENING_PROPOSED = NoticeKind(
    "review.reopening_proposed",
    _("A stage is proposed to be opened again"),
    _("For file %(number)s a closed stage is proposed to be opened again. A second member of staff decides."),
)
PANEL_RESULT = NoticeKind(
    "review.panel_result",
    _("The panel's result is there"),
    _(
        "Every stage of files of “%(call)s” that you sit on is closed. You may read the panel's result and put "
        "a dissenting opinion on record until the report is prepared."
    ),
)
REPORT_PREPARED = NoticeKind(
    "review.report_prepared",
    _("A review report waits for the second signature"),
    _(
        "The report on “%(call)s” with %(count)s files was prepared. Somebody else than its author signs it off."
    ),
)
REPORT_DISCARDED = NoticeKind(
    "review.report_discarded",
    _("A prepared review report was discarded"),
    _("The prepared report on “%(call)s” was discarded; its page gives the reason."),
)
REMINDED = {
    "declare": NoticeKind(
        "review.remind_declare",
        _("Reminder: declarations to sign"),
        _(
            "Files of “%(call)s” wait for your declaration: %(count)s. Please declare whether you have a conflict, "
            "so that the review can go on."
        ),
    ),
    "score": NoticeKind(
        "review.remind_score",
        _("Reminder: sheets to seal"),
        _("Sheets of “%(call)s” wait to be scored and sealed by you: %(count)s. Please seal them soon."),
    ),
}


def register() -> None:
    """Enter the kinds of notice of this room."""
    single = (PANEL_SHOWN, SEAT_GIVEN, RECUSAL_RAISED, SEAT_ENDED, STAGE_OPENED, RESULTS_REPORTED)
    single += (RECUSAL_DETECTED, DETECTION_DISMISSED, RECUSAL_DUE, NAME_FOUND)
    single += (INTEGRITY_ENTERED, INTEGRITY_LIFTED)
    scores = (SHEET_REOPENED, STAGE_REOPENED, REOPENING_PROPOSED, PANEL_RESULT)
    reported = (REPORT_PREPARED, REPORT_DISCARDED, SIGNATURE_VOID)
    panels = (REQUEST_RULED, DECLARATION_RULED, SCHEDULED, SEATS_SCHEDULED, REMINDED)
    families = (*panels, NOT_TAKEN_ON, CALLED_OFF, SEATS_CALLED_OFF)
    for kind in (*single, *scores, *reported, *(kind for family in families for kind in family.values())):
        registry.add(kind.key, kind)
