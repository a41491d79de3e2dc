"""An enterprise applies to its city's pool: a draft that is kept, sent in once, withdrawn while nobody has decided."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Enterprise
from applications.policies import Refused
from evaluations.city_pools import classes, entries
from evaluations.models import Admission, AdmissionEvidence
from portal.accounts.models import User
from portal.accounts.permissions import Permission as P
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.models import StoredFile
from portal.notifications.notices import notify
from publication.models import Membership

Status = Admission.Status
LEAST = 30  # characters of a statement
MOST_FILES = 10


def running(enterprise: Enterprise) -> Admission | None:
    """The draft, or the application that waits."""
    rows = Admission.objects.filter(enterprise=enterprise, status__in=Admission.RUNNING)
    return rows.select_related("own_class", "city").first()


@transaction.atomic
def save(
    enterprise: Enterprise,
    *,
    chosen: str,
    statement: str,
    products: list[dict],
    cases: list[dict],
    files: Sequence[StoredFile] = (),
    by,
    at: datetime,
) -> Admission:
    """Keep the draft, begun where there is none. ``chosen``: the key of a class, or ''. Files are added.

    Raises Refused for a provincial member, while an application waits, and beyond ten files.
    """
    enterprise = _own(enterprise, by)
    draft = running(enterprise)
    if draft and draft.status == Status.SUBMITTED:
        raise Refused(_("Your application waits for the city; withdraw it to change it."))
    draft = draft or Admission(enterprise=enterprise, city=enterprise.city, begun_by=by)
    parts = classes.parts_of(chosen, enterprise.city) if chosen else {"pool_class": "", "own_class": None}
    draft.pool_class, draft.own_class = parts["pool_class"], parts["own_class"]
    draft.city = enterprise.city  # where it is registered now
    draft.statement, draft.products, draft.cases = statement.strip(), products, cases
    draft.saved_at = at
    draft.save()
    if draft.evidence.count() + len(files) > MOST_FILES:
        raise Refused(_("At most %(count)d files; put several pages into one.") % {"count": MOST_FILES})
    AdmissionEvidence.objects.bulk_create([AdmissionEvidence(admission=draft, file=file) for file in files])
    return draft


@transaction.atomic
def remove_file(evidence: AdmissionEvidence, *, by) -> None:
    """Take a file out of the draft again."""
    admission = Admission.objects.select_for_update().get(pk=evidence.admission_id)
    _own(admission.enterprise, by)
    if admission.status != Status.DRAFT:
        raise Refused(_("What was sent in stays as it is."))
    AdmissionEvidence.objects.filter(pk=evidence.pk, admission=admission).delete()


@transaction.atomic
def submit(admission: Admission, *, by, at: datetime) -> Admission:
    """Send the draft to the city. Raises Refused with all that it lacks; sent twice, it is sent once."""
    admission = Admission.objects.select_for_update().get(pk=admission.pk)
    _own(admission.enterprise, by)
    if admission.status == Status.SUBMITTED:
        return admission
    if admission.status != Status.DRAFT:
        raise Refused(_("This application is closed; begin a new one."))
    if lacking := lacks(admission):
        raise Refused(" ".join(lacking))
    admission.status, admission.submitted_at = Status.SUBMITTED, at
    admission.days = classes.of_city(admission.city).days
    admission.save(update_fields=["status", "submitted_at", "days"])
    files = [row.file.sha256 for row in admission.evidence.select_related("file")]
    log(admission, "submit", by=by, at=at, files=files, **{"class": admission.class_key})
    officers = who_may(P.MANAGE_CITY_POOL).filter(organisation__division=admission.city_id)
    params = {"name": admission.enterprise.name}
    link = reverse("evaluations:admission", args=[admission.pk])
    notify("city_pool.applied", to=officers, params=params, link=link, at=at)
    return admission


def lacks(admission: Admission) -> list[str]:
    """What has to be added before the draft can be sent, in sentences."""
    found = []
    if not admission.pool_class:
        found.append(_("Please choose a class."))
    if len(admission.statement) < LEAST:
        found.append(_("Please write a statement of at least %(least)d characters.") % {"least": LEAST})
    if not admission.evidence.exists():
        found.append(_("Please add at least one file as evidence."))
    same = entries.in_force().filter(enterprise=admission.enterprise_id, city=admission.city_id)
    same = same.filter(pool_class=admission.pool_class, own_class=admission.own_class_id)
    if admission.pool_class and same.exists():
        found.append(_("You are in this class of the pool already."))
    return found


@transaction.atomic
def withdraw(admission: Admission, *, by, at: datetime) -> Admission:
    """Take the application back, or give the draft up. Raises Refused once the city has decided."""
    admission = Admission.objects.select_for_update().get(pk=admission.pk)
    _speaks_for(admission.enterprise, by)
    if admission.status == Status.WITHDRAWN:
        return admission
    if admission.status not in Admission.RUNNING:
        raise Refused(_("The city has decided; nothing was changed."))
    admission.status = Status.WITHDRAWN
    admission.save(update_fields=["status"])
    log(admission, "withdraw", by=by, at=at)
    return admission


def log(admission: Admission, action: str, *, by: User, at: datetime, **data) -> None:
    """Put what happened to an application on its chain."""
    data = {"city": admission.city_id, "enterprise": admission.enterprise_id, **data}
    record(kind="admission", id=str(admission.pk), action=action, by=by, at=at, data=data)


def _speaks_for(enterprise: Enterprise, by: User) -> None:
    if not by.may(P.APPLY_TO_CITY_POOL) or enterprise.organisation_id != by.organisation_id:
        raise PermissionDenied


def _own(enterprise: Enterprise, by: User) -> Enterprise:
    """The enterprise, locked, that this person speaks for. Raises Refused for a provincial member."""
    locked = Enterprise.objects.select_for_update(of=("self",)).select_related("city")
    enterprise = locked.get(pk=enterprise.pk)
    _speaks_for(enterprise, by)
    if Membership.objects.filter(enterprise=enterprise, is_member=True).exists():
        raise Refused(_("A provincial member is in its city's pool by itself and need not apply."))
    return enterprise
