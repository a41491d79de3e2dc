"""An evaluation round (annex 2, steps 1 and 2): its rules, who is on its list, who may apply."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.filing import BEGIN
from applications.models import Application, Call, Enterprise, Kind
from applications.policies import Refused
from applications.registry import CallPart, Taken, add_policy, call_parts
from evaluations import tables
from evaluations.models import AbsentDecision, EvaluationRules
from publication.models import Membership, MembershipStatus


def register() -> None:
    """Enter the rules of evaluation calls, and who may begin a file in one."""
    call_parts.add("evaluation", CallPart("evaluation", add_defaults, faults, published_rules, page))
    add_policy(BEGIN, members_only)
    add_policy(BEGIN, waits_after_a_removal)


def page(call: Call) -> tuple[str, str] | None:
    """Where the rules of an evaluation are read and edited."""
    if call.kind != Kind.EVALUATION:
        return None
    return _("Rules of the evaluation"), reverse("evaluations:rules", args=[call.pk])


def add_defaults(call: Call) -> None:
    """The rules that an evaluation starts with: market records of the year before."""
    if call.kind == Kind.EVALUATION:
        EvaluationRules.objects.create(
            call=call,
            period_from=date(call.year - 1, 1, 1),
            period_to=date(call.year - 1, 12, 31),
            table=tables.DEFAULT,
        )


def rules_of(call: Call) -> EvaluationRules:
    """The rules of an evaluation; those of the form where a draft was made another kind afterwards."""
    found = EvaluationRules.objects.filter(call=call).first()
    if found is None:
        try:
            with transaction.atomic():
                add_defaults(call)
        except IntegrityError:
            pass
        found = EvaluationRules.objects.get(call=call)
    return found


def computed_weights(call: Call) -> dict[str, int]:
    """The weights of the indicators whose points are computed."""
    return dict(call.indicators.filter(basis="computed").values_list("key", "weight"))


def faults(call: Call) -> list[str]:
    """What a draft's evaluation rules lack."""
    if call.kind != Kind.EVALUATION:
        return []
    found, rules = [], EvaluationRules.objects.filter(call=call).first()
    if rules is None:
        return [_("The rules of the evaluation are missing.")]
    if rules.period_to < rules.period_from:
        found.append(_("The period of the market records ends before it begins."))
    if call.excellent_threshold <= call.pass_threshold:
        found.append(_("“Excellent” must begin above “qualified”."))
    if tables.faults(rules.table, set(computed_weights(call))):
        found.append(
            _("The table from figure to score is incomplete: the shares of an indicator must sum to 100.")
        )
    return found


def published_rules(call: Call) -> dict:
    """What the digest of the call's rules covers besides."""
    rules = EvaluationRules.objects.filter(call=call).first() if call.kind == Kind.EVALUATION else None
    if rules is None:
        return {}
    return {
        "evaluation": {
            "period": [rules.period_from.isoformat(), rules.period_to.isoformat()],
            "hearing_days": rules.hearing_days,
            "comeback_months": rules.comeback_months,
            "prior_ratings": rules.prior_ratings,
            "missing": rules.missing,
            "table": rules.table,
        }
    }


def members_only(application: Application, taken: Taken) -> None:
    """Annex 2, step 2: the pool's members apply."""
    if application.kind != Kind.EVALUATION:
        return
    if not Membership.objects.filter(enterprise=application.enterprise, is_member=True).exists():
        raise Refused(_("Only members of the provincial pool take part in an evaluation."))


def waits_after_a_removal(application: Application, taken: Taken) -> None:
    """The way back: a removed member may apply for recognition again after the months that its round stated."""
    if application.kind != Kind.RECOGNITION:
        return
    back = _comes_back(application.enterprise)
    today = timezone.localdate(taken.at)
    if back and today < back:
        raise Refused(
            _("Removed after an evaluation; a new application is possible from %(day)s.")
            % {"day": date_format(back, "DATE_FORMAT")}
        )


def _comes_back(enterprise: Enterprise) -> date | None:
    """Asked once of each enterprise in hand, however many calls are open to it."""
    if "comes_back" not in enterprise.__dict__:
        enterprise.comes_back = may_come_back_on(enterprise)
    return enterprise.comes_back


def may_come_back_on(enterprise: Enterprise) -> date | None:
    """The first day on which a removed member may apply again; None for a member, or one never removed."""
    rows = MembershipStatus.objects.filter(membership__enterprise=enterprise, membership__is_member=False)
    last = rows.filter(what=MembershipStatus.What.REMOVED).select_related("announcement__version__call")
    removed = last.order_by("-pk").first()
    if removed is None or removed.announcement is None:
        return None
    rules = EvaluationRules.objects.filter(call=removed.announcement.version.call_id).first()
    return months_later(removed.from_date, rules.comeback_months) if rules else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def roster(call: Call) -> QuerySet[Enterprise]:
    """Everybody on the list of a round: the members of the day of its notice, and whoever has a file in it."""
    day = timezone.localdate(call.published_at) if call.published_at else timezone.localdate()
    members = Membership.objects.filter(enterprise=OuterRef("pk"), is_member=True, since__lte=day)
    files = Application.objects.filter(enterprise=OuterRef("pk"), call=call)
    decided = AbsentDecision.objects.filter(enterprise=OuterRef("pk"), call=call)
    return Enterprise.objects.filter(Q(Exists(members)) | Q(Exists(files)) | Q(Exists(decided)))


NOT_APPLIED = ("draft", "withdrawn", "lapsed")
"""States of a file that was never submitted, or not kept up: the member is not evaluated."""


def absent(call: Call) -> QuerySet[Enterprise]:
    """Members on the list without a file that goes on: for the province to decide."""
    running = Application.objects.filter(enterprise=OuterRef("pk"), call=call).exclude(state__in=NOT_APPLIED)
    return roster(call).exclude(Exists(running)).order_by("pk")


@dataclass(frozen=True)
class Progress:
    """How a round stands: members on its list, how many have submitted, how many have no file that goes on."""

    members: int
    submitted: int
    absent: int


def progress(call: Call) -> Progress:
    members, missing = roster(call).count(), absent(call).count()
    return Progress(members, members - missing, missing)
