"""The review through its pages, from the opening to the report."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.models import Application
from applications.workflow import State
from portal.accounts.roles import Role
from reviews.models import Assignment, Report, ReviewFile, ScoreSheet, StageClosing
from tests import factories as make

pytestmark = pytest.mark.django_db


def post(client, user, name, *args, **data):
    client.force_login(user)
    answer = client.post(reverse(f"reviews:{name}", args=args), data)
    assert answer.status_code == 302, (name, answer.status_code, answer.content.decode()[:2000])
    return answer


def sheet_data(seat: Assignment, revision: int, stage: str = "written") -> dict:
    """Eighty of a hundred in halves: each weight × 0.8 is a multiple of a half."""
    data = {"revision": revision, "stage": stage, "veto": "none", "comment": ""}
    for indicator in seat.file.review.call.indicators.all():
        data |= {f"points_{indicator.pk}": indicator.weight * 8 / 10, f"comment_{indicator.pk}": ""}
    return data


def test_from_the_opening_to_the_report(client, staff, at):
    in_call = make.call(at=at, written_weight=70, defence_weight=30, site_weight=0)
    files = [make.reported(in_call, at=at) for _ in range(2)]
    kinds = ["technical"] * 3 + ["financial", "management"]
    members = [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(kinds)]
    with time_machine.travel(at, tick=False) as clock:
        chosen = [file.pk for file in files]
        for _twice in range(2):
            post(client, staff, "review_open", in_call.pk, files=chosen)
        pks = list(ReviewFile.objects.order_by("pk").values_list("pk", flat=True))
        assert len(pks) == 2

        answer = post(client, staff, "review_act", in_call.pk, act="assign", files=pks)
        assert client.get(answer["Location"]).status_code == 200
        ids = ",".join(map(str, pks))
        picked = {"files": ids, "experts": [e.pk for e in members], "chair": members[0].pk}
        checked = post(client, staff, "assign", check="", text="专家", **picked)
        assert client.get(checked["Location"]).context["faults"] == []
        for _twice in range(2):
            post(client, staff, "assign", save="", **picked)
        assert Assignment.objects.count() == 10
        for _twice in range(2):
            post(client, staff, "review_act", in_call.pk, act="show", files=pks, tab="panel")

        seats = list(Assignment.objects.select_related("expert__user", "file__review__call"))
        for seat in seats:
            signed = {"confirmed": "on", "signed_name": seat.expert.name}
            for _twice in range(2):
                post(client, seat.expert.user, "declare", seat.pk, **signed)
        clock.move_to(seats[0].recusal_until + timedelta(seconds=1))
        for stage in ("written", "defence"):
            for seat in seats:
                post(client, seat.expert.user, "sheet", seat.pk, seal="", **sheet_data(seat, 0, stage))
            if stage == "defence":
                make.defended(*ReviewFile.objects.all(), by=staff, at=at)
            for _twice in range(2):
                post(client, staff, "review_act", in_call.pk, act=f"close-{stage}", files=pks)
        assert StageClosing.objects.count() == 4
        for _twice in range(2):
            client.force_login(staff)
            client.post(reverse("reviews:report_new", args=[in_call.pk]), {"basis": "评审依据"})
        report = Report.objects.get()
        post(client, staff, "report_sign", report.pk)
        assert Report.objects.get().status == "prepared"
        second = make.person(Role.ALLIANCE)
        for _twice in range(2):
            post(client, second, "report_sign", report.pk)

    report = Report.objects.get()
    assert (report.status, report.by, report.signed_by) == ("sent", staff, second)
    assert [str(line.total) for line in report.lines.all()] == ["80.00", "80.00"]
    assert set(Application.objects.values_list("state", flat=True)) == {State.REVIEWED}
    province = make.person(Role.PROVINCE)
    client.force_login(province)
    for address in (
        reverse("reviews:report", args=[report.pk]),
        reverse("reviews:ranking", args=[in_call.pk]),
    ):
        assert files[0].enterprise_name in client.get(address).content.decode()
    assert not Assignment.objects.filter(declaration="open").exists()


def test_autosave_keeps_refuses_and_notices_another_window(client, seats, at):
    seat = seats[0]
    with time_machine.travel(at, tick=False):
        expert = seat.expert.user
        post(client, expert, "declare", seat.pk, confirmed="on", signed_name=seat.expert.name)
        address = reverse("reviews:autosave", args=[seat.pk])
        first = client.post(address, sheet_data(seat, 0))
        assert (first.status_code, first.json()["revision"]) == (200, 1)
        same = client.post(address, sheet_data(seat, 0))
        assert (same.status_code, same.json()["revision"]) == (200, 1)
        stale = client.post(address, sheet_data(seat, 0) | {"comment": "另一窗口"})
        assert (stale.status_code, stale.json()["revision"]) == (409, 1)
        indicator = seat.file.review.call.indicators.first()
        wrong = client.post(address, sheet_data(seat, 1) | {f"points_{indicator.pk}": "10.2"})
        assert (wrong.status_code, list(wrong.json()["errors"])) == (200, [f"points_{indicator.pk}"])
        none = client.post(address, sheet_data(seat, 2) | {f"points_{indicator.pk}": "12345"})
        assert (none.status_code, list(none.json()["errors"])) == (200, [f"points_{indicator.pk}"])
    assert ScoreSheet.objects.get().revision == 3


def test_a_refused_sheet_keeps_what_was_typed(client, seats, at):
    seat = seats[0]
    with time_machine.travel(at, tick=False):
        post(client, seat.expert.user, "declare", seat.pk, confirmed="on", signed_name=seat.expert.name)
        data = sheet_data(seat, 0)
        indicator = seat.file.review.call.indicators.first()
        answer = client.post(
            reverse("reviews:sheet", args=[seat.pk]), data | {f"points_{indicator.pk}": "1", "seal": ""}
        )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["__all__", f"comment_{indicator.pk}"]
    assert answer.context["form"][f"points_{indicator.pk}"].value() == "1"


def test_the_desk_opens_reviews(client, staff, in_call, at):
    file = make.reported(in_call, at=at)
    client.force_login(staff)
    address = reverse("applications:desk_decide")
    assert client.get(address, {"do": "open_review", "file": file.pk}).status_code == 200
    with time_machine.travel(at, tick=False):
        data = {"do": "open_review", "file": file.pk}
        client.post(address, data)
        client.post(address, data)
    assert ReviewFile.objects.get().review.weights == {"written": 50, "defence": 30, "site": 20}
