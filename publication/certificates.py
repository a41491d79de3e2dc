"""The member's certificate (证书): an official document on the present status, made when its member asks.

Its QR code leads to the member's own verification code, which tells the status of the day: a certificate
of somebody who left the pool says so when it is checked.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.policies import Refused
from portal.accounts.models import Organisation
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.documents.making import verification_address
from portal.documents.models import OfficialDocument
from portal.documents.rendering import qr_svg
from publication.models import Membership

KIND = "member_certificate"


def certificates(membership: Membership):
    """Every certificate that was made for a member, newest first."""
    rows = OfficialDocument.objects.filter(
        kind=KIND, subject_kind="membership", subject_id=str(membership.pk)
    )
    return rows.order_by("-pk")


def present(membership: Membership) -> OfficialDocument | None:
    """The certificate of the status as it stands now, or None when none was made since it changed."""
    last = certificates(membership).first()
    status = membership.history.order_by("-pk").values_list("pk", flat=True).first()
    name = membership.enterprise.name
    return last if last and (last.data["status"], last.data["name"]) == (status, name) else None


@transaction.atomic
def make(membership: Membership, *, by, at: datetime) -> OfficialDocument:
    """Make the certificate of a present member; the same status gives the same one. Raises Refused."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if not membership.is_member:
        raise Refused(_("The enterprise is not a member of the pool now; there is no certificate to make."))
    there = present(membership)
    if there:
        return there
    province = Organisation.province()
    document = issue(
        KIND,
        subject_kind="membership",
        subject_id=str(membership.pk),
        data=_data(membership, province),
        by=by,
        at=at,
        issuer=province,
    )
    data = {"number": document.number, "sha256": document.data_sha256}
    record(kind="membership", id=str(membership.pk), action="certificate", by=by, at=at, data=data)
    return document


def _data(membership: Membership, province: Organisation) -> dict:
    enterprise, last = membership.enterprise, membership.history.order_by("-pk").first()
    with override("zh-hans"):
        words = {
            "supplier_class": membership.get_supplier_class_display(),
            "tier": membership.get_tier_display() if membership.tier else "",
        }
    basis = last.announcement or membership.history.exclude(announcement=None).last().announcement
    return {
        "name": enterprise.name,
        "uscc": enterprise.uscc,
        "city": enterprise.city.name,
        "since_day": membership.since.isoformat(),
        "code": membership.code,
        "status": last.pk,
        "basis_title": basis.title,
        "basis_number": basis.document.number if basis.document else "",
        "organisation": province.name,
        **words,
    }


def context(document: OfficialDocument) -> dict:
    """The member's own code in the QR, beside the document's."""
    address = verification_address(document.data["code"])
    return {"member_address": address, "member_qr": qr_svg(address)}
