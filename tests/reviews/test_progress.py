"""Who is late, reminded once a day, with a preview and a record."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.notifications.models import InboxItem
from reviews import declarations, many, panels, progress, recusals, reopening, stages
from reviews.models import Reminder, Review, ReviewFile, ScoreSheet
from tests import factories as make
from tests.reviews.test_query_counts import asked

pytestmark = pytest.mark.django_db


def on(day: int, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(2026, 11, day, hour))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (on(10), on(10, 23), 0),
        (on(10), on(11, 1), 1),
        (on(13), on(16), 1),  # Friday to Monday
        (on(10), on(17), 5),
    ],
)
def test_working_days_leave_out_the_first(start, end, days):
    assert progress.working_days(start, end) == days


def test_a_filter_of_days_is_the_same_count():
    # Tuesday 17: the 10th is five working days away, the 11th four
    moment = progress.begun_before(on(17), 5)
    assert on(10, 23) < moment <= on(11, 0)


def names(review, matter, at, **how) -> list[tuple[str, int]]:
    rows = progress.late(review, matter, at=at, **how).order_by("since", "pk")
    return [(expert.name, expert.files) for expert in rows]


def test_who_has_not_declared_and_who_has_not_sealed(seats, staff, at):
    review = Review.objects.get()
    experts = [seat.expert.name for seat in seats]
    assert names(review, "declare", at) == [(name, 1) for name in experts]
    assert names(review, "score", at) == []
    many.declare_no_conflict(seats[:3], at=on(12))
    many.seal([make.scored(seats[0])], at=on(13))
    assert names(review, "declare", on(16)) == [(name, 1) for name in experts[3:]]
    assert names(review, "score", on(16)) == [(name, 1) for name in experts[1:3]]
    # Declared on Thursday 12: on Monday 16 two working days have passed
    assert names(review, "score", on(16), days=1) == [(name, 1) for name in experts[1:3]]
    assert names(review, "score", on(16), days=3) == []
    assert names(review, "score", on(16), stage="defence") == []
    declarations.declare_recusal(seats[1], ground="kin", reasons="亲属", by=seats[1].expert.user, at=on(16))
    assert names(review, "score", on(16)) == [(experts[2], 1)]


def test_since_is_the_last_thing_that_the_sheet_waited_for(seats, staff, at):
    review, file = Review.objects.get(), seats[0].file
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(seat) for seat in seats], at=on(12))
    reopening.reopen_sheet(ScoreSheet.objects.first(), reasons="填错", by=staff, at=on(13, 9))
    [late] = progress.late(review, "score", at=on(16))
    assert late.since == on(13, 9)
    many.seal([make.scored(seats[0])], at=on(13))
    stages.close_stage([file], stage="written", by=staff, at=on(16, 9))
    assert {expert.since for expert in progress.late(review, "score", at=on(17))} == {on(16, 9)}


def test_figures_by_hand(opened, staff, at):
    files = opened(2)
    seats = make.panel(files[0], by=staff, at=at)
    panels.set_panel(files[1:], [s.expert for s in seats], chair=seats[0].expert, by=staff, at=at)
    panels.show_panel(files[1:], by=staff, at=at)
    many.declare_no_conflict(seats[:4], at=at)
    # sealed on 11, 12 and 17: one, two and five working days after the 10th; the median is two
    for seat, day in zip(seats, (11, 12, 17), strict=False):
        many.seal([make.scored(seat)], at=on(day))
    written, defence, _site = progress.figures(Review.objects.get())
    assert (written.files, written.seats, written.declared, written.sealed) == (2, 10, 4, 3)
    assert (written.median_seal, defence.seats, defence.median_seal) == (2, 0, None)


def test_a_reminder_goes_once_a_day_and_names_no_file(seats, staff, at):
    review = Review.objects.get()
    experts = [seat.expert_id for seat in seats]
    sent = progress.remind(review, matter="declare", experts=experts[:2], by=staff, at=at)
    assert len(sent) == 2
    with pytest.raises(Refused):
        progress.remind(review, matter="declare", experts=experts[:2], by=staff, at=at + timedelta(hours=3))
    third = progress.remind(review, matter="declare", experts=experts[:3], by=staff, at=at)
    assert [one.expert_id for one in third] == experts[2:3]
    assert len(progress.remind(review, matter="declare", experts=experts[:3], by=staff, at=on(11))) == 3
    item = InboxItem.objects.filter(user=seats[0].expert.user, kind="review.remind_declare").first()
    assert item.params == {"call": review.call.title, "count": 1}
    number = seats[0].file.application.number
    assert number not in str(item.params)
    assert number not in item.link
    event = Event.objects.filter(action="remind").first()
    assert event.data == {"matter": "declare", "stage": "", "experts": experts[:2]}


def test_a_recused_expert_is_not_reminded(seats, staff, at):
    owner = make.owner(seats[1].file.application.enterprise)
    entry = recusals.request_recusal(seats[1], ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    with pytest.raises(Refused):
        progress.remind(Review.objects.get(), matter="declare", experts=[seats[1].expert_id], by=staff, at=at)


def test_preview_then_sending_then_the_record(client, seats, staff, at):
    call, expert = seats[0].file.review.call_id, seats[0].expert
    client.force_login(staff)
    remind = reverse("reviews:remind", args=[call])
    with time_machine.travel(at, tick=False):
        page = client.get(reverse("reviews:progress", args=[call]) + "?matter=declare")
        assert len(page.context["page"].rows) == 5
        preview = client.get(remind, {"matter": "declare", "expert": [expert.pk]})
        assert preview.context["planned"][0].body in preview.content.decode()
        assert seats[0].file.review.call.title in preview.context["planned"][0].body
        assert not Reminder.objects.exists()
        for _twice in range(2):
            assert client.post(remind, {"matter": "declare", "expert": [expert.pk]}).status_code == 302
        assert Reminder.objects.count() == 1
        rest = client.get(remind, {"matter": "declare", "all": "1"})
        assert [one.sent_today for one in rest.context["planned"]].count(True) == 1
        client.post(remind, {"matter": "declare", "expert": [s.expert_id for s in seats]})
    assert Reminder.objects.count() == 5
    sent = client.get(reverse("reviews:reminders", args=[call]))
    assert [row.sent_by for row in sent.context["page"].rows] == [staff] * 5
    assert client.get(remind, {"matter": "nothing"}).status_code == 404
    client.force_login(make.person(Role.AUDITOR))
    assert client.get(remind).status_code == 403


def test_more_experts_ask_no_more_queries(client, opened, staff, at):
    files = opened(3)
    make.panel(files[0], by=staff, at=at)
    client.force_login(staff)
    review = Review.objects.get()
    addresses = [reverse("reviews:progress", args=[review.call_id]) + "?matter=declare"]
    addresses += [reverse("reviews:reminders", args=[review.call_id])]
    addresses += [reverse("reviews:remind", args=[review.call_id]) + "?matter=declare&all=1"]
    experts = list(progress.late(review, "declare", at=at).values_list("pk", flat=True))
    progress.remind(review, matter="declare", experts=experts[:1], by=staff, at=at)
    one = [asked(client, address) for address in addresses]
    for file in files[1:]:
        make.panel(file, by=staff, at=at)
    progress.remind(review, matter="declare", experts=experts[1:4], by=staff, at=at)
    assert ReviewFile.objects.count() == 3
    assert [asked(client, address) for address in addresses] == one
