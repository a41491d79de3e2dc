"""The pages of draws: each role's acts, what the public reads when, bad input, queries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from portal.accounts.roles import Role
from reviews import verify_draw
from reviews.drawing import drafts, proposing, revealing
from reviews.models import Draw, DrawFile, ReviewFile
from tests import factories as make
from tests.reviews.drawing.conftest import PUBLISHED, VALUE
from tests.reviews.test_query_counts import asked

pytestmark = pytest.mark.django_db


def address(name: str, draw: Draw) -> str:
    return reverse(f"reviews:{name}", args=[draw.pk])


def test_the_whole_road_on_the_pages(client, opened, roster, staff, province, at, value_at):
    call = opened(2)[0].review.call
    with time_machine.travel(at, tick=False):
        client.force_login(staff)
        client.post(reverse("reviews:draw_new", args=[call.pk]))
        draw = Draw.objects.get()
        rules = {
            "limit": 20,
            "what": "试验号码",
            "source": "试验公布单位",
            "known_at": f"{value_at:%Y-%m-%dT%H:%M}",
            "length": 14,
            **{f"fields_{key}": fields for key, fields in drafts.FIELDS.items()},
        }
        assert client.post(address("draw_rules", draw), rules).status_code == 302
        client.post(address("draw_act", draw), {"act": "submit"})
        client.force_login(province)
        client.post(address("draw_confirm", draw), {"act": "confirm", "confirmation": "试验〔2026〕1号"})
        client.force_login(staff)
        assert "封存抽取方案" in client.get(address("draw_freeze", draw)).content.decode()
        client.post(address("draw_freeze", draw))
        draw.refresh_from_db()
        assert draw.status == "frozen"
    with time_machine.travel(value_at, tick=False):
        client.force_login(staff)
        shown = client.post(address("draw_value", draw), {"published": PUBLISHED, "act": "check"})
        assert VALUE in shown.content.decode()
        client.post(address("draw_value", draw), {"published": PUBLISHED, "act": "run"})
        draw.refresh_from_db()
        assert draw.status == "drawn"
        assert {file.assignments.count() for file in ReviewFile.objects.all()} == {5}


def test_a_draft_is_the_alliances_alone(client, drafted, province, staff):
    draw = drafted(1)
    for user in (province, make.person(Role.AUDITOR)):
        client.force_login(user)
        assert client.get(address("draw", draw)).status_code == 404
        assert draw not in client.get(reverse("reviews:draws")).context["page"].rows
    assert client.get(address("public_draw", draw)).status_code == 404
    client.force_login(staff)
    assert client.get(address("draw", draw)).status_code == 200


def test_ones_own_limit_is_kept_and_a_wrong_one_stays_typed(client, drafted, roster, staff, at):
    draw = drafted(1)
    client.force_login(staff)
    ticked = {
        "files": list(draw.files.values_list("file", flat=True)),
        "experts": [one.pk for one in roster],
    }
    own = f"limit-{roster[0].pk}"
    for typed in ("21", "zwei"):
        answer = client.post(address("draw_choose", draw), {**ticked, own: typed})
        assert answer.status_code == 422
        assert f'name="{own}" value="{typed}"' in answer.content.decode()
    assert client.post(address("draw_choose", draw), {**ticked, own: "2"}).status_code == 302
    assert draw.experts.get(expert=roster[0]).limit == 2
    page = client.get(address("draw", draw)).content.decode()
    assert f"<li>{roster[0].name} · 2</li>" in page


def test_a_draft_without_panels_says_why(client, drafted, roster, staff, at):
    draw = drafted(4, limit=1)
    more = [make.expert(region="440300") for _n in range(3)]
    files = list(draw.files.values_list("file", flat=True))
    drafts.choose(draw, files=files, experts=[one.pk for one in [*roster, *more]], by=staff, at=at)
    client.force_login(staff)
    client.post(address("draw_act", draw), {"act": "propose"})
    text = client.get(address("draw", draw)).content.decode()
    assert "没有财务专家可评审" in text
    assert "在候选名单中增加财务专家" in text
    assert roster[3].name in text  # one of the three who have reached their most files


def test_too_few_experts_and_a_wrong_value_are_refused_with_the_rule(client, frozen, staff, value_at):
    draw = frozen(1)
    client.force_login(staff)
    with time_machine.travel(value_at, tick=False):
        answer = client.post(address("draw_value", draw), {"published": "12 34", "act": "run"})
    assert answer.status_code == 422
    assert "12 34" in answer.content.decode()
    draw.refresh_from_db()
    assert draw.status == "frozen"


def test_the_price_of_a_pin_is_told_before_it_is_set(client, drafted, roster, staff, at):
    draw = drafted(1)
    proposing.propose(draw, at=at)
    roster[0].fields.set([])
    client.force_login(staff)
    data = {"file": ReviewFile.objects.get().pk, "expert": roster[0].pk, "act": "ask"}
    with time_machine.travel(at, tick=False):
        assert "代价为2档" in client.post(address("draw_pins", draw), data).content.decode()
        assert not draw.pins.exists()
        refused = client.post(address("draw_pins", draw), {**data, "act": "pin"})
        assert refused.status_code == 422
        client.post(address("draw_pins", draw), {**data, "act": "pin", "reason": "唯一熟悉该算法"})
    assert [pin.cost for pin in draw.pins.all()] == [2]


def test_the_public_reads_commitments_first_and_the_record_with_the_announcement(
    client, drawn, roster, value_at, tmp_path
):
    draw = drawn(1)
    page = client.get(address("public_draw", draw)).content.decode()
    assert draw.record["commitments"]["panels"] in page
    assert VALUE in page
    part = client.get(address("public_draw_record", draw)).json()
    assert "frozen" not in part
    assert "panel_secret" not in json.dumps(part)
    application = ReviewFile.objects.get().application
    type(application).objects.filter(pk=application.pk).update(state="announced")
    assert revealing.reveal_due(at=value_at) == 1
    assert revealing.reveal_due(at=value_at) == 0
    whole = client.get(address("public_draw_record", draw))
    path = tmp_path / "record.json"
    path.write_bytes(whole.content)
    program = client.get(reverse("reviews:draw_verifier")).content
    (tmp_path / "verify.py").write_bytes(program)
    assert program == Path(verify_draw.__file__).read_bytes()
    done = subprocess.run([sys.executable, "-I", "-S", tmp_path / "verify.py", path], check=False)
    assert done.returncode == 0
    assert not [one for one in roster if one.name in whole.content.decode()]


def test_the_auditor_replays_and_reads_who_stands_behind_a_key(client, drawn, value_at):
    draw = drawn(1)
    client.force_login(make.person(Role.AUDITOR))
    client.post(address("draw_replay", draw))
    assert "全部一致" in client.get(address("draw_replay", draw)).content.decode()
    behind = client.get(address("draw_identities", draw)).json()
    assert len(behind["experts"]) == 15
    Draw.objects.filter(pk=draw.pk).update(record={**draw.record, "events": [{}]})
    client.post(address("draw_replay", draw))
    assert "存在不一致" in client.get(address("draw_replay", draw)).content.decode()


def test_the_applicant_can_check_its_own_panel(client, drawn, value_at):
    draw = drawn(1)
    application = ReviewFile.objects.get().application
    with time_machine.travel(value_at, tick=False):
        client.force_login(make.owner(application.enterprise))
        page = client.get(application.get_absolute_url(), {"tab": "reviews.panel"})
    assert page.status_code == 200
    keys = [row["key"] for row in draw.record["frozen"]["experts"]]
    text = page.content.decode()
    assert sum(f">{key}</th>" in text for key in keys) == 5
    assert draw.record["frozen"]["files"][0]["identity"] in text


def test_pages_ask_no_more_for_three_files_than_for_one(client, drawn, staff, opened, province, value_at, at):
    first = drawn(1)
    opened(1)  # something waits in both cases
    client.force_login(staff)
    one = asked(client, address("draw", first)), asked(client, reverse("reviews:draws"))
    public = asked(client, address("public_draw", first)), asked(client, reverse("reviews:public_draws"))
    opened(3)
    second = make.drawn(first.review, by=staff, province=province, known_at=value_at, at=at)
    assert DrawFile.objects.filter(draw=second).count() == 4
    drafts.prepare(opened(2)[0].review, by=staff, at=at)
    client.force_login(staff)
    assert (asked(client, address("draw", second)), asked(client, reverse("reviews:draws"))) == one
    again = asked(client, address("public_draw", second)), asked(client, reverse("reviews:public_draws"))
    assert again == public
