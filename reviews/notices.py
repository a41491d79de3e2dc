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
RESULTS_REPORTED = NoticeKind(
    "review.results_reported",
    _("Review results have arrived"),
    _("The alliance reported the review results of “%(call)s”: %(count)s files."),
)


def register() -> None:
    """Enter the kinds of notice of this room."""
    single = (PANEL_SHOWN, SEAT_GIVEN, RECUSAL_RAISED, SEAT_ENDED, STAGE_OPENED, RESULTS_REPORTED)
    families = (REQUEST_RULED, DECLARATION_RULED, SCHEDULED, SEATS_SCHEDULED)
    for kind in (*single, *(kind for family in families for kind in family.values())):
        registry.add(kind.key, kind)
