"""Official scans: what the authority sealed by hand, attached beside the PDF that the portal made."""

from datetime import datetime

from django.db import transaction

from portal.accounts.roles import ROLE_PERMISSIONS
from portal.audit.chain import record
from portal.documents.issuing import kinds
from portal.documents.models import OfficialDocument, OfficialScan, StoredFile


def issued_for(user):
    """The documents that the person's authority has issued and that this role handles, newest first."""
    handled = {kind.key for kind in kinds if kind.handled_by in ROLE_PERMISSIONS.get(user.role, ())}
    rows = OfficialDocument.objects.filter(issuer=user.organisation_id, kind__in=handled)
    return rows.select_related("file").prefetch_related("scans")


@transaction.atomic
def attach(document: OfficialDocument, file: StoredFile, *, by, at: datetime) -> OfficialScan:
    """Attach a scan; the same bytes twice are one scan. Scans are never taken away again."""
    locked = OfficialDocument.objects.select_for_update().get(pk=document.pk)
    there = locked.scans.filter(file__sha256=file.sha256).first()
    if there:
        return there
    scan = OfficialScan.objects.create(document=locked, file=file, attached_by=by, attached_at=at)
    data = {"number": locked.number, "scan": file.sha256}
    record(kind="document", id=str(locked.pk), action="attach_scan", by=by, data=data, at=at)
    return scan
