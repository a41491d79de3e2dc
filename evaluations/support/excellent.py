"""Who is excellent: the members to whom the policy's support is due, and by which evaluation."""

from django.db.models import Exists, OuterRef, QuerySet

from applications.models import Application, Call, Enterprise, Kind
from publication.models import Announcement, Membership, MembershipStatus

EXCELLENT = Application.Outcome.EXCELLENT


def excellent() -> QuerySet[Membership]:
    """The members whose newest evaluation is excellent."""
    return Membership.objects.filter(is_member=True, tier=EXCELLENT)


def is_excellent(enterprise: Enterprise) -> bool:
    return excellent().filter(enterprise=enterprise).exists()


def announced_evaluations() -> QuerySet[Call]:
    """Evaluations whose result is announced, newest first."""
    known = Announcement.objects.filter(version__call=OuterRef("pk"))
    rows = Call.objects.filter(Exists(known), kind=Kind.EVALUATION)
    return rows.defer("body").order_by("-year", "-batch", "-pk")


def excellent_of(**calls) -> QuerySet[Membership]:
    """Members excellent at present whose excellence an evaluation of ``calls`` (lookups of a call) announced."""
    said = MembershipStatus.objects.filter(
        membership=OuterRef("pk"),
        what=MembershipStatus.What.EVALUATED,
        result=EXCELLENT,
        **{f"announcement__version__call__{key}": value for key, value in calls.items()},
    )
    return excellent().filter(Exists(said))
