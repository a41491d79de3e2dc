"""Mutual recognition: policies with their check-list, reports, who reads what, what the public never reads."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from applications.policies import Refused
from evaluations.models import TreatmentReport
from evaluations.mutual_recognition import following, overdue, policies, questions, reports
from portal.accounts.roles import Role
from portal.notifications.models import InboxItem
from publication.models import MembershipStatus
from publication.registration import memberships_behind
from tests import factories as make
from tests.evaluations import cities, factories

pytestmark = pytest.mark.django_db
GUANGZHOU, DONGGUAN = "440100", "441900"
NOON = factories.NOON


@pytest.fixture
def officer(db):
    return make.person(Role.CITY, division=DONGGUAN)


def closed(report, province, **more):
    said = {"outcome": "corrected", "reasons": "已核实", "public_text": "窗口已停止要求设立分公司。", **more}
    return following.close(report, **said, by=province, at=NOON)


def test_every_question_names_the_article_that_forbids_it():
    assert len({one.key for one in questions.QUESTIONS}) == 8
    assert all("条" in str(one.basis) for one in questions.QUESTIONS)
    assert questions.lacking({})
    assert questions.lacking(cities.answers(access=("exempt", " ")))
    assert not questions.lacking(cities.answers(access=("exempt", "条例第十二条第二项，至2027年底")))


def test_each_save_is_a_version_and_one_is_published(officer):
    made = cities.policy(by=officer)
    assert (made.standing, made.published.number) == ("in_force", 1)
    with pytest.raises(Refused):
        policies.save(cities.content(), policy=made, by=officer, at=NOON)
    again = policies.save(cities.content(title="修订稿"), policy=made, by=officer, at=NOON)
    assert (again.standing, again.published.number, again.latest.number) == ("revising", 1, 2)
    assert again.latest.sha256 != again.published.sha256
    with pytest.raises(PermissionDenied):
        policies.save(
            cities.content(title="别人的"),
            policy=made,
            by=make.person(Role.CITY, division=GUANGZHOU),
            at=NOON,
        )
    over = policies.end(made, on=NOON.date(), reasons="已废止", by=officer, at=NOON)
    assert over.standing == "ended"
    with pytest.raises(Refused):
        policies.publish(over, by=officer, at=NOON)


def test_an_incomplete_policy_stays_a_draft(officer):
    made = policies.save(policies.Content(title="草稿"), by=officer, at=NOON)
    assert len(policies.lacks(made.latest)) == 4
    with pytest.raises(Refused):
        policies.publish(made, by=officer, at=NOON)
    assert policies.public().count() == 0


def test_a_policy_with_a_persons_number_is_not_published(officer):
    with pytest.raises(Refused):
        cities.policy(by=officer, text="联系人电话 13800138000")


def test_the_province_is_told_of_a_clause_that_discriminates(officer, province):
    said = cities.answers(registration=("discriminates", "正在修订，拟删除注册地要求"))
    cities.policy(by=officer, answers=said)
    assert policies.marked_by_city() == {DONGGUAN: 1}
    assert InboxItem.objects.filter(kind="mutual.discriminates", user=province).count() == 1


def test_only_members_report(officer):
    of = make.enterprise()
    with pytest.raises(Refused):
        cities.report(of, city=DONGGUAN)
    member = factories.member()
    by = make.owner(member)
    made = cities.report(member, city=DONGGUAN, by=by)
    assert cities.report(member, city=DONGGUAN, by=by).pk == made.pk  # sent twice
    draft = cities.policy(by=officer, published=False)
    with pytest.raises(Refused):
        cities.report(
            member, city=DONGGUAN, policy=draft, by=by, happened="另一件事情，窗口不予受理，口头答复。"
        )


def test_an_unnamed_report_shows_the_city_its_question_alone(officer, province):
    made = cities.report(factories.member(name="羊城云联科技有限公司"), city=DONGGUAN)
    assert reports.visible_to(officer).count() == 0
    with pytest.raises(Refused):
        following.ask_city(made, question="请说明羊城云联科技的申请情况", days=5, by=province, at=NOON)
    following.ask_city(made, question="请说明是否要求设立分公司", days=5, by=province, at=NOON)
    found = reports.visible_to(officer).get()
    assert (found.status, reports.reads_report(officer, found)) == ("assigned", False)
    following.note(made, text="电话核实", by=province, at=NOON)
    assert [step.what for step in reports.steps_for(officer, found)] == ["asked"]
    assert [step.what for step in reports.steps_for(province, found)] == ["asked", "note"]


def test_the_citys_reply_is_due_at_the_end_of_its_working_days(officer, province):
    """Asked on Tuesday 10 November 2026 with five days: they run from the 11th to Tuesday the 17th, 17:30."""
    made = cities.report(factories.member(), city=DONGGUAN, shown_to="city")
    with pytest.raises(Refused):
        following.reply(made, text="未曾要求", by=officer, at=NOON)
    following.ask_city(made, question="请说明", days=5, by=province, at=NOON)
    made.refresh_from_db()
    assert following.reply_until(made) == timezone.make_aware(datetime(2026, 11, 17, 17, 30))
    with pytest.raises(PermissionDenied):
        following.reply(made, text="…", by=make.person(Role.CITY, division=GUANGZHOU), at=NOON)
    following.reply(made, text="已通知窗口纠正", by=officer, at=NOON + timedelta(days=1))
    made.refresh_from_db()
    assert (made.status, following.reply_until(made)) == ("replied", None)
    by = make.owner(made.enterprise)
    assert reports.steps_for(by, made).count() == 0
    made = closed(made, province)
    assert [step.text for step in reports.steps_for(by, made)] == ["已通知窗口纠正"]
    with pytest.raises(Refused):
        closed(made, province)


def test_an_overdue_reply_is_told_once(officer, province):
    made = cities.report(factories.member(), city=DONGGUAN, shown_to="city")
    following.ask_city(made, question="请说明", days=5, by=province, at=NOON)
    assert overdue.tell(at=NOON + timedelta(days=6)) == 0
    assert overdue.tell(at=NOON + timedelta(days=8)) == 1
    assert overdue.tell(at=NOON + timedelta(days=9)) == 0
    assert set(InboxItem.objects.filter(kind="mutual.overdue").values_list("user", flat=True)) == {
        officer.pk,
        province.pk,
    }
    following.ask_city(made, question="请再说明", days=5, by=province, at=NOON + timedelta(days=9))
    assert overdue.tell(at=NOON + timedelta(days=30)) == 1


def test_what_the_public_reads_names_nobody_who_wishes_to_stay_unnamed(province):
    member = factories.member(name="羊城云联科技有限公司")
    made = cities.report(member, city=DONGGUAN)
    for text in ("羊城云联科技反映属实。", f"代码{member.uscc}反映属实。", "联系 13800138000 核实。"):
        with pytest.raises(Refused):
            closed(made, province, public_text=text)
    assert following.outcomes().count() == 0
    closed(made, province)
    named = cities.report(
        member, city=DONGGUAN, shown_to="public", happened="第二件：投标文件要求本地纳税证明，予以排除。"
    )
    closed(named, province, public_text="羊城云联科技有限公司反映的投标条件已更正。")
    assert following.outcomes().count() == 2


def test_the_verification_names_the_clause_and_the_pools():
    member = factories.member()
    factories.record(member, "D1", city_id=DONGGUAN)
    MembershipStatus.objects.create(
        membership=member.membership,
        what=MembershipStatus.What.RECOGNISED,
        supplier_class="service",
        from_date=member.membership.since,
        at=NOON,
    )
    facts = dict(memberships_behind(member.uscc, timezone.localdate())[0].facts)
    said = {str(label): str(text) for label, text in facts.items()}
    assert said["有效范围"] == "全省21个地级以上市"
    assert "348号" in said["依据"]
    assert said["列入市级资源池"] == "广州市、东莞市（1条服务记录）"
    earlier = memberships_behind(member.uscc, timezone.localdate() - timedelta(days=3000))[0].facts
    assert "有效范围" not in {str(label) for label, _text in earlier}


@pytest.mark.parametrize("form", ["有限公司", "有限责任公司", "股份有限公司", "有限公司（演示）", "公司"])
def test_a_member_is_named_by_the_core_of_its_name_too(form):
    made = cities.report(factories.member(name=f"羊城云联科技{form}"), city=DONGGUAN)
    assert following.names_member(made, "羊城云联科技反映属实。")
    assert not following.names_member(made, "羊城某企业反映属实。")


def test_no_chain_says_who_reported(province):
    from portal.audit.chain import history

    made = closed(cities.report(factories.member(), city=DONGGUAN), province)
    events = list(history("treatment", str(made.pk)))
    assert [event.action for event in events] == ["report", "close"]
    assert all("enterprise" not in event.data for event in events)
    assert TreatmentReport.objects.get().outcome == "corrected"
