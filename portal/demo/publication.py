"""What the province does with reviewed files: deliberation, publicity, objections, announcement."""

from datetime import datetime, timedelta

from django.utils import timezone

from applications.models import Application, Call
from portal.demo import dossiers, names
from portal.demo.people import Cast
from publication import (
    announcing,
    completing,
    confirmation,
    deliberation,
    investigation,
    meetings,
    minutes,
    objections,
    publicity,
)
from publication.models import Decision, Deliberation, ListEntry, Objection, Publicity

MEMBERS = ("province", "province-2", "province-3", "province-4")
PLACE = "省厅三楼会议室（演示）"
ADOPTED = {
    "standards": "评价指标、权重和一票否决项与申报通知一致，同意。",
    "process": "县级收集整理、地市合规性审查、专家评审与回避程序完整，记录可查，同意。",
}
REASONS = {
    "propose": "评审总分达到认定线，未触发一票否决项，拟予认定。",
    "decline": "评审总分未达到认定线，本批次不予认定。",
}
MINUTE = "会议听取了评审结果汇报，审议了评价标准和评审程序，逐项审议名单并形成意见。"


def open_meeting(cast: Cast, call: Call, *, at: datetime, matters: tuple[str, ...]) -> Deliberation:
    """Open a meeting on the call and vote on the ``matters`` that it has come to."""
    by = cast["province"]
    members = [cast[name] for name in MEMBERS]
    meeting = meetings.open_meeting(
        call, held_on=timezone.localdate(at), place=PLACE, members=members, by=by, at=at
    )
    for number, matter in enumerate(matters, start=1):
        when = at + timedelta(minutes=20 * number)
        deliberation.vote(meeting, matter, reasons=ADOPTED[matter], abstained=number - 1, by=by, at=when)
    return meeting


def hold(cast: Cast, call: Call, *, at: datetime) -> Deliberation:
    """A whole meeting: standards, process, the list by the report's suggestion, minute, closing."""
    by = cast["province"]
    meeting = open_meeting(cast, call, at=at, matters=("standards", "process"))
    waiting = list(meetings.waiting(call).select_related("report_line", "call").order_by("pk"))
    recused = meeting.members.last()
    reason = "本人配偶曾任该企业技术顾问（演示）。"
    meetings.recuse(meeting, recused, waiting[0], reason=reason, by=by, at=at + timedelta(minutes=50))
    for result in Decision.Result.values:
        chosen = [
            file
            for file in waiting
            if (meetings.suggest(getattr(file, "report_line", None), call) or "decline") == result
        ]
        motion = deliberation.Motion(result, REASONS[result])
        if chosen:
            deliberation.decide(meeting, chosen, motion, by=by, at=at + timedelta(minutes=60))
    minutes.write_minute(meeting, MINUTE, by=by, at=at + timedelta(minutes=90))
    return minutes.close(meeting, by=by, at=at + timedelta(minutes=95))


def deliberate(cast: Cast, call: Call, *, at: datetime) -> None:
    """The meeting, and its record approved by a colleague of who prepared it."""
    meeting = hold(cast, call, at=at)
    minutes.approve(meeting, by=cast["province-2"], at=at + timedelta(minutes=150))


def publicise(cast: Cast, call: Call, *, at: datetime) -> Publicity:
    return publicity.begin(call, first_day=timezone.localdate(at), by=cast["province"], at=at)


def announce(cast: Cast, shown: Publicity, *, at: datetime) -> None:
    """Announce with the prepared text."""
    shown.refresh_from_db()
    announcing.announce(shown, **announcing.prepared(shown, at=at), by=cast["province"], at=at)


def entry_of(shown: Publicity, file: int) -> ListEntry:
    return shown.version.entries.get(application=file)


def on_list(shown: Publicity) -> list[ListEntry]:
    return list(shown.version.entries.order_by("position"))


def object_to(
    shown: Publicity,
    entry: ListEntry | None,
    *,
    number: int,
    grounds: str,
    at: datetime,
    is_signed: bool = True,
    declined: Application | None = None,
) -> Objection:
    """Somebody objects to an entry, to leaving ``declined`` out, or (neither given) to the whole list."""
    statement = objections.Statement(
        party="person" if number % 2 else "unit",
        name=names.people(12, seed=31)[number] if number % 2 else f"粤东模具互助社{number}号（演示）",
        uscc="",
        contact=names.people(12, seed=37)[number],
        phone="020-80000000",
        email=f"objector-{number}@example.test",
        grounds=grounds,
    )
    against = Objection.Against.LEFT_OUT if declined else Objection.Against.LIST
    paper = objections.Paper("异议书（签名盖章）.pdf", dossiers.material("异议书", number))
    made = objections.submit(
        shown,
        against=Objection.Against.ENTRY if entry else against,
        entry=entry,
        enterprise=declined.enterprise if declined else None,
        statement=statement,
        signed=paper if is_signed else None,
        evidence=[objections.Paper("证明材料.pdf", dossiers.material("证明材料", number))],
        code=objections.tracking_code(f"demo-{shown.pk}-{number}"),
        at=at,
    )
    code = confirmation.confirmation_code(made)
    return completing.confirm(made, code, at=at + timedelta(minutes=3)) if is_signed else made


def investigate(
    cast: Cast, objection: Objection, *, redacted: str, at: datetime, forwarded: bool = True
) -> None:
    """Admit, write the redacted copy, send it to the enterprise."""
    by = cast["objections"]
    investigation.admit(objection, by=by, at=at)
    investigation.redact(objection, text=redacted, by=by, at=at + timedelta(minutes=10))
    if forwarded:
        investigation.forward(objection, by=by, at=at + timedelta(minutes=12))
    investigation.add_note(
        objection, text="已电话联系异议人，身份属实。", by=by, at=at + timedelta(minutes=15)
    )
