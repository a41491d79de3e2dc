"""What a file's page shows of changes: a card that says what is different now, and the reports themselves."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.registry import Action, Panel, actions, panels
from evaluations.changes import reading
from evaluations.models import ChangeReport
from portal.accounts.roles import Role

Status = ChangeReport.Status
UNDECIDED = (Status.AT_CITY, Status.AT_PROVINCE, Status.ASKED)


def register() -> None:
    """Enter the panel and the card."""
    panel = Panel(
        "evaluations.changes", _("Changes"), 38, "evaluations/panels/changes.html", visible, context
    )
    panels.add(panel.key, panel)
    card = Action(
        "evaluations.changed",
        _("Changed since it was filed"),
        5,
        "evaluations/panels/changed.html",
        changed,
        context,
    )
    actions.add(card.key, card)


def since_filed(application):
    """The changes accepted after a file was submitted, while it ran; and those that are undecided."""
    begun = application.submitted_at or application.created_at
    accepted = Q(status=Status.ACCEPTED, decided_at__gte=begun)
    rows = ChangeReport.objects.filter(enterprise=application.enterprise_id)
    own = Q(application=application) | accepted | Q(status__in=UNDECIDED)
    return rows.filter(own, submitted_at__isnull=False).exclude(status=Status.DRAFT).order_by("pk")


def visible(user, application) -> bool:
    return bool(_shown(user, application))


def changed(user, application, at) -> bool:
    """The card stands on the page once a change was accepted, or waits."""
    return any(one.status in {Status.ACCEPTED, *UNDECIDED} for one in _shown(user, application))


def _shown(user, application) -> list[ChangeReport]:
    """An expert sees what was accepted, everybody else what they may read; asked once for a page."""
    kept = application.__dict__.setdefault("_changes_shown", {})
    if user.pk not in kept:
        rows = since_filed(application)
        if user.role in {Role.EXPERT, Role.OBJECTIONS}:
            rows = rows.filter(status=Status.ACCEPTED)
        else:
            rows = rows.filter(pk__in=reading.visible_to(user).order_by().values("pk"))
        kept[user.pk] = list(rows.defer("before", "material", "statements", "checks"))
    return kept[user.pk]


def context(user, application, at) -> dict:
    """The reports, the names that the enterprise had, and whether this person may open the reports."""
    reports = _shown(user, application)
    begun = application.submitted_at or application.created_at
    return {
        "reports": reports,
        "former_names": application.enterprise.former_names.filter(until__gte=begun.date())
        | application.enterprise.former_names.filter(
            name__in=[one.name_before for one in reports if one.kind == ChangeReport.Kind.NAME]
        ),
        "opens": user.role not in {Role.EXPERT, Role.OBJECTIONS},
    }
