"""Registration: an enterprise claims its 统一社会信用代码, people join it, its authority confirms the claim.

Codes are public, so a claim is proven by licence and sealed authorisation and confirmed by county or
city with the first file at the latest (``domain.md``, USCC). Contested claims: :mod:`applications.disputes`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Enterprise, EnterpriseProof, JoinRequest
from applications.policies import Refused
from portal.accounts import people
from portal.accounts.models import Division, Organisation, User
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.audit.chain import record
from portal.documents.models import StoredFile
from portal.notifications.notices import notify, people_of

CONTACT_FIELDS = {"contact", "phone", "email"}


class Taken(Refused):
    """The code belongs to a registered enterprise: join it, or dispute the claim."""


@dataclass(frozen=True)
class Claim:
    """What a person writes to register: the enterprise, how to reach it, and their own account."""

    uscc: str
    name: str
    city: Division
    county: Division | None
    contact: str
    phone: str
    email: str
    username: str
    password: str | None  # None: to be set through the reset mail


def region_differs(code: str, city: Division) -> bool:
    """Whether the code was issued elsewhere than the city named; only a hint, enterprises move."""
    return code[2:6] != city.code[:4]


def already_sent(claim: Claim) -> bool:
    """Whether this very form was sent before (a double click): same code, name and password."""
    person = User.objects.filter(username=claim.username, organisation__code=claim.uscc).first()
    return person is not None and person.check_password(claim.password)


def register(claim: Claim, *, licence: StoredFile, authorisation: StoredFile, at: datetime) -> Enterprise:
    """Enter an enterprise with its first person. Raises Taken when somebody was first, or Refused."""
    try:
        return _register(claim, licence=licence, authorisation=authorisation, at=at)
    except IntegrityError:
        if Enterprise.objects.filter(uscc=claim.uscc).exists():
            raise Taken(
                _("An enterprise with this code is registered already. Join it, or dispute the claim.")
            ) from None
        raise Refused(_("This user name was taken a moment ago. Please choose another one.")) from None


@transaction.atomic
def _register(claim: Claim, *, licence: StoredFile, authorisation: StoredFile, at: datetime) -> Enterprise:
    organisation = Organisation.objects.create(
        kind=Organisation.Kind.ENTERPRISE,
        code=claim.uscc,
        name=claim.name,
        division=claim.county or claim.city,
    )
    enterprise = Enterprise.objects.create(
        organisation=organisation,
        uscc=claim.uscc,
        name=claim.name,
        city=claim.city,
        county=claim.county,
        contact=claim.contact,
        phone=claim.phone,
        email=claim.email,
        registered_at=at,
    )
    person = account(claim, organisation, active=True, at=at)
    keep_proof(enterprise, EnterpriseProof.Kind.LICENCE, licence, by=person, at=at)
    keep_proof(enterprise, EnterpriseProof.Kind.AUTHORISATION, authorisation, by=person, at=at)
    note(
        enterprise,
        "register",
        by=person,
        at=at,
        uscc=claim.uscc,
        licence=licence.sha256,
        authorisation=authorisation.sha256,
    )
    return enterprise


def account(claim: Claim, organisation: Organisation, *, active: bool, at: datetime) -> User:
    """The account of the person behind a claim."""
    person = User.objects.create_user(
        claim.username,
        claim.password,
        name=claim.contact,
        phone=claim.phone,
        email=claim.email,
        role=Role.ENTERPRISE,
        organisation=organisation,
        is_active=active,
    )
    people.note(person, "create", by=person, at=at, role=person.role, organisation=organisation.pk)
    return person


def keep_proof(enterprise: Enterprise, kind: str, file: StoredFile, *, by: User, at: datetime) -> None:
    """Put a file behind the claim; earlier ones stay."""
    StoredFile.objects.filter(pk=file.pk, uploaded_by=None).update(uploaded_by=by)
    EnterpriseProof.objects.create(
        enterprise=enterprise, kind=kind, file=file, uploaded_by=by, uploaded_at=at
    )


@transaction.atomic
def ask_to_join(claim: Claim, *, authorisation: StoredFile, at: datetime) -> JoinRequest:
    """A further person of a registered enterprise asks its people for consent; inactive until then."""
    enterprise = Enterprise.objects.select_for_update().get(uscc=claim.uscc)
    person = account(claim, enterprise.organisation, active=False, at=at)
    StoredFile.objects.filter(pk=authorisation.pk, uploaded_by=None).update(uploaded_by=person)
    request = JoinRequest.objects.create(
        enterprise=enterprise, person=person, authorisation=authorisation, asked_at=at
    )
    note(enterprise, "ask_to_join", by=person, at=at, person=person.pk)
    notify(
        "enterprise.join_asked",
        to=people_of(enterprise.organisation),
        params={"name": person.name},
        link=reverse("applications:enterprise"),
        at=at,
    )
    return request


@transaction.atomic
def answer_join(request: JoinRequest, *, accept: bool, by: User, at: datetime) -> bool:
    """A person of the enterprise consents or refuses; False when it was answered before."""
    row = JoinRequest.objects.select_for_update().select_related("enterprise", "person").get(pk=request.pk)
    only_own(row.enterprise, by)
    if row.status != JoinRequest.Status.WAITING:
        return False
    row.status = JoinRequest.Status.ACCEPTED if accept else JoinRequest.Status.REFUSED
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["status", "decided_by", "decided_at"])
    if accept:
        people.switch(row.person, active=True, by=by, at=at)
    note(row.enterprise, "join" if accept else "refuse_to_join", by=by, at=at, person=row.person_id)
    kind = "enterprise.joined" if accept else "enterprise.join_refused"
    notify(kind, to=[row.person], params={"enterprise": row.enterprise.name}, at=at)
    return True


def may_confirm(enterprise: Enterprise, by: User) -> bool:
    """Whether this person's authority is the county's or the city's of the enterprise."""
    return by.may(Permission.CONFIRM_ENTERPRISE) and by.organisation.division_id in {
        enterprise.county_id,
        enterprise.city_id,
    }


