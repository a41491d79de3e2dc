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
RECUSAL_RULED = NoticeKind(
    "review.recusal_ruled",
    _("Ruling on your recusal request"),
    _("The alliance has ruled on your request concerning file %(number)s: %(ruling)s."),
)
DECLARATION_RULED = NoticeKind(
    "review.declaration_ruled",
    _("Ruling on your declaration"),
    _("The alliance has ruled on a recusal that you declared in “%(call)s”: %(ruling)s."),
)
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
SCHEDULED = NoticeKind(
    "review.scheduled",
    _("Defence or visit scheduled"),
    _("%(stage)s of file %(number)s: %(when)s, %(place)s."),
)
RESULTS_REPORTED = NoticeKind(
    "review.results_reported",
    _("Review results have arrived"),
    _("The alliance reported the review results of “%(call)s”: %(count)s files."),
)


def register() -> None:
    """Enter the kinds of notice of this room."""
    for kind in (
        PANEL_SHOWN,
        SEAT_GIVEN,
        RECUSAL_RAISED,
        RECUSAL_RULED,
        DECLARATION_RULED,
        SEAT_ENDED,
        STAGE_OPENED,
        SCHEDULED,
        RESULTS_REPORTED,
    ):
        registry.add(kind.key, kind)
