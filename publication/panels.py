"""What this floor shows on the application page: decision and publicity; the enterprise's answer."""

from django.utils.translation import gettext_lazy as _

from applications.registry import Action, Panel, actions, panels
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.documents.models import OfficialDocument
from publication.forms.officers import AnswerForm
from publication.models import Decision, ListEntry, Objection

ALL_OF_IT = {Role.PROVINCE, Role.OBJECTIONS, Role.AUDITOR, Role.ALLIANCE}
READERS = ALL_OF_IT | {Role.ENTERPRISE, Role.CITY, Role.COUNTY}


def register() -> None:
    """Enter the panel and the action."""
    panels.add(
        "publication.decision",
        Panel(
            "publication.decision",
            _("Decision and publicity"),
            80,
            "publication/province/_panel.html",
            may_read,
            decision_context,
        ),
    )
    actions.add(
        "publication.answer",
        Action(
            "publication.answer",
            _("Answer the objection"),
            80,
            "publication/objections/_answer.html",
            answer_available,
            answer_context,
        ),
    )


def may_read(user, application) -> bool:
    """Everybody who may see the file but its experts."""
    return user.role in READERS


def decision_context(user, application, at) -> dict:
    """Decisions with reasons, lists that name the file, and what this person may know of objections."""
    return {
        "decisions": Decision.objects.filter(application=application, deliberation__approved_at__isnull=False)
        .select_related("deliberation")
        .order_by("pk"),
        "list_entries": ListEntry.objects.filter(application=application)
        .select_related("version__publicity", "version__announcement")
        .order_by("version_id"),
        "objections": _with_rulings(objections_for(user, application))
        if user.role in ALL_OF_IT | {Role.ENTERPRISE}
        else [],
        "application": application,
        "user": user,
    }


def objections_for(user, application):
    """Number, status, redacted copy; the enterprise only those that were forwarded to it."""
    rows = Objection.objects.filter(
        publicity__version__call=application.call_id, enterprise=application.enterprise_id
    )
    if user.role == Role.ENTERPRISE:
        rows = rows.exclude(answer_due_at=None)
    return rows.defer("sealed").prefetch_related("answer_files__file").order_by("pk")


def _with_rulings(rows) -> list[Objection]:
    """The objections, each with its ruling as a document."""
    rows = list(rows)
    keys = [str(row.pk) for row in rows]
    issued = OfficialDocument.objects.filter(
        kind="objection_ruling", subject_kind="objection", subject_id__in=keys
    )
    by_subject = {document.subject_id: document for document in issued.defer("data")}
    for row in rows:
        row.rulings = [by_subject[str(row.pk)]] if str(row.pk) in by_subject else []
    return rows


def to_answer(user, application, at):
    """Objections that wait for this enterprise's answer."""
    if not user.may(Permission.ANSWER_OBJECTION):
        return Objection.objects.none()
    if application.enterprise.organisation_id != user.organisation_id:
        return Objection.objects.none()
    return objections_for(user, application).filter(
        status=Objection.Status.INVESTIGATING, answered_at=None, answer_due_at__gte=at
    )


def answer_available(user, application, at) -> bool:
    return to_answer(user, application, at).exists()


def answer_context(user, application, at) -> dict:
    return {
        "waiting": [
            (objection, AnswerForm(prefix=str(objection.pk)))
            for objection in to_answer(user, application, at)
        ]
    }
