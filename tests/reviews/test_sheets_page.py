"""The page of a file's sheets: revealed together, opened again by decision, one more expert."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
import time_machine
from django.urls import reverse

from portal.accounts.roles import Role
from reviews import many, stages
from reviews.models import Assignment, Reopening, ReviewFile, ScoreSheet
from tests import factories as make
from tests.reviews.test_query_counts import asked
from tests.reviews.test_spread import WIDE

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(seats, at):
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(seat) for seat in seats], at=at)
    return seats


def after(file):
    return ReviewFile.objects.get(pk=file.pk).recusal_until + timedelta(hours=1)


def page(client, user, file):
    client.force_login(user)
    return client.get(reverse("reviews:sheets", args=[file.pk]))


def test_a_sheet_is_opened_again_with_reasons(client, sealed, staff, at):
    sheet = ScoreSheet.objects.first()
    assert sheet.digest in page(client, staff, sealed[0].file).content.decode()
    address = reverse("reviews:sheet_reopen", args=[sheet.pk])
    with time_machine.travel(at, tick=False):
        assert client.post(address, {"reasons": ""}).status_code == 422
        assert client.post(address, {"reasons": "评分填反"}).status_code == 302
        again = client.post(address, {"reasons": "再次提交的理由"})
    assert (again.status_code, Reopening.objects.count()) == (422, 1)
    assert "再次提交的理由" in again.content.decode()
    client.force_login(sealed[0].expert.user)
    own = client.get(reverse("reviews:sheet", args=[sealed[0].pk])).content.decode()
    assert "评分填反" in own
    assert "data-autosave=" in own


def test_a_stage_is_opened_again_by_two_through_the_page(client, sealed, staff, at):
    file = sealed[0].file
    stages.close_stage([file], stage="written", by=staff, at=after(file))
    shown = page(client, staff, file)
    assert shown.content.decode().count("80.00") >= 6
    second = make.person(Role.ALLIANCE)
    with time_machine.travel(at, tick=False):
        address = reverse("reviews:stage_reopen", args=[file.pk])
        assert client.post(address, {"reasons": " "}).status_code == 422
        for _twice in range(2):
            assert client.post(address, {"reasons": "计分依据有误"}).status_code == 302
        decide = reverse("reviews:reopening_decide", args=[Reopening.objects.get().pk])
        client.post(decide, {"agreed": "yes"})
        assert file.closings.count() == 1
        client.force_login(second)
        for _twice in range(2):
            client.post(decide, {"agreed": "yes"})
    assert file.closings.count() == 0
    earlier = page(client, make.person(Role.AUDITOR), file)
    assert earlier.context["stages"] == []
    assert [one.total for one in earlier.context["earlier"]] == [D("80.00")] * 5


def test_the_province_reads_the_sheets_with_the_report_and_not_before(client, sealed, staff):
    file = sealed[0].file
    stages.close_stage([file], stage="written", by=staff, at=after(file))
    assert page(client, make.person(Role.PROVINCE), file).status_code == 404
    assert page(client, make.person(Role.AUDITOR), file).status_code == 200


def test_one_more_expert_is_seated_from_the_page(client, seats, staff, at):
    many.declare_no_conflict(seats, at=at)
    many.seal([make.scored(s, share=x) for s, x in zip(seats, WIDE, strict=True)], at=at)
    file, fresh = seats[0].file, make.expert()
    address = reverse("reviews:extra_seat", args=[file.pk])
    client.force_login(staff)
    assert client.get(address).status_code == 302
    stages.close_stage([file], stage="written", by=staff, at=after(file))
    shown = client.get(address)
    assert [row.pk for row in shown.context["page"].rows] == [fresh.pk]
    assert address in page(client, staff, file).content.decode()
    with time_machine.travel(at, tick=False):
        client.post(address, {"expert": ""})
        assert Assignment.objects.count() == 5
        for _twice in range(2):
            client.post(address, {"expert": fresh.pk})
    assert Assignment.objects.filter(ended_at=None).count() == 6


def test_more_sheets_ask_no_more_queries(client, sealed, staff):
    file = sealed[0].file
    stages.close_stage([file], stage="written", by=staff, at=after(file))
    client.force_login(staff)
    address = reverse("reviews:sheets", args=[file.pk])
    one = asked(client, address)
    many.seal([make.scored(seat) for seat in sealed], at=after(file))
    stages.close_stage([ReviewFile.objects.get()], stage="defence", by=staff, at=after(file))
    assert asked(client, address) == one
