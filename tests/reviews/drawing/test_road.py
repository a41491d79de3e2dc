"""From the draft to the seats: who decides what when, what is refused, and what the record holds."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from applications.policies import Refused
from portal.audit.chain import history
from reviews import panels, seats, verify_draw
from reviews.drawing import confirming, drafts, freezing, proposing, running
from reviews.models import Assignment, Draw, ReviewFile
from tests import factories as make
from tests.reviews.drawing.conftest import PUBLISHED, VALUE

pytestmark = pytest.mark.django_db


def actions(draw: Draw) -> list[str]:
    return [event.action for event in history(*draw.chain)]


def test_a_draft_takes_what_awaits_review_and_who_can_sit(drafted, roster):
    roster[0].is_available = False
    roster[0].save()
    draw = drafted(2)
    assert (draw.files.count(), draw.experts.count()) == (2, 14)


def test_the_proposal_shows_loads_and_match(drafted, at):
    told = proposing.propose(drafted(2), at=at)
    assert sum(told["bands"]) == 10
    assert told["bands"][0] == 10  # everybody's field is needed by a service provider's file
    assert sum(n for _expert, n in told["loads"]) == 10
    assert told["proven"] is True
    assert {len(members) for members in told["panels"].values()} == {5}


def test_only_what_the_province_confirmed_is_frozen(drafted, province, staff, at):
    draw = drafted(1)
    with pytest.raises(Refused, match="请先试算"):
        confirming.submit(draw, by=staff, at=at)
    proposing.propose(draw, at=at)
    with pytest.raises(Refused):
        freezing.freeze(draw, by=staff, at=at)
    confirming.submit(draw, by=staff, at=at)
    with pytest.raises(Refused):
        freezing.freeze(draw, by=staff, at=at)
    with pytest.raises(Refused):
        drafts.discard(draw, by=staff, at=at)
    confirming.send_back(draw, reason="名单过小", by=province, at=at)
    draw.refresh_from_db()
    assert (draw.status, draw.return_reason) == ("draft", "名单过小")


def test_after_the_freezing_nobody_pins_or_assigns_by_hand(frozen, roster, staff, at):
    draw = frozen(1)
    file = ReviewFile.objects.get()
    with pytest.raises(Refused):
        drafts.pin(draw, file, roster[0], reason="熟悉", by=staff, at=at)
    with pytest.raises(Refused):
        drafts.set_rules(draw, drafts.RulesOfDraw(1, drafts.FIELDS), by=staff, at=at)
    five = roster[:5]
    outcome = panels.set_panel([file], five, chair=five[0], by=staff, at=at)
    assert [reason for _file, reason in outcome.refused] == ["该申报件由抽取确定专家组，不得人工指派。"]
    assert not Assignment.objects.exists()


def test_freezing_publishes_a_digest_and_two_commitments(frozen):
    draw = frozen(2)
    event = history(*draw.chain).last()
    assert event.action == "freeze"
    assert event.data["frozen"] == draw.record["digests"]["frozen"]
    assert event.data["commitments"] == draw.record["commitments"]
    kept = bytes(draw.secrets)
    assert all(one.expert.name.encode() not in kept for one in draw.experts.select_related("expert"))
    names = json.dumps(draw.record, ensure_ascii=False)
    assert not [one for one in draw.experts.select_related("expert") if one.expert.name in names]


def test_the_value_is_entered_when_it_is_known_and_once(frozen, staff, at, value_at):
    draw = frozen(1)
    with pytest.raises(Refused, match="尚未公布"):
        running.enter_value(draw, PUBLISHED, by=staff, at=at)
    with pytest.raises(Refused, match="位数"):
        running.enter_value(draw, "123", by=staff, at=value_at)
    running.enter_value(draw, PUBLISHED, by=staff, at=value_at)
    running.enter_value(draw, VALUE, by=staff, at=value_at)  # the same value once more
    with pytest.raises(Refused):
        running.enter_value(draw, "0" * 14, by=staff, at=value_at)
    running.run(draw, at=value_at)
    seated = list(Assignment.objects.order_by("pk").values_list("pk", "expert"))
    running.run(draw, at=value_at)
    assert list(Assignment.objects.order_by("pk").values_list("pk", "expert")) == seated
    assert actions(draw).count("draw") == actions(draw).count("enter_value") == 1


def test_panels_sit_as_drawn_and_the_applicant_sees_them(drawn, staff, value_at, tmp_path):
    draw = drawn(2)
    assert draw.status == "drawn"
    for row in draw.files.all():
        members = list(seats.running(row.file))
        panel = draw.record["draw"]["panels"][row.place]
        by_place = {one.place: one.expert_id for one in draw.experts.all()}
        assert {m.expert_id for m in members} == {by_place[r["expert"]] for r in panel["members"]}
        assert [m.expert_id for m in members if m.is_chair] == [by_place[panel["chair"]]]
        assert {m.shown_at for m in members} == {value_at}
        assert row.file.panel_shown_at == value_at
    path = tmp_path / "record.json"
    path.write_text(json.dumps(draw.record), "utf-8")
    done = subprocess.run([sys.executable, "-I", "-S", verify_draw.__file__, path], check=False)
    assert done.returncode == 0


def test_voiding_frees_the_files_until_the_value_is_known(frozen, staff, at, value_at):
    draw = frozen(1)
    with pytest.raises(Refused):
        freezing.void(draw, reason="", by=staff, at=at)
    with pytest.raises(Refused):
        freezing.void(draw, reason="来源停更", by=staff, at=value_at)
    draw = freezing.void(draw, reason="来源停更", by=staff, at=value_at - timedelta(hours=1))
    assert draw.record["void"]["reason"] == "来源停更"
    again = drafts.prepare(draw.review, by=staff, at=at)
    assert again.files.count() == 1


def test_the_next_draw_names_the_voided_one(frozen, drafted, rules, province, staff, at):
    first = freezing.void(frozen(1), reason="来源停更", by=staff, at=at)
    draw = drafts.set_rules(drafts.prepare(first.review, by=staff, at=at), rules(), by=staff, at=at)
    proposing.propose(draw, at=at)
    confirming.submit(draw, by=staff, at=at)
    confirming.confirm(draw, confirmation="试验〔2026〕2号", by=province, at=at)
    second = freezing.freeze(draw, by=staff, at=at)
    assert second.number == 2
    assert second.record["frozen"]["previous"] == [first.record["digests"]["record"]]


def test_a_draft_that_cannot_be_drawn_says_which_rule_fails(drafted, roster, staff, at):
    draw = drafted(4, limit=1)
    more = [make.expert(region="440300") for _n in range(3)]
    files = list(draw.files.values_list("file", flat=True))
    drafts.choose(draw, files=files, experts=[one.pk for one in [*roster, *more]], by=staff, at=at)
    told = proposing.propose(draw, at=at)
    codes = {rule["code"] for rule in told["conflict"]}
    assert codes == {"financial", "limit"}  # three financial experts, one file each, four files
    assert len([rule for rule in told["conflict"] if rule["code"] == "limit"]) == 3


def test_who_takes_fewer_files_than_the_draw_allows_gets_no_more(drafted, roster, staff, at):
    draw = drafted(3)
    files = list(draw.files.values_list("file", flat=True))
    financial = [one.pk for one in roster if one.kind == "financial"]
    chosen = {"files": files, "experts": [one.pk for one in roster], "by": staff, "at": at}
    drafts.choose(draw, **chosen, limits=dict.fromkeys(financial, 1))
    loads = dict(proposing.propose(draw, at=at)["loads"])
    assert [loads[pk] for pk in financial] == [1, 1, 1]  # three files, a financial expert on each
    for out_of_bounds in (0, 21):
        with pytest.raises(Refused, match="20"):
            drafts.choose(draw, **chosen, limits={financial[0]: out_of_bounds})
    assert set(draw.experts.exclude(limit=None).values_list("expert", flat=True)) == set(financial)


def test_too_few_experts_or_an_unknown_field_is_refused(drafted, rules, roster, staff, at):
    draw = drafted(1)
    files = list(draw.files.values_list("file", flat=True))
    drafts.choose(draw, files=files, experts=[one.pk for one in roster[:14]], by=staff, at=at)
    with pytest.raises(Refused, match="至少需要15名"):
        proposing.propose(draw, at=at)
    unknown = {**drafts.FIELDS, "service": ["technology/astrology"]}
    with pytest.raises(Refused, match="technology/astrology"):
        drafts.set_rules(draw, rules(fields=unknown), by=staff, at=at)


def test_a_pin_re_solves_and_has_its_price(drafted, roster, staff, at):
    draw = drafted(1)
    file = ReviewFile.objects.get()
    odd = roster[0]
    odd.fields.set([])  # nothing in common with what the file needs: two bands further away
    assert proposing.cost_of(draw, file, odd, at=at)["more"] == 2
    drafts.pin(draw, file, odd, reason="唯一熟悉所申报算法", by=staff, at=at, cost=2)
    told = proposing.propose(draw, at=at)
    assert told["total"] == 2
    assert [odd.pk, 2] in told["panels"][str(file.pk)]
