"""Who is told what about a change report."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import Participation
from applications.renaming import running_files
from evaluations.models import ChangeReport
from portal.accounts.models import Organisation, User
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role, roles_with
from portal.accounts.who import who_may
from portal.notifications.notices import NoticeKind, notices, notify, people_of

KINDS = [
    NoticeKind(
        "change.to_city",
        _("A change request waits for your opinion"),
        _("%(name)s reports a change while its file %(file)s runs. Please forward it by %(due)s."),
    ),
    NoticeKind(
        "change.to_province",
        _("A change report waits"),
        _("%(name)s reports a change (%(number)s). To be decided by %(due)s."),
    ),
    NoticeKind(
        "change.copied",
        _("Copy of a change report"),
        _("%(name)s has reported a change to the province (%(number)s)."),
    ),
    NoticeKind(
        "change.forwarded",
        _("Your change report is with the province"),
        _("The city has forwarded change report %(number)s with its opinion."),
    ),
    NoticeKind(
        "change.silent",
        _("A change report was forwarded without the city's opinion"),
        _(
            "The city's deadline for change report %(number)s passed; the portal forwarded it without an opinion."
        ),
    ),
    NoticeKind(
        "change.asked",
        _("The province asks for more on your change report"),
        _("Change report %(number)s: please complete it by %(due)s. What is asked: %(text)s"),
    ),
    NoticeKind(
        "change.answered",
        _("A change report was completed"),
        _("%(name)s has answered what was asked for on change report %(number)s."),
    ),
    NoticeKind(
        "change.accepted",
        _("A change was accepted"),
        _("The province has accepted change report %(number)s of %(name)s."),
    ),
    NoticeKind(
        "change.renamed",
        _("An enterprise has another name"),
        _("“%(former)s” is now called “%(name)s” (change report %(number)s). Code, number and status stay."),
    ),
    NoticeKind(
        "change.rejected",
        _("A change report was rejected"),
        _("Change report %(number)s of %(name)s was rejected. Reasons: %(text)s"),
    ),
    NoticeKind(
        "change.lapsed",
        _("Your change report has lapsed"),
        _("Change report %(number)s was not completed in time. You can report the change again at any time."),
    ),
    NoticeKind(
        "change.overdue",
        _("A change report is overdue"),
        _("Change report %(number)s of %(name)s was to be decided by %(due)s."),
    ),
    NoticeKind(
        "change.moved",
        _("The deadline of a change report has moved"),
        _("After a holiday notice or an outage, change report %(number)s is due %(due)s."),
    ),
]


def register() -> None:
    """Enter the kinds."""
    for kind in KINDS:
        notices.add(kind.key, kind)


def tell(report: ChangeReport, kind: str, to: Iterable[User], *, at: datetime, **params) -> None:
    """Tell ``to`` of a report; its name, number and deadline go along."""
    given = {
        "name": report.enterprise.name,
        "number": report.number or "",
        "due": report.due_at.isoformat() if report.due_at else "",
        **params,
    }
    notify(f"change.{kind}", to=to, params=given, link=report.get_absolute_url(), at=at)


def enterprise_people(report: ChangeReport) -> Iterable[User]:
    return people_of(report.enterprise.organisation_id)


def city_officers(report: ChangeReport) -> Iterable[User]:
    """The officers of the city in which the enterprise is registered."""
    rows = who_may(P.FORWARD_CHANGES)
    return rows.filter(organisation__division=report.enterprise.city_id)


def deciders() -> Iterable[User]:
    return who_may(P.DECIDE_CHANGES)


def alliance() -> Iterable[User]:
    return people_of(Organisation.alliance())


def concerned(report: ChangeReport) -> Iterable[User]:
    """Whom an accepted change concerns: the enterprise, its county and city, the alliance, and everybody
    whose authority takes part in one of its running files.
    """
    of = report.enterprise
    taking_part = Participation.objects.filter(application__in=running_files(of).values("pk"))
    staff = User.objects.filter(is_active=True, role__in=roles_with(P.USE_DESK))
    places = [code for code in (of.city_id, of.county_id) if code]
    local = staff.filter(role__in=[Role.CITY, Role.COUNTY], organisation__division__in=places)
    holders = staff.filter(organisation__in=taking_part.values("organisation"))
    found = {user.pk: user for user in [*enterprise_people(report), *local, *holders, *alliance()]}
    return [found[pk] for pk in sorted(found)]