@transaction.atomic
def confirm(enterprise: Enterprise, *, by: User, at: datetime) -> bool:
    """County or city confirms the claim by licence and authorisation; False when it was confirmed before.

    Raises PermissionDenied for another place's authority and Refused while the claim is disputed.
    """
    if not may_confirm(enterprise, by):
        raise PermissionDenied
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if row.proof == Enterprise.Proof.CONFIRMED:
        return False
    if row.proof == Enterprise.Proof.DISPUTED:
        raise Refused(_("The claim on this code is disputed. The administrator decides the dispute first."))
    row.proof, row.confirmed_by, row.confirmed_at = Enterprise.Proof.CONFIRMED, by.organisation, at
    row.save(update_fields=["proof", "confirmed_by", "confirmed_at"])
    note(row, "confirm", by=by, at=at)
    notify(
        "enterprise.confirmed",
        to=people_of(row.organisation),
        params={"authority": by.organisation.name},
        link=reverse("applications:enterprise"),
        at=at,
    )
    return True


@transaction.atomic
def change_contact(enterprise: Enterprise, *, changes: dict, by: User, at: datetime) -> None:
    """Change how the enterprise is reached; the same again changes nothing."""
    only_own(enterprise, by)
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    changed = sorted(name for name in CONTACT_FIELDS & set(changes) if getattr(row, name) != changes[name])
    if not changed:
        return
    for name in changed:
        setattr(row, name, changes[name])
    row.save(update_fields=changed)
    note(row, "change_contact", by=by, at=at, fields=changed)


@transaction.atomic
def replace_proof(enterprise: Enterprise, *, kind: str, file: StoredFile, by: User, at: datetime) -> None:
    """Put a newer proof behind the claim; a confirmed claim has to be confirmed anew."""
    only_own(enterprise, by)
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if (
        row.proofs.filter(kind=kind)
        .order_by("-uploaded_at", "-id")
        .values_list("file__sha256", flat=True)
        .first()
        == file.sha256
    ):
        return
    keep_proof(row, kind, file, by=by, at=at)
    if row.proof == Enterprise.Proof.CONFIRMED:
        row.proof, row.confirmed_by, row.confirmed_at = Enterprise.Proof.CLAIMED, None, None
        row.save(update_fields=["proof", "confirmed_by", "confirmed_at"])
    note(row, "replace_proof", by=by, at=at, proof=kind, sha256=file.sha256)


def proofs_visible_to(user: User):
    """The proofs that a person may open: their own enterprise's, or those of their authority's place."""
    proofs = EnterpriseProof.objects.select_related("file", "enterprise")
    if user.may(Permission.MANAGE_ENTERPRISE):
        return proofs.filter(enterprise__organisation_id=user.organisation_id)
    if user.may(Permission.CONFIRM_ENTERPRISE):
        place = "county_id" if user.role == Role.COUNTY else "city_id"
        return proofs.filter(**{f"enterprise__{place}": user.organisation.division_id})
    return proofs.none()


def only_own(enterprise: Enterprise, by: User) -> None:
    """Raise PermissionDenied for anybody but the enterprise's own people."""
    if not by.may(Permission.MANAGE_ENTERPRISE) or by.organisation_id != enterprise.organisation_id:
        raise PermissionDenied


def note(enterprise: Enterprise, action: str, *, by: User | None, at: datetime, **data) -> None:
    """One event in the enterprise's chain: ids, codes and digests only."""
    record(kind="enterprise", id=str(enterprise.pk), action=action, by=by, data=data, at=at)
