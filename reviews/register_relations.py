"""Relations that experts and the alliance's people state: added, corrected, removed. Nothing is lost.

What an expert adds counts at once; what an expert takes back counts until the alliance has confirmed it,
and what a member of staff takes back until a colleague has.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.audit.chain import record
from reviews.conflicts import detection, names
from reviews.models import Expert, Relation

COLUMNS = ["kind", "organisation", "code", "position", "share", "kin", "kin_name", "since", "until"]


def of(person: User):
    """The relations that count for ``person``, those that run first."""
    return person.relations.exclude(status=Relation.Status.REMOVED)


def may_change(person: User, *, by: User) -> bool:
    """One's own; the alliance also an expert's."""
    if by.pk == person.pk:
        return by.may(Permission.REVIEW) or by.may(Permission.RULE_RECUSAL)
    return by.may(Permission.MANAGE_EXPERTS) and person.may(Permission.REVIEW)


@transaction.atomic
def state(person: User, *, by: User, at: datetime, **columns) -> Relation:
    """State a relation of ``person``; the same again is kept once. Conflicts are looked for at once.

    ``columns``: those of :data:`COLUMNS`. Raises Refused.
    """
    made, is_new = write(person, by=by, at=at, **columns)
    if is_new:
        _look(person, by=by, at=at)
    return made


def write(person: User, *, by: User, at: datetime, **columns) -> tuple[Relation, bool]:
    """The same without looking for conflicts, which the caller does; the relation, and whether it is new."""
    _check(person, by)
    columns["code"] = names.code(columns.get("code", ""))
    same = of(person).filter(**{name: columns.get(name, _empty(name)) for name in COLUMNS})
    if there := same.filter(status=Relation.Status.STATED).first():
        return there, False
    made = Relation.objects.create(person=person, stated_by=by, stated_at=at, **columns)
    _note("state_relation", made, by=by, at=at)
    return made, True


def _empty(name: str):
    return None if name in {"share", "since", "until"} else ""


@transaction.atomic
def correct(relation: Relation, *, by: User, at: datetime, **columns) -> Relation:
    """State a relation anew in place of an earlier statement, which is taken back."""
    person = User.objects.get(pk=relation.person_id)
    fresh = state(person, by=by, at=at, **columns)
    if fresh.pk != relation.pk:
        take_back(relation, by=by, at=at)
    return fresh


@transaction.atomic
def take_back(relation: Relation, *, by: User, at: datetime) -> Relation:
    """Take a relation back. By its own person it still counts until somebody else has confirmed that."""
    relation, is_new = withdraw(relation, by=by, at=at)
    if is_new:
        _look(relation.person, by=by, at=at)
    return relation


def withdraw(relation: Relation, *, by: User, at: datetime) -> tuple[Relation, bool]:
    """The same without looking for conflicts, which the caller does; whether anything changed."""
    relation = Relation.objects.select_for_update(of=("self",)).select_related("person").get(pk=relation.pk)
    _check(relation.person, by)
    own = by.pk == relation.person_id
    settled = {Relation.Status.REMOVED, Relation.Status.REMOVAL_ASKED if own else Relation.Status.REMOVED}
    if relation.status in settled:
        return relation, False
    relation.status = Relation.Status.REMOVAL_ASKED if own else Relation.Status.REMOVED
    relation.settled_at = None if own else at
    relation.save(update_fields=["status", "settled_at"])
    _note("take_back_relation", relation, by=by, at=at)
    return relation, True


@transaction.atomic
def confirm_removal(relation: Relation, *, by: User, at: datetime) -> Relation:
    """A colleague confirms what a member of staff took back. Raises Refused for one's own."""
    relation = Relation.objects.select_for_update(of=("self",)).select_related("person").get(pk=relation.pk)
    if relation.person_id == by.pk or not by.may(Permission.RULE_RECUSAL):
        raise Refused(_("A colleague has to confirm this."))
    if relation.status == Relation.Status.REMOVAL_ASKED:
        relation.status, relation.settled_at = Relation.Status.REMOVED, at
        relation.save(update_fields=["status", "settled_at"])
        _note("confirm_removal", relation, by=by, at=at)
    return relation


def _check(person: User, by: User) -> None:
    if not may_change(person, by=by):
        raise Refused(_("These relations are not yours to change."))


def _look(person: User, *, by: User, at: datetime) -> None:
    """An expert's own change waits for confirmation; whoever made it, conflicts are looked for."""
    expert = Expert.objects.filter(user=person).first()
    if expert is None:
        return
    if by.pk == person.pk:
        Expert.objects.filter(pk=expert.pk).update(is_confirmed=False, changed_at=at)
    detection.look(at=at, experts=[expert])


def _note(action: str, relation: Relation, *, by: User, at: datetime) -> None:
    data = {"person": relation.person_id, "kind": relation.kind, "code": relation.code}
    record(kind="relation", id=str(relation.pk), action=action, by=by, data=data, at=at)
