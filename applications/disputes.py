"""A contested claim on a code: opened with sealed proof, decided by the security administrator, on record."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Dispute, Enterprise, EnterpriseProof
from applications.policies import Refused
from applications.registration import Claim, account, keep_proof, note
from portal.accounts import people
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.documents.models import StoredFile
from portal.notifications.notices import notify, people_of


@transaction.atomic
def open_dispute(
    claim: Claim, *, licence: StoredFile, authorisation: StoredFile, statement: str, at: datetime
) -> Dispute:
    """A second claimant contests who speaks for the enterprise; their account stays inactive."""
    enterprise = Enterprise.objects.select_for_update().get(uscc=claim.uscc)
    claimant = account(claim, enterprise.organisation, active=False, at=at)
    files = [licence.pk, authorisation.pk]
    StoredFile.objects.filter(pk__in=files, uploaded_by=None).update(uploaded_by=claimant)
    dispute = Dispute.objects.create(
        enterprise=enterprise,
        claimant=claimant,
        statement=statement,
        licence=licence,
        authorisation=authorisation,
        contact=claim.contact,
        phone=claim.phone,
        email=claim.email,
        proof_before=_proof_before(enterprise),
        opened_at=at,
    )
    enterprise.proof = Enterprise.Proof.DISPUTED
    enterprise.save(update_fields=["proof"])
    digests = {"licence": licence.sha256, "authorisation": authorisation.sha256}
    note(enterprise, "dispute", by=claimant, at=at, dispute=dispute.pk, **digests)
    _tell_of(dispute, at=at)
    return dispute


def _proof_before(enterprise: Enterprise) -> str:
    """What the claim returns to; a second dispute looks behind the first one."""
    earlier = enterprise.disputes.filter(status=Dispute.Status.OPEN).first()
    return earlier.proof_before if earlier else enterprise.proof


def _tell_of(dispute: Dispute, *, at: datetime) -> None:
    params = {"enterprise": dispute.enterprise.name}
    notify(
        "enterprise.disputed",
        to=people_of(dispute.enterprise.organisation),
        params=params,
        link=reverse("applications:enterprise"),
        at=at,
    )
    notify(
        "enterprise.dispute_opened",
        to=who_may(Permission.MANAGE_ACCOUNTS),
        params=params,
        link=reverse("applications:dispute", args=[dispute.pk]),
        at=at,
    )


@transaction.atomic
def decide(dispute: Dispute, *, uphold: bool, reason: str, by: User, at: datetime) -> bool:
    """Move the account to the claimant, or dismiss; False when it was decided before.

    Raises PermissionDenied without the right to manage accounts and Refused without reasons.
    """
    if not by.may(Permission.MANAGE_ACCOUNTS):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Please write the reasons; both sides read them."))
    row = Dispute.objects.select_for_update().select_related("enterprise", "claimant").get(pk=dispute.pk)
    if row.status != Dispute.Status.OPEN:
        return False
    row.status = Dispute.Status.UPHELD if uphold else Dispute.Status.DISMISSED
    row.reason, row.decided_by, row.decided_at = reason.strip(), by, at
    row.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    before = list(people_of(row.enterprise.organisation))
    if uphold:
        _move(row, before, by=by, at=at)
    else:
        note(row.enterprise, "dismiss_dispute", by=by, at=at, dispute=row.pk)
    _settle_proof(row, uphold=uphold)
    notify(
        "enterprise.dispute_upheld" if uphold else "enterprise.dispute_dismissed",
        to=[*before, row.claimant],
        params={"enterprise": row.enterprise.name, "reason": row.reason},
        at=at,
    )
    return True


def _move(dispute: Dispute, before: list[User], *, by: User, at: datetime) -> None:
    """Old people out, the claimant in, with the claimant's proof and contact data."""
    for person in before:
        people.switch(person, active=False, by=by, at=at)
    people.switch(dispute.claimant, active=True, by=by, at=at)
    enterprise = dispute.enterprise
    enterprise.contact, enterprise.phone, enterprise.email = dispute.contact, dispute.phone, dispute.email
    enterprise.save(update_fields=["contact", "phone", "email"])
    kinds = EnterpriseProof.Kind
    keep_proof(enterprise, kinds.LICENCE, dispute.licence, by=dispute.claimant, at=at)
    keep_proof(enterprise, kinds.AUTHORISATION, dispute.authorisation, by=dispute.claimant, at=at)
    left = [person.pk for person in before]
    note(enterprise, "move", by=by, at=at, dispute=dispute.pk, to=dispute.claimant_id, left=left)


def _settle_proof(dispute: Dispute, *, uphold: bool) -> None:
    """A moved claim is confirmed anew; a dismissed one is what it was, once no other dispute is open."""
    enterprise = Enterprise.objects.select_for_update().get(pk=dispute.enterprise_id)
    if enterprise.disputes.filter(status=Dispute.Status.OPEN).exists():
        enterprise.disputes.filter(status=Dispute.Status.OPEN).update(
            proof_before=Enterprise.Proof.CLAIMED if uphold else dispute.proof_before
        )
        return
    if uphold:
        enterprise.proof = Enterprise.Proof.CLAIMED
        enterprise.confirmed_by = enterprise.confirmed_at = None
    else:
        enterprise.proof = dispute.proof_before
    enterprise.save(update_fields=["proof", "confirmed_by", "confirmed_at"])
