"""A round from the notice to the consequences of its announcement (annex 2)."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from applications import calls, filing, recommendation
from applications.models import Application
from applications.policies import Refused
from evaluations import hearings, opinions, rounds
from evaluations.models import CityOpinion, EvaluationBasis, Scorecard
from portal.accounts.roles import Role
from publication import announcing, publicity
from publication.models import Membership, MembershipStatus
from reviews.models import ReviewFile
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db


def test_the_notice_has_six_indicators_and_its_rules(at):
    call = factories.round_of(at=at)
    assert list(call.indicators.values_list("key", "weight", "basis")) == [
        ("benchmarks", 25, "judged"),
        ("cloud", 25, "computed"),
        ("iteration", 15, "judged"),
        ("development", 10, "judged"),
        ("clients", 15, "computed"),
        ("city_opinion", 10, "city"),
    ]
    rules = rounds.rules_of(call)
    assert (rules.period_from, rules.period_to) == (date(2025, 1, 1), date(2025, 12, 31))
    before = calls.rules_digest(call)
    type(rules).objects.filter(pk=rules.pk).update(comeback_months=24)
    assert calls.rules_digest(call) != before


def test_thresholds_must_stand_in_order(at):
    call = make.call(kind="evaluation", published=False, excellent_threshold=60, at=at, **factories.SHARES)
    assert calls.faults(call, at=at) == ["“优秀”的分数线必须高于“合格”。"]


def test_only_members_apply_and_go_straight_to_the_city(at):
    call = factories.round_of(at=at)
    stranger, member = make.enterprise(), factories.member()
    with pytest.raises(Refused, match="省资源池"):
        filing.begin(stranger, call, by=make.owner(stranger), at=at)
    file = filing.begin(member, call, by=make.owner(member), at=at)
    assert (file.county_id, file.first_authority_state) == ("440106", "at_city")


def test_every_member_of_the_day_is_on_the_list(at):
    call = factories.round_of(at=at)
    applied, silent = factories.member(), factories.member()
    factories.member(since=date(2026, 11, 11))  # came into the pool after the notice
    factories.at_city(applied, call)
    assert set(rounds.roster(call)) == {applied, silent}
    assert list(rounds.absent(call)) == [silent]
    assert rounds.progress(call) == rounds.Progress(2, 1, 1)


def test_a_city_gives_a_mark_and_a_negative_opinion_goes_on(at):
    call = factories.round_of(at=at)
    member = factories.member()
    officer = make.person(Role.CITY, division="440100")
    file = factories.checked(factories.at_city(member, call), by=officer, failing="credit")
    refused = recommendation.not_recommend([file], reasons="不推荐", by=officer, at=at).refused
    assert "评价" in refused[0][1]
    assert recommendation.report([file], opinion="意见", by=officer, at=at).refused
    for stance, mark in (("positive", 50), ("negative", 101)):
        assert recommendation.report(
            [file], opinion="意见", by=officer, at=at, stance=stance, mark=mark
        ).refused
    done = recommendation.report(
        [file], opinion="信用有瑕疵", by=officer, at=at, stance="negative", mark=40
    ).done
    assert [file.state for file in done] == ["reported"]
    given = CityOpinion.objects.get()
    assert (given.stance, given.mark, given.reasons, given.by) == ("negative", 40, "信用有瑕疵", officer)


def test_a_citys_silence_reports_the_file(at):
    call = factories.round_of(at=at)
    file = factories.at_city(factories.member(), call)
    other = make.reported(make.call(at=at), at=at)
    Application.objects.filter(pk=other.pk).update(state="at_city", deadline=at)
    assert opinions.report_silent(at=file.deadline) == 0
    assert opinions.report_silent(at=file.deadline + timedelta(minutes=1)) == 1
    assert opinions.report_silent(at=file.deadline + timedelta(minutes=2)) == 0
    states = dict(Application.objects.values_list("pk", "state"))
    assert (states[file.pk], states[other.pk]) == ("reported", "at_city")
    assert (CityOpinion.objects.get().stance, CityOpinion.objects.get().mark) == ("none", None)


def test_figures_are_fixed_when_the_review_opens(at):
    call = factories.round_of(at=at)
    member = factories.member()
    factories.record(member, "V1")
    factories.record(member, "V2", signed_on=date(2024, 12, 31))  # before the period
    factories.record(member, "V3", is_struck=True)
    [row] = factories.scored([factories.reported(member, call)], "0.8")
    factories.record(member, "V4", recorded_at=at + timedelta(days=1))  # too late for this round
    card = Scorecard.objects.get()
    assert card.figures["clients"] == {"value": "1", "count": 1, "parts": [], "percent": 40}
    assert card.figures["settled"] == {"value": "10.00", "count": 1, "parts": ["100000.00"], "percent": 40}
    # cloud: 25 × (40×40 + 30×40 + 15×100 + 15×100) ÷ 10,000 = 14.50
    # clients: rating 4.5 → 90, no complaint → 100: 15 × (70×90 + 30×100) ÷ 10,000 = 13.95
    assert card.points == {"cloud": "14.50", "clients": "13.95"}
    # judged 0.8 × (25 + 15 + 10) = 40.00; the city's 80 of 10 = 8.00; 40 + 28.45 + 8 = 76.45
    assert row.total == D("76.45")


def test_without_an_opinion_the_weight_is_spread(at):
    call = factories.round_of(at=at)
    member = factories.member()
    factories.record(member, "V1")
    [row] = factories.scored([factories.reported(member, call, mark=None)], "0.8")
    # (40.00 + 14.50 + 13.95) × 100 ÷ 90 = 68.45 ÷ 0.9 = 76.055… → 76.06
    assert row.total == D("76.06")


def reported_round(at):
    """A call with an unqualified member, reported to the province; and one that never applied."""
    call = factories.round_of(at=at)
    good, bad, absent = factories.member(), factories.member(), factories.member()
    for number in range(45):
        factories.record(good, f"G{number}", paid_amount=D(200_000), rating=D(5))
    files = [factories.reported(good, call, mark=95), factories.reported(bad, call, mark=30)]
    rows = factories.scored(files, "1")
    return call, good, bad, absent, rows


def sent(rows, at):
    return make.sent_report(rows[0].review, rows, by=make.person(Role.ALLIANCE), at=at)


def test_the_report_carries_the_basis(at):
    _call, good, bad, _absent, rows = reported_round(at)
    report = sent(rows, at)
    stated = {line["uscc"]: line["evaluation"] for line in report.content["lines"]}
    # cloud: everything reaches the top, 25.00; clients: rating 5.00 of all → 100, 15.00; 50 + 40 + 9.50 = 99.50
    assert (stated[good.uscc]["total"], stated[good.uscc]["tier"]) == ("99.50", "excellent")
    # no record: cloud 0 of what is known, clients: the round's mean 5.00 by the rating alone → 15.00; 50 + 15 + 3 = 68
    assert (stated[bad.uscc]["total"], stated[bad.uscc]["tier"]) == ("68.00", "qualified")
    basis = EvaluationBasis.objects.get(application__enterprise=good)
    assert basis.content == stated[good.uscc]
    assert [line["points"] for line in basis.content["indicators"]] == [
        "25.00", "25.00", "15.00", "10.00", "15.00", "9.50",
    ]  # fmt: skip


def unqualified_round(at, *, later):
    """The same with the second member below the line, and the window closed."""
    call, good, bad, absent, rows = reported_round(at)
    ReviewFile.objects.filter(application__enterprise=bad).update(total=D("59.99"))
    rows = list(ReviewFile.objects.select_related("application", "review__call"))
    sent(rows, later)
    return call, good, bad, absent


def propose(call, files, at):
    """What a meeting's record says of the files; approved, they are proposed."""
    held = make.meeting(call, at=at)
    outcome = make.decided(held, files, at=at)
    make.approved(held, at=at)
    return outcome


