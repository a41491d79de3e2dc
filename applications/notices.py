"""Whom a step tells, and in which words: total over the states."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.registry import Taken
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.roles import roles_with
from portal.notifications.notices import Notice, NoticeKind, notify_many
from portal.notifications.notices import notices as registry

# What the enterprise reads when its file reaches a state.
TO_OWNER: dict[str, NoticeKind] = {
    State.DRAFT: NoticeKind("application.draft", _("Draft begun"), _("The draft for “%(call)s” was begun.")),
    State.AT_COUNTY: NoticeKind(
        "application.at_county",
        _("Submitted to the county"),
        _("File %(number)s was submitted and is now with the county authority for collation."),
    ),
    State.AT_CITY: NoticeKind(
        "application.at_city",
        _("With the city authority"),
        _("File %(number)s is now with the city authority for the compliance check."),
    ),
    State.RETURNED: NoticeKind(
        "application.returned",
        _("Returned for correction"),
        _("File %(number)s was returned for correction. Please correct and submit it by %(deadline)s."),
    ),
    State.NOT_RECOMMENDED: NoticeKind(
        "application.not_recommended",
        _("Not recommended by the city"),
        _(
            "The city does not recommend file %(number)s. Read the reasons; you may ask the province for review."
        ),
    ),
    State.REPORTED: NoticeKind(
        "application.reported",
        _("Reported to the province"),
        _("The city has reported file %(number)s to the province, with a copy to the alliance."),
    ),
    State.IN_REVIEW: NoticeKind(
        "application.in_review",
        _("Expert review opened"),
        _("The expert review of file %(number)s has been opened."),
    ),
    State.REVIEWED: NoticeKind(
        "application.reviewed",
        _("Review results reported"),
        _("The alliance has reported the review results of file %(number)s to the province."),
    ),
    State.PROPOSED: NoticeKind(
        "application.proposed",
        _("Proposed for the list"),
        _("File %(number)s has been put on the proposed list, which will be publicised."),
    ),
    State.IN_PUBLICITY: NoticeKind(
        "application.in_publicity",
        _("In publicity"),
        _("The proposed list with file %(number)s is in publicity."),
    ),
    State.UNDER_OBJECTION: NoticeKind(
        "application.under_objection",
        _("An objection was received"),
        _("An objection concerning file %(number)s was received and is being investigated."),
    ),
    State.DECLINED: NoticeKind(
        "application.declined",
        _("Not recognised"),
        _("File %(number)s is not on the list. Read the reasons on its page."),
    ),
    State.ANNOUNCED: NoticeKind(
        "application.announced",
        _("Result announced"),
        _("The result of file %(number)s was announced."),
    ),
    State.WITHDRAWN: NoticeKind(
        "application.withdrawn", _("Withdrawn"), _("The file for “%(call)s” was withdrawn.")
    ),
    State.LAPSED: NoticeKind(
        "application.lapsed",
        _("Lapsed"),
        _(
            "The file for “%(call)s” lapsed: it was not submitted or corrected in time, or the call was cancelled."
        ),
    ),
}
ARRIVED = NoticeKind(
    "application.arrived",
    _("A file has arrived"),
    _("%(name)s (%(number)s) has arrived at “%(state)s”."),
)
MANY_ARRIVED = NoticeKind(
    "application.many_arrived",
    _("Files have arrived"),
    _("%(count)s files have arrived; they are on your desk."),
)


def register() -> None:
    """Enter the kinds of notice of this room."""
    for kind in [*TO_OWNER.values(), ARRIVED, MANY_ARRIVED]:
        registry.add(kind.key, kind)


def tell(applications: list[Application], taken: Taken) -> None:
    """Tell each enterprise of its file, and each new holder of what has arrived (one notice, not 2,000)."""
    owners = {application.enterprise.organisation_id for application in applications}
    holders = {application.holder_id for application in applications if application.holder_id} - owners
    people: dict[int, list[User]] = defaultdict(list)
    desk_roles = roles_with(Permission.USE_DESK)
    rows = User.objects.filter(organisation_id__in=owners | holders, is_active=True)
    for user in rows:
        if user.organisation_id in owners or user.role in desk_roles:
            people[user.organisation_id].append(user)
    queued = []
    for application in applications:
        kind = TO_OWNER[application.state]
        for user in people[application.enterprise.organisation_id]:
            queued.append(Notice(kind.key, user, _params(application), application.get_absolute_url()))
    by_holder: dict[int, list[Application]] = defaultdict(list)
    for application in applications:
        if application.holder_id in holders:
            by_holder[application.holder_id].append(application)
    for holder, files in by_holder.items():
        for user in people[holder]:
            if len(files) == 1:
                queued.append(Notice(ARRIVED.key, user, _params(files[0]), files[0].get_absolute_url()))
            else:
                queued.append(
                    Notice(MANY_ARRIVED.key, user, {"count": len(files)}, reverse("applications:desk"))
                )
    notify_many(queued, at=taken.at)


def _params(application: Application) -> dict:
    return {
        "name": application.enterprise_name,
        "number": application.number or "",
        "call": application.call.title,
        "state": str(application.get_state_display()),
        "deadline": application.deadline.isoformat() if application.deadline else "",
    }
