"""Who sits at a deliberation and over which list: opening, quorum, members who leave an item."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, Call, Kind
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from publication.models import Decision, Deliberation, DeliberationMember, MemberRecusal
from reviews.conflicts import finding, words
from reviews.models import ReportLine

WAITING = [State.REVIEWED, State.NOT_RECOMMENDED]
MATTERS = ("standards", "process")


@dataclass(frozen=True)
class Votes:
    """How the members present, less those who left the item, voted."""

    in_favour: int
    against: int
    abstained: int

    @property
    def passed(self) -> bool:
        """More than half of those who took part are in favour; who abstains is not."""
        return 2 * self.in_favour > self.in_favour + self.against + self.abstained


def may_sit() -> QuerySet[User]:
    """The province's officers who deliberate."""
    people = who_may(Permission.DELIBERATE)
    return people.order_by("name", "pk")


@transaction.atomic
def open_meeting(
    call: Call, *, held_on: date, place: str, members: Sequence[User], by, at: datetime
) -> Deliberation:
    """Open a meeting over the files that wait now, with the province officers present.

    The list is put to the meeting as it stands, with its digest; a member whose relation to an enterprise
    the portal finds leaves that item at once. While a meeting's record is not approved that one is
    returned: a second click opens nothing. Raises Refused below the call's quorum.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    running = call.deliberations.filter(approved_at=None).first()
    if running:
        return running
    people = list(may_sit().filter(pk__in={member.pk for member in members}))
    if len(people) < call.quorum:
        raise Refused(
            _("%(present)d members are present; a meeting needs at least %(needed)d.")
            % {"present": len(people), "needed": call.quorum}
        )
    last = call.deliberations.order_by("-number").first()
    agenda = agenda_of(call)
    meeting = Deliberation.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        held_on=held_on,
        place=place,
        quorum=call.quorum,
        agenda=agenda,
        agenda_sha256=digest(agenda),
        opened_by=by,
        opened_at=at,
        **_carried_over(last),
    )
    seated = DeliberationMember.objects.bulk_create(
        [DeliberationMember(deliberation=meeting, user=person, name=person.name) for person in people]
    )
    data = {"number": meeting.number, "members": [person.pk for person in people]}
    log(meeting, "open", by, at, {**data, "agenda": meeting.agenda_sha256, "files": len(agenda)})
    _find_relations(meeting, seated, at=at)
    return meeting


def _carried_over(last: Deliberation | None) -> dict:
    """What an earlier meeting adopted on this call stays adopted."""
    kept = {}
    for matter in MATTERS:
        if last and getattr(last, f"{matter}_adopted"):
            names = [f"{matter}_{part}" for part in ("adopted", "reasons", "votes")]
            kept |= {name: getattr(last, name) for name in names}
    return kept


def waiting(call: Call) -> QuerySet[Application]:
    """Files that the deliberation has to decide: reviewed ones, and those not recommended nor taken up."""
    return call.applications.filter(state__in=WAITING)


def suggest(line: ReportLine | None, call: Call) -> str:
    """The default from the review report: propose from the threshold up and without a veto; else decline."""
    if line is None:
        return ""
    if call.kind == Kind.EVALUATION:
        return Decision.Result.PROPOSE  # every tier has its list
    passed = line.recommended and not line.veto and line.total >= call.pass_threshold
    return Decision.Result.PROPOSE if passed else Decision.Result.DECLINE


def agenda_of(call: Call) -> list[dict]:
    """The list from the review report as it is put to a meeting: by rank, files without one behind."""
    by_rank = F("report_line__rank").asc(nulls_last=True)
    files = waiting(call).select_related("report_line__report", "city").order_by(by_rank, "pk")
    return [_item(application, getattr(application, "report_line", None), call) for application in files]


def _item(application: Application, line: ReportLine | None, call: Call) -> dict:
    return {
        "file": application.pk,
        "number": application.number,
        "name": application.enterprise_name,
        "uscc": application.uscc,
        "city": application.city.name,
        "class": application.supplier_class,
        "state": str(application.state),
        "rank": line.rank if line else None,
        "total": str(line.total) if line else "",
        "suggestion": str(suggest(line, call)),
        "report": line.report.sha256 if line else "",
    }


def digest(agenda: list[dict]) -> str:
    """SHA-256 over an agenda as canonical JSON."""
    text = json.dumps(agenda, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _find_relations(meeting: Deliberation, seated: list[DeliberationMember], *, at: datetime) -> None:
    """Members with a certain relation to an enterprise on the agenda leave that item."""
    files = dict(waiting(meeting.call).values_list("enterprise_id", "pk"))
    by_user = {member.user_id: member for member in seated}
    if not files:
        return
    with override("zh-hans"):
        found = [
            MemberRecusal(
                member=by_user[user],
                application_id=files[enterprise],
                reason=words.text(path),
                by=None,
                at=at,
            )
            for (user, enterprise), path in finding.to_enterprises(by_user, files, at).items()
            if path.is_certain
        ]
    MemberRecusal.objects.bulk_create(found)
    for one in found:
        log(meeting, "recuse", None, at, {"member": one.member.user_id, "file": one.application_id})


@transaction.atomic
def recuse(
    meeting: Deliberation, member: DeliberationMember, file: Application, *, reason: str, by, at: datetime
) -> MemberRecusal:
    """A member with a relation to the enterprise leaves this item; the second time changes nothing.

    Raises Refused without a reason, for a stranger to the meeting, and once the file was decided.
    """
    meeting = in_session(meeting)
    if not reason.strip():
        raise Refused(_("Please write the relation; it is part of the record."))
    if member.deliberation_id != meeting.pk or file.pk not in on_agenda(meeting):
        raise Refused(_("Choose a member and a file of this meeting."))
    there = MemberRecusal.objects.filter(member=member, application=file).first()
    if there:
        return there
    if meeting.decisions.filter(application=file).exists():
        raise Refused(_("This file was already decided with this member; take that decision back first."))
    made = MemberRecusal.objects.create(member=member, application=file, reason=reason.strip(), by=by, at=at)
    log(meeting, "recuse", by, at, {"member": member.user_id, "file": file.pk})
    return made


def recusals(meeting: Deliberation) -> QuerySet[MemberRecusal]:
    """Who left which item, and why."""
    rows = MemberRecusal.objects.filter(member__deliberation=meeting)
    return rows.select_related("member", "application")


def left_by(meeting: Deliberation) -> dict[int, int]:
    """How many members left the item of each file."""
    rows = MemberRecusal.objects.filter(member__deliberation=meeting).values("application")
    return dict(rows.annotate(many=Count("pk")).order_by().values_list("application", "many"))


def count(meeting: Deliberation, present: int, *, against: int, abstained: int) -> Votes:
    """The votes of ``present`` members. Raises Refused below the quorum, or for more votes than members."""
    if present < meeting.quorum:
        raise Refused(
            _("Only %(present)d members may vote on this item; %(needed)d are needed.")
            % {"present": present, "needed": meeting.quorum}
        )
    if against + abstained > present:
        raise Refused(_("There are more votes than members who may vote: %(n)d.") % {"n": present})
    return Votes(present - against - abstained, against, abstained)


def on_agenda(meeting: Deliberation) -> set[int]:
    """The files that were put to the meeting."""
    return {item["file"] for item in meeting.agenda}


def in_session(meeting: Deliberation) -> Deliberation:
    """The row, locked, while its record may still change. Raises Refused after the closing."""
    meeting = Deliberation.objects.select_for_update(of=("self",)).select_related("call").get(pk=meeting.pk)
    if meeting.closed_at:
        raise Refused(_("This meeting is closed; its record can't change. Open a new meeting."))
    return meeting


def log(meeting: Deliberation, action: str, by, at: datetime, data: dict) -> None:
    """One audit event of a meeting."""
    record(kind="deliberation", id=str(meeting.pk), action=action, by=by, at=at, data=data)
