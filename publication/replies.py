"""What a ruling leaves behind: the ruling itself (处理决定) for the file, and the reply to the objector."""

from datetime import datetime

from portal.accounts.models import Organisation
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.documents.issuing import issue
from publication.models import Objection
from publication.objections import Status, target_name

RULING_READERS = {Role.PROVINCE, Role.ALLIANCE, Role.AUDITOR}


def issue_all(objection: Objection, *, by, at: datetime) -> None:
    """The reply always; the ruling where there was an investigation."""
    kinds = {"objection_reply": reply_data}
    if objection.status in {Status.DISMISSED, Status.UPHELD}:
        kinds["objection_ruling"] = ruling_data
    for kind, data in kinds.items():
        issue(
            kind,
            subject_kind="objection",
            subject_id=str(objection.pk),
            data=data(objection),
            by=by,
            at=at,
        )


def reply_data(objection: Objection) -> dict:
    """The reply: number, target, result and reasons; it names no objector."""
    return {
        "number": objection.number,
        "call": objection.publicity.version.call.title,
        "target": target_name(objection),
        "received_at": objection.received_at.isoformat(),
        "result": str(objection.status),
        "remedy": str(objection.remedy),
        "ruling": objection.ruling,
        "ruled_at": objection.ruled_at.isoformat(),
        "organisation": Organisation.province().name,
    }


def ruling_data(objection: Objection) -> dict:
    """The ruling: the redacted grounds, the enterprise's answer, what was found; it names no objector."""
    return {
        **reply_data(objection),
        "list_version": objection.publicity.version.number,
        "list_sha256": objection.publicity.version.sha256,
        "against": str(objection.against),
        "grounds": objection.redacted,
        "answer": objection.answer,
        "evidence": [one.file.sha256 for one in objection.answer_files.select_related("file")],
        "correction": objection.correction,
    }


def may_read(user, document) -> bool:
    """Receipt and reply: the officers (the objector has the tracking code). The ruling: who reads the
    redacted copy, and the enterprise that it was forwarded to.
    """
    if user.may(P.HANDLE_OBJECTIONS):
        return True
    if document.kind != "objection_ruling":
        return False
    if user.role in RULING_READERS:
        return True
    own = Objection.objects.filter(
        pk=document.subject_id, enterprise__organisation=user.organisation_id, answer_due_at__isnull=False
    )
    return user.may(P.ANSWER_OBJECTION) and own.exists()
