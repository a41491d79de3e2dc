"""What draws tell the province and the alliance; no file and no expert is named."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.notices import NoticeKind
from portal.notifications.notices import notices as registry

DRAW_SUBMITTED = NoticeKind(
    "review.draw_submitted",
    _("A draw of review panels waits for confirmation"),
    _(
        "The alliance has prepared a draw of review panels for “%(call)s”. Please confirm the roster rules and "
        "the review plan, or send them back with reasons."
    ),
)
DRAW_CONFIRMED = NoticeKind(
    "review.draw_confirmed",
    _("A draw of review panels was confirmed"),
    _("The province has confirmed roster rules and review plan for “%(call)s”. The draw can be frozen now."),
)
DRAW_SENT_BACK = NoticeKind(
    "review.draw_sent_back",
    _("A draw of review panels was sent back"),
    _("The province has sent the draw for “%(call)s” back; its page gives the reasons."),
)
DRAW_VALUE_DUE = NoticeKind(
    "review.draw_value_due",
    _("The public value of a draw is known"),
    _(
        "The public value for the draw of “%(call)s” has been published. Please enter it, so that the panels are drawn."
    ),
)


def register() -> None:
    """Enter the kinds of notice of draws."""
    for kind in (DRAW_SUBMITTED, DRAW_CONFIRMED, DRAW_SENT_BACK, DRAW_VALUE_DUE):
        registry.add(kind.key, kind)