def test_an_unqualified_member_is_told_and_heard_before_a_list(at, province):
    later = at + timedelta(days=30)
    call, _good, bad, _absent = unqualified_round(at, later=later)
    files = list(call.applications.filter(state="reviewed").order_by("pk"))
    held = make.meeting(call, at=later)
    outcome = make.decided(held, files, at=later)
    assert [file.enterprise for file, _why in outcome.refused] == [bad]
    assert [why for _file, why in make.decided(held, files[:1], "decline", at=later).refused] != []
    hearing = hearings.give_notice(call, bad, reasons="总分低于合格线", by=province, at=later)
    assert hearings.give_notice(call, bad, reasons="再次", by=province, at=later) == hearing
    with pytest.raises(Refused):
        hearings.rule(hearing, accepted=False, reasons="维持", by=province, at=later)
    with pytest.raises(PermissionDenied):
        hearings.state(hearing, statement="我方陈述", by=make.owner(make.enterprise()), at=later)
    hearings.state(hearing, statement="我方陈述", by=make.owner(bad), at=later)
    ruled = hearings.rule(hearing, accepted=True, reasons="补充证据属实", by=province, at=later)
    basis = EvaluationBasis.objects.get(application__enterprise=bad)
    assert (basis.tier, hearings.final_tier(basis, ruled)) == ("unqualified", "qualified")


