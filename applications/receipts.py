"""The receipt of a submission (回执): an official document with the digest of what was submitted."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import Application, MaterialRequirement, SubmittedVersion
from portal.audit.chain import record
from portal.audit.models import Event
from portal.audit.roots import root_over
from portal.documents.issuing import DocumentKind, issue, kinds
from portal.documents.models import OfficialDocument


def receipt_context(document: OfficialDocument) -> dict:
    """What the receipt's page shows: all of it is in the document's data."""
    return {"data": document.data}


RECEIPT = DocumentKind("receipt", _("Receipt of submission"), "documents/receipt.html", receipt_context, "HZ")


def register() -> None:
    """Enter the receipt among the kinds of document."""
    kinds.add(RECEIPT.key, RECEIPT)


def issue_receipt(application: Application, *, by, at: datetime) -> OfficialDocument:
    """Record the frozen version's digest and issue the receipt that carries the record's hash.

    Runs in the transaction of the submission.
    """
    version: SubmittedVersion = application.versions.order_by("-number")[0]
    attachments = version.content["attachments"]
    event = record(
        kind="application",
        id=str(application.pk),
        action="freeze",
        by=by,
        at=at,
        data={"version": version.number, "sha256": version.sha256, "attachments": len(attachments)},
    )
    version.receipt = issue(
        RECEIPT.key,
        subject_kind="application",
        subject_id=str(application.pk),
        data=receipt_data(application, version, event),
        by=by,
        at=at,
    )
    version.save(update_fields=["receipt"])
    return version.receipt


def receipt_data(application: Application, version: SubmittedVersion, event: Event) -> dict:
    """What the receipt says: the file, what was submitted with its digests, and the hash of the record."""
    attachments = version.content["attachments"]
    return {
        "number": application.number,
        "enterprise": application.enterprise_name,
        "uscc": application.uscc,
        "call": application.call.title,
        "document_number": application.call.document_number,
        "submitted_at": event.at.isoformat(),
        "version": version.number,
        "sha256": version.sha256,
        "attachments": [
            {"title": one["title"], "name": one["name"], "size": one["size"], "sha256": one["sha256"]}
            for one in attachments
        ],
        "attachment_count": len(attachments),
        "event": event.hash,
    }


def has_proof(version: SubmittedVersion) -> bool:
    """Whether a published root covers the record of this submission."""
    event = Event.objects.filter(hash=version.receipt.data["event"]).first() if version.receipt else None
    return bool(event and root_over(event))


def papers_of(application: Application) -> list[MaterialRequirement]:
    """The materials of which paper copies go to the first authority."""
    attached = set(application.attachments.filter(removed_at=None).values_list("requirement_id", flat=True))
    return [
        one
        for one in application.call.materials.all()
        if one.paper_copies and (one.mandatory or one.pk in attached)
    ]
