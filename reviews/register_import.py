"""Taking experts from a workbook: looked at first, applied once confirmed, nothing in between.

The upload is kept as it came. Confirming reads it again, compares its digest and what it would change with
what the person has seen, and then writes everything or nothing. Rows are added and changed, never removed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from applications.policies import Refused
from portal.accounts.models import User
from portal.audit.chain import record
from portal.documents import files
from portal.documents.models import StoredFile
from reviews import register, register_relations
from reviews.conflicts import detection, names
from reviews.models import Expert, ExpertImport, Relation
from reviews.register_reading import Fault, Read, Row, read
from reviews.register_sheet import EXPERTS, EXPERTS_SHEET, RELATIONS_SHEET, relation, shown

TITLES = {entry.key: entry.title for entry in EXPERTS}
PROFILE = [entry.key for entry in EXPERTS if entry.key not in {"username", "email"}]


@dataclass
class Change:
    """What a row would do. ``expert`` is None for a new one; ``differences``: heading, before, after."""

    row: Row
    username: str
    expert: Expert | None
    differences: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Stated:
    """A relation that a row would state; ``before``: the statement that it corrects, if any."""

    row: Row
    username: str
    text: str
    before: Relation | None = None


@dataclass
class Plan:
    """What a workbook would change, row by row, and what is wrong in it."""

    experts: list[Change] = field(default_factory=list)
    relations: list[Stated] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    digest: str = ""

    @property
    def does_something(self) -> bool:
        return bool(self.experts or self.relations)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": sum(change.expert is None for change in self.experts),
            "changed": sum(change.expert is not None for change in self.experts),
            "relations": len(self.relations),
            "same": self.same,
            "faults": len(self.faults),
        }


def hand_in(stored: StoredFile, *, by, at: datetime) -> ExpertImport:
    """Keep an uploaded workbook for the dry run. Raises Refused when it can't be read at all."""
    read(files.read(stored))
    return ExpertImport.objects.create(file=stored, uploaded_by=by, uploaded_at=at)


def plan(upload: ExpertImport) -> Plan:
    """What the kept workbook would change now. Raises Refused when the file is not what was handed in."""
    content = files.read(upload.file)
    if hashlib.sha256(content).hexdigest() != upload.file.sha256:
        raise Refused(_("The kept file is not the one that was handed in. Please upload it again."))
    found = read(content)
    made = Plan(faults=found.faults)
    known = _Known(found)
    _plan_experts(found, known, made)
    _plan_relations(found, known, made)
    made.faults.sort(key=lambda fault: (fault.sheet != str(EXPERTS_SHEET), fault.row))
    made.digest = _digest(upload, made)
    return made


class _Known:
    """What the register holds of the people that a workbook names, read in few queries."""

    def __init__(self, found: Read) -> None:
        named = [*found.experts, *found.relations]
        called = {row.values["username"].casefold() for row in named}
        people = list(User.objects.annotate(folded=Lower("username")).filter(folded__in=called))
        spelled = {person.username.casefold(): person.username for person in people}
        for row in named:  # user names differ by more than capitals
            name = row.values["username"]
            row.values["username"] = spelled.setdefault(name.casefold(), name)
        self.people = {person.username: person for person in people}
        rows = (
            Expert.objects.filter(user__in=people).select_related("user", "region").prefetch_related("fields")
        )
        self.experts = {expert.user.username: expert for expert in rows}
        emails = {row.values.get("email", "") for row in found.experts} - {""}
        taken = User.objects.annotate(folded=Lower("email")).filter(folded__in=emails)
        self.emails = set(taken.values_list("folded", flat=True))
        self.relations: dict[str, list[Relation]] = {}
        stated = Relation.objects.filter(person__in=people, status=Relation.Status.STATED)
        for one in stated.select_related("person").order_by("pk"):
            self.relations.setdefault(one.person.username, []).append(one)


def _plan_experts(found: Read, known: _Known, made: Plan) -> None:
    seen: set[str] = set()
    for row in found.experts:
        username = row.values["username"]
        expert = known.experts.get(username)
        if reason := _why_not(row, known, expert, seen):
            made.faults.append(Fault(str(EXPERTS_SHEET), row.number, "", reason))
            continue
        seen |= {username, row.values.get("email", "")}
        change = Change(row, username, expert, _differences(row, expert))
        if expert and not change.differences:
            made.same += 1
        else:
            made.experts.append(change)


def _why_not(row: Row, known: _Known, expert: Expert | None, seen: set[str]) -> str:
    username, email = row.values["username"], row.values.get("email", "")
    if username in seen:
        return _("The user name stands in an earlier row already.")
    if expert:
        if email and email != expert.user.email.lower():
            return _("The e-mail is not that of the account; people change their own address themselves.")
        return ""
    if username in known.people:
        return _("This user name belongs to an account that is no expert's.")
    if not email:
        return _("A new expert needs an e-mail address, to which the link for the first password goes.")
    if email in known.emails or email in seen:
        return _("This e-mail belongs to another account.")
    return ""


