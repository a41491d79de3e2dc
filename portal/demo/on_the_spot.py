"""Defences and site visits: days with rooms, a drawn order, minutes; checklists with photos and signatures."""

import io
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from portal.demo.filing import Case
from portal.demo.people import Cast
from portal.demo.review import review_files, seats_of, standing_in
from reviews.defence import days, holding, publishing
from reviews.models import DefenceTurn, Stage, Visit
from reviews.visits import planning, reading, signing, writing
from reviews.visits.writing import Written

CLERKS = ["alliance", "alliance-2", "alliance-3", "alliance-4"]
VENUE = "广州市会议中心（演示）"
MINUTE = (
    "申报单位汇报平台架构、数据采集能力和典型案例 15 分钟，专家提问 10 分钟。"
    "专家重点询问了设备接入协议、客户续约情况和数据安全措施，申报单位逐一作答。"
)
REMARKS = {
    "cases": "抽查合同 3 份、发票 5 张、验收单 3 份，原件齐全。",
    "collection": "现场接入客户车间数控机床 42 台，数据延时约 2 秒。",
    "safety": "机房灭火器已过检验期，企业当场联系更换。",
}


def fix_day(cast: Cast, cases: list[Case], *, when: datetime, rooms: int, at: datetime) -> None:
    """Prepare a day, choose the files, draw the order and publish the timetable."""
    files = review_files(standing_in(cases, Stage.DEFENCE))
    names = ["一号会议室", "二号会议室", "三号会议室", "四号会议室"][:rooms]
    plan = days.Plan(
        date=timezone.localdate(when),
        venue=VENUE,
        starts=time(9),
        ends=time(17, 30),
        slot_minutes=30,
        rooms=[(name, cast[clerk]) for name, clerk in zip(names, CLERKS, strict=False)],
        breaks=[["12:00", "14:00"]],
    )
    by = cast["alliance"]
    day = days.prepare(files[0].review, plan, by=by, at=at)
    days.choose(day, files, by=by, at=at + timedelta(minutes=10))
    days.draw(day, by=by, at=at + timedelta(minutes=20))
    publishing.publish(day, by=by, at=at + timedelta(minutes=40))


def hear(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """At the end of the day: everybody came, and each clerk keeps the minute."""
    cases = standing_in(cases, Stage.DEFENCE)
    present = {seat.pk for seat in seats_of(cases)}
    turns = DefenceTurn.objects.filter(file__application__in=[case.pk for case in cases], ended_at=None)
    for turn in turns.select_related("room__clerk"):
        clerk = turn.room.clerk
        holding.note_attendance(turn, present=present, delegation=4, head="总经理", by=clerk, at=at)
        holding.keep_minute(turn, text=MINUTE, by=clerk, at=at)


def plan_visits(cast: Cast, cases: list[Case], *, when: datetime, at: datetime) -> None:
    """Two members of each panel visit, in the morning or in the afternoon; nobody twice in one half of the day."""
    cases, panels = standing_in(cases, Stage.SITE), {}
    for seat in seats_of(cases):
        panels.setdefault(seat.file_id, []).append(seat.expert.user)
    taken: set[tuple[int, int]] = set()
    for file in review_files(cases):
        for half in (0, 5):
            pair = [user for user in panels[file.pk] if (user.pk, half) not in taken][:2]
            if len(pair) == 2:
                break
        taken |= {(user.pk, half) for user in pair}
        plan_visit(cast, file, pair, when=when + timedelta(hours=half), at=at)


def plan_visit(cast: Cast, file, pair: list, *, when: datetime, at: datetime) -> Visit:
    place = f"{file.application.city.name}·申报单位办公地址（演示）"[:120]
    return planning.plan(file, planning.Plan(when, place, pair), by=cast["alliance"], at=at)


def visits_of(cases: list[Case]) -> list[Visit]:
    rows = Visit.objects.filter(file__application__in=[case.pk for case in cases], ended_at=None)
    return list(rows.prefetch_related("inspectors__user").order_by("file"))


def inspect(visit: Visit, *, at: datetime, many: int = 99, photos: int = 0) -> None:
    """The first inspector writes the first ``many`` items and takes photos of as many."""
    by = visit.inspectors.all()[0].user
    written = [
        Written(item["key"], "fail" if item["key"] == "safety" else "pass", REMARKS.get(item["key"], ""))
        for item in visit.checklist[:many]
    ]
    writing.write(visit, written, by=by, at=at)
    for number, item in enumerate(visit.checklist[:photos]):
        upload = SimpleUploadedFile(f"{item['key']}.jpg", picture(visit.pk * 7 + number))
        taken = at - timedelta(minutes=30 - number)
        writing.add_photo(visit, upload, item=item["key"], taken_at=taken, by=by, at=at)


def disagree(visit: Visit, *, at: datetime) -> None:
    """The second inspector wrote on a device without connection and had not seen the first one's answer."""
    other = Written("team", "fail", "技术负责人出差，现场未见；核心团队 6 人中到岗 5 人。")
    writing.write(visit, [other], by=visit.inspectors.all()[1].user, at=at)


def sign(visit: Visit, *, at: datetime, by_both: bool = True) -> None:
    """Sign as it stands."""
    digest = reading.digest(visit, reading.lines(visit))
    for one in list(visit.inspectors.all())[: 2 if by_both else 1]:
        signing.sign(visit, digest=digest, name=one.user.name, by=one.user, at=at)


def visit_all(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """At the end of the day of the visits: every checklist is written and signed by both."""
    for visit in visits_of(standing_in(cases, Stage.SITE)):
        inspect(visit, at=at)
        sign(visit, at=at + timedelta(minutes=10))


def picture(seed: int) -> bytes:
    """A photo of nothing: two tones, so that each is another file."""
    out = io.BytesIO()
    image = Image.new("RGB", (640, 480), (seed * 37 % 200, 110, 150))
    image.paste((230, 230, 225), (0, 300 + seed % 100, 640, 480))
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
