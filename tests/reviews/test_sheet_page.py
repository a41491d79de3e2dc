"""The score sheet's page: nothing that was typed is lost, and every refusal says why."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
import time_machine
from django.urls import reverse

from reviews import many, stages
from reviews.models import ReviewFile, Score, ScoreSheet
from tests import factories as make
from tests.reviews.test_views_flow import sheet_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(seats, at):
    many.declare_no_conflict(seats, at=at)
    return seats[0]


@pytest.fixture
def send(client, seat, at):
    """``send(**changes)``: the answer to the expert's own sheet, sent with changes."""

    def post(revision=0, **changes):
        client.force_login(seat.expert.user)
        with time_machine.travel(at, tick=False):
            return client.post(reverse("reviews:sheet", args=[seat.pk]), sheet_data(seat, revision) | changes)

    return post


def first(seat) -> str:
    return f"points_{seat.file.review.call.indicators.first().pk}"


def test_a_figure_out_of_bounds_is_kept_and_told(send, seat):
    answer = send(save="", **{first(seat): "10.5"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["__all__", first(seat)]
    assert answer.context["form"][first(seat)].value() == "10.5"
    assert Score.objects.get(indicator__key="basic").points == D("10.50")
    assert send(1, seal="", **{first(seat): "10.5"}).status_code == 422
    assert ScoreSheet.objects.get().status == "draft"
    assert send(2, seal="").status_code == 302
    assert ScoreSheet.objects.get().status == "sealed"


def test_what_is_no_figure_stays_on_the_page(send, seat):
    answer = send(save="", **{first(seat): "acht"})
    assert answer.status_code == 422
    assert answer.context["form"][first(seat)].value() == "acht"


def test_a_sheet_sent_twice_is_sealed_once(send):
    assert send(seal="").status_code == 302
    kept = ScoreSheet.objects.get()
    again = send(seal="")
    assert (again.status_code, again["Location"]) == (302, reverse("reviews:mine"))
    assert ScoreSheet.objects.get().digest == kept.digest


def test_another_text_for_a_sealed_sheet_is_refused_and_shown(send, seat):
    send(seal="")
    answer = send(seal="", comment="补充意见，请保留。")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "补充意见，请保留。" in page
    assert "data-autosave=" not in page
    assert ScoreSheet.objects.get().comment == ""


def test_after_the_closing_the_sheet_goes_to_no_other_stage(send, seat, seats, staff, at):
    many.seal([make.scored(one) for one in seats], at=at)
    file = ReviewFile.objects.get()
    assert stages.close_stage(
        [file], stage="written", by=staff, at=file.recusal_until + timedelta(hours=1)
    ).done
    answer = send(seal="", comment="迟到的意见")
    assert answer.status_code == 422
    assert "迟到的意见" in answer.content.decode()
    assert not ScoreSheet.objects.filter(stage="defence").exists()


def test_two_windows_keep_both(send, seat):
    send(save="", comment="第一个窗口")
    answer = send(save="", comment="第二个窗口", **{first(seat): "7.5"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第一个窗口" in page
    assert "第二个窗口" in page
    form = answer.context["form"]
    assert form.elsewhere[seat.file.review.call.indicators.first().pk] == ["8", ""]
    assert (form["revision"].value(), ScoreSheet.objects.get().comment) == (1, "第一个窗口")
    assert send(1, save="", comment="第二个窗口").status_code == 302
    assert ScoreSheet.objects.get().comment == "第二个窗口"


def test_the_panels_result_and_a_dissent(client, send, seat, seats, staff, at):
    address = reverse("reviews:panel_result", args=[seat.pk])
    client.force_login(seat.expert.user)
    assert client.get(address).status_code == 404
    many.seal([make.scored(one) for one in seats], at=at)
    file = ReviewFile.objects.get()
    stages.close_stage([file], stage="written", by=staff, at=file.recusal_until + timedelta(hours=1))
    assert "80.00" in client.get(address).content.decode()
    with time_machine.travel(at, tick=False):
        wrong = client.post(address, {"stage": "written", "text": ""})
        assert wrong.status_code == 422
        for _twice in range(2):
            client.post(address, {"stage": "written", "text": "市场评价得分偏高。"})
    assert seat.dissents.get().text == "市场评价得分偏高。"
    assert "市场评价得分偏高。" in client.get(address).content.decode()
    client.force_login(make.expert().user)
    assert client.get(address).status_code == 404