def test_the_announcement_has_its_consequences(at, province):
    later = at + timedelta(days=30)
    call, good, bad, absent = unqualified_round(at, later=later)
    hearing = hearings.give_notice(call, bad, reasons="总分低于合格线", by=province, at=later)
    hearings.state(hearing, statement="", waived=True, by=make.owner(bad), at=later)
    hearings.rule(hearing, accepted=False, reasons="无新证据", by=province, at=later)
    files = list(call.applications.filter(state="reviewed").order_by("pk"))
    assert not propose(call, files, later).refused
    with pytest.raises(Refused, match=absent.name):
        publicity.begin(call, first_day=later.date(), by=province, at=later)
    hearings.decide_absent(call, absent, "keep", reasons="本年度停产", by=province, at=later)
    shown = publicity.begin(call, first_day=later.date(), by=province, at=later)
    assert list(shown.version.entries.values_list("enterprise", "result")) == [
        (good.pk, "excellent"),
        (bad.pk, "unqualified"),
        (absent.pk, "not_evaluated"),
    ]
    assert EvaluationBasis.objects.exclude(shown_at=None).count() == 2
    text = announcing.prepared(shown, at=shown.ends_at)
    made = announcing.announce(shown, **text, by=province, at=shown.ends_at)
    assert "优秀1家，合格0家，不合格1家，未参加评价1家" in made.body
    rows = {row.enterprise_id: row for row in Membership.objects.all()}
    assert [(rows[e.pk].is_member, rows[e.pk].tier) for e in (good, bad, absent)] == [
        (True, "excellent"),
        (False, "unqualified"),
        (True, "not_evaluated"),
    ]
    history = MembershipStatus.objects.filter(membership__enterprise=bad).values_list("what", "reasons")
    assert list(history) == [
        ("evaluated", ""),
        ("removed", "2026年度评价不合格，予以移出省资源池。自移出之日起满12个月可重新申报认定。"),
    ]
    # The way back: twelve months after the removal, not a day earlier.
    gone = MembershipStatus.objects.get(what="removed").from_date
    assert rounds.may_come_back_on(bad) == date(gone.year + 1, gone.month, gone.day)
    recognition = make.call(at=shown.ends_at)
    with pytest.raises(Refused, match="移出"):
        filing.begin(bad, recognition, by=make.owner(bad), at=shown.ends_at)


def test_a_removal_of_one_that_did_not_apply_needs_a_hearing_too(at, province):
    call = factories.round_of(at=at)
    absent = factories.member()
    later = call.closes_at + timedelta(days=1)
    with pytest.raises(Refused):
        hearings.decide_absent(call, absent, "remove", reasons="两年未参加", by=province, at=at)
    with pytest.raises(Refused):
        hearings.give_notice(call, absent, reasons="无事由", by=province, at=later)
    hearings.decide_absent(call, absent, "remove", reasons="两年未参加", by=province, at=later)
    hearing = hearings.give_notice(call, absent, reasons="两年未参加", by=province, at=later)
    with pytest.raises(Refused):
        hearings.decide_absent(call, absent, "keep", reasons="改判", by=province, at=later)
    past = hearing.until + timedelta(minutes=1)
    with pytest.raises(Refused):
        hearings.state(hearing, statement="迟到", by=make.owner(absent), at=past)
    assert hearings.rule(hearing, accepted=False, reasons="逾期未陈述", by=province, at=past).ruling == "kept"


def test_the_way_back_counts_whole_months():
    assert rounds.months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert rounds.months_later(date(2026, 12, 15), 12) == date(2027, 12, 15)