def _differences(row: Row, expert: Expert | None) -> list[tuple[str, str, str]]:
    after = {key: row.values[key] for key in PROFILE if key in row.values}
    before = {key: getattr(expert, key) for key in after} if expert else {}
    if expert:
        before["fields"] = list(expert.fields.all()) if "fields" in after else []
        before["languages"] = [one for one in Expert.Language.values if one in expert.languages]
        after["languages"] = [
            one for one in Expert.Language.values if one in after.get("languages", before["languages"])
        ]
    now, then = shown(before), shown(after)
    return [(str(TITLES[key]), now.get(key, ""), then[key]) for key in then if now.get(key, "") != then[key]]


def _plan_relations(found: Read, known: _Known, made: Plan) -> None:
    coming = {change.username for change in made.experts}
    for row in found.relations:
        username = row.values["username"]
        if username not in known.experts and username not in coming:
            text = _("Nobody of this user name is in the register or in the workbook's rows without faults.")
            made.faults.append(Fault(str(RELATIONS_SHEET), row.number, "", text))
            continue
        columns = _columns(row)
        before = next((r for r in known.relations.get(username, []) if _is_same(r, columns)), None)
        if before and all(getattr(before, key) == value for key, value in columns.items()):
            made.same += 1
            continue
        text = "，".join(value for value in relation(Relation(**columns)).values() if value)
        made.relations.append(Stated(row, username, text, before))


def _columns(row: Row) -> dict:
    """The relation's columns as the row gives them, the others empty."""
    empty = {key: None if key in {"share", "since", "until"} else "" for key in register_relations.COLUMNS}
    return empty | {key: value for key, value in row.values.items() if key in empty}


def _is_same(one: Relation, columns: dict) -> bool:
    """Whether a statement is about the same: kind, organisation, whose kin, and from when."""
    if (one.kind, one.kin, one.since) != (columns["kind"], columns["kin"], columns["since"]):
        return False
    if one.code and columns["code"]:
        return names.code(one.code) == columns["code"]
    return names.company(one.organisation) == names.company(columns["organisation"])


def _digest(upload: ExpertImport, made: Plan) -> str:
    """What was seen: the file, and all that it would do to the register as it stands."""
    told = [upload.file.sha256]
    told += [repr((c.row.number, c.username, c.expert and c.expert.pk, c.differences)) for c in made.experts]
    told += [repr((s.row.number, s.username, s.text, s.before and s.before.pk)) for s in made.relations]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@transaction.atomic
def apply(upload: ExpertImport, *, digest: str, by, at: datetime) -> list[Expert]:
    """Write what the dry run of ``digest`` showed; the new experts are returned, to be sent their first mail.

    Rows with faults are left out. Sent twice it is applied once. Raises Refused when the register or
    the file would change something else than was seen.
    """
    upload = ExpertImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=upload.pk)
    if upload.applied_at:
        return []
    made = plan(upload)
    if made.digest != digest:
        raise Refused(
            _(
                "The register has changed since you looked. Nothing was imported; please look again at what would change."
            )
        )
    if not made.does_something:
        raise Refused(_("There is nothing to import."))
    fresh = _write_experts(made.experts, by=by, at=at)
    _write_relations(made.relations, by=by, at=at)
    touched = {change.username for change in made.experts} | {stated.username for stated in made.relations}
    detection.look(at=at, experts=list(Expert.objects.filter(user__username__in=touched)))
    upload.applied_by, upload.applied_at, upload.counts = by, at, made.counts
    upload.save(update_fields=["applied_by", "applied_at", "counts"])
    data = {"sha256": upload.file.sha256, **made.counts}
    record(kind="expert_import", id=str(upload.pk), action="apply_import", by=by, data=data, at=at)
    return fresh


def _write_experts(changes: Iterable[Change], *, by, at: datetime) -> list[Expert]:
    fresh = []
    for change in changes:
        values = {key: change.row.values[key] for key in PROFILE if key in change.row.values}
        if change.expert is None:
            email = change.row.values["email"]
            fresh.append(register.add_expert(username=change.username, email=email, by=by, at=at, **values))
        else:
            values.setdefault("fields", list(change.expert.fields.all()))
            register.write_profile(change.expert, by=by, at=at, **values)
    return fresh


def _write_relations(stated: Iterable[Stated], *, by, at: datetime) -> None:
    people = User.objects.in_bulk({one.username for one in stated}, field_name="username")
    for one in stated:
        register_relations.write(people[one.username], by=by, at=at, **_columns(one.row))
        if one.before:
            register_relations.withdraw(one.before, by=by, at=at)
