"""What detection finds in the database, and what follows: refusals, entries on the register, questions."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import FormerName
from applications.policies import Refused
from applications.queries import visible_to
from portal.notifications.models import InboxItem, Job
from reviews import (
    conflicts,
    declarations,
    many,
    opening,
    panels,
    recusals,
    register,
    register_relations,
    replacements,
)
from reviews.conflicts import detection, settling, ties, words
from reviews.models import Assignment, CompanyTie, NameAlarm, Recusal, ReviewFile
from tests import factories as make
from tests.reviews.conflicts.makers import code, relation, tie

pytestmark = pytest.mark.django_db

PANEL = ["technical", "technical", "technical", "financial", "management"]


@pytest.fixture
def file(opened) -> ReviewFile:
    [one] = opened()
    return one


def found(expert, file, at):
    return conflicts.between([expert], [file], at).get((expert.pk, file.pk))


def members() -> list:
    return [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(PANEL)]


def test_two_companies_in_between(file, staff, at):
    """Employed by an institute whose shareholder holds the applicant."""
    applicant = file.application.enterprise
    expert = make.expert(employer="研究院", employer_code=code(1))
    tie("控股集团", "研究院", holder_code=code(2), subject_code=code(1), share=30, by=staff, at=at)
    tie(
        "控股集团",
        applicant.name,
        holder_code=code(2),
        subject_code=applicant.uscc,
        share=60,
        by=staff,
        at=at,
    )
    path = found(expert, file, at)
    assert path.is_certain
    assert words.sentences(words.told(path)) == [
        f"{expert.name}任职于研究院（教授）",
        "控股集团是研究院的股东（30%）",
        f"控股集团是{applicant.name}的控股股东（60%）",
    ]
    assert words.ground(path) == Recusal.Ground.RELATION
    other = make.expert()
    assert found(other, file, at) is None


def test_a_relation_with_the_old_code_and_one_with_the_old_name(file, at):
    """Renamed enterprises keep their old relations; the name alone asks."""
    applicant = file.application.enterprise
    FormerName.objects.create(
        enterprise=applicant, name="旧名科技有限公司", uscc=code(9), until=date(2025, 1, 1)
    )
    by_code, by_name = make.expert(), make.expert()
    relation(by_code, kind="adviser", organisation="旧名科技有限公司", code=code(9), at=at)
    relation(by_name, kind="adviser", organisation="旧名 科技有限公司", at=at)
    certain, asked = found(by_code, file, at), found(by_name, file, at)
    assert (certain.is_certain, asked.is_certain) == (True, False)
    assert f"（现名：{applicant.name}）" in words.text(certain)


def test_a_name_that_two_enterprises_had_asks_about_both(opened, at):
    files = opened(2)
    for one in files:
        FormerName.objects.create(
            enterprise=one.application.enterprise, name="同名有限公司", until=date(2025, 1, 1)
        )
    expert = make.expert()
    relation(expert, organisation="同名有限公司", at=at)
    paths = conflicts.between([expert], files, at)
    assert [paths[expert.pk, one.pk].is_certain for one in files] == [False, False]


@pytest.mark.parametrize(("until", "there"), [(date(2023, 11, 10), True), (date(2023, 11, 9), False)])
def test_three_years(file, at, until, there):
    expert = make.expert()
    applicant = file.application.enterprise
    relation(expert, organisation=applicant.name, code=applicant.uscc, until=until, at=at)
    assert (found(expert, file, at) is not None) is there


def test_a_submitted_dossier_states_who_holds_the_applicant(at):
    owner_of = make.enterprise(name="申报科技有限公司")
    application = make.submitted(owner_of, make.call(at=at), at=at)
    rows = CompanyTie.objects.filter(application=application)
    basic = application.versions.get().content["sections"]["basic"]
    assert [(r.holder, str(r.share)) for r in rows.filter(kind="shareholder").order_by("pk")] == [
        (one["name"], f"{float(one['share']):.2f}") for one in basic["shareholders"]
    ]
    assert rows.get(kind="representative").holder == basic["legal_representative"]
    again = make.submitted(owner_of, make.call(at=at), at=at + timedelta(days=1))
    other = CompanyTie.objects.filter(application=again, until=None)
    assert CompanyTie.objects.filter(application=application, until=None).count() + other.count() == 3


def test_the_expert_s_name_among_the_shareholders_asks(file, staff, at):
    applicant = file.application.enterprise
    expert = make.expert(name="陈 志远")
    tie("陈志远", applicant.name, subject_code=applicant.uscc, nature="person", share=12, by=staff, at=at)
    path = found(expert, file, at)
    assert not path.is_certain
    outcome = panels.set_panel([file], [expert], chair=expert, by=staff, at=at)
    assert outcome.done == [file]
    alarm = NameAlarm.objects.get()
    assert (alarm.person, alarm.enterprise, alarm.name) == (expert.user, applicant, "陈志远")
    told = InboxItem.objects.filter(user=staff, kind="review.name_found")
    assert told.count() == 1
    panels.set_panel([file], [expert], chair=expert, by=staff, at=at)
    assert (NameAlarm.objects.count(), told.count()) == (1, 1)
    settling.settle(alarm, same=False, reasons="身份信息不同", by=staff, at=at)
    assert found(expert, file, at) is None


def test_a_panel_is_not_shown_before_its_names_are_settled(file, staff, at):
    five = members()
    applicant = file.application.enterprise
    tie(five[1].name, applicant.name, subject_code=applicant.uscc, nature="person", by=staff, at=at)
    panels.set_panel([file], five, chair=five[0], by=staff, at=at)
    [(_file, reason)] = panels.show_panel([file], by=staff, at=at).refused
    assert reason.startswith(f"{five[1].name}：")
    settling.settle(NameAlarm.objects.get(), same=False, reasons="并非同一人", by=staff, at=at)
    assert panels.show_panel([file], by=staff, at=at).done == [file]


def test_the_same_person_is_a_conflict_for_good(seats, staff, at):
    seat = seats[1]
    applicant = seat.file.application.enterprise
    tie(seat.expert.name, applicant.name, subject_code=applicant.uscc, nature="person", by=staff, at=at)
    assert detection.look(at=at) == []
    settling.settle(NameAlarm.objects.get(), same=True, reasons="本人确认", by=staff, at=at)
    entry = Recusal.objects.get()
    assert (entry.origin, entry.assignment, entry.raised_by) == ("detected", seat, None)
    assert (entry.ground, [step["kind"] for step in entry.told]) == ("relation", ["namesake", "holds"])


def test_a_conflicted_expert_gets_no_seat(file, staff, at):
    applicant = file.application.enterprise
    five = members()
    relation(five[2], kind="kin", kin="spouse", organisation=applicant.name, code=applicant.uscc, at=at)
    register.confirm_expert(five[2], by=staff, at=at)
    [(_file, reason)] = panels.set_panel([file], five, chair=five[0], by=staff, at=at).refused
    assert "近亲属（配偶）" in reason
    assert not file.assignments.exists()


def test_a_relation_stated_during_the_review_is_entered_and_closes_the_file(seats, staff, at):
    seat = seats[1]
    applicant = seat.file.application.enterprise
    many.declare_no_conflict(seats, at=at)
    relation(seat.expert, kind="adviser", organisation=applicant.name, code=applicant.uscc, at=at)
    entry = Recusal.objects.get()
    assert (entry.origin, entry.ground, entry.ruling) == ("detected", "employment", "open")
    assert not visible_to(seat.expert.user).exists()
    told = InboxItem.objects.filter(user=seat.expert.user, kind="review.recusal_detected").get()
    assert applicant.name not in str(told.params)
    assert detection.look(at=at) == []
    recusals.rule(entry, granted=False, reasons="已核实关系终止", by=staff, at=at)
    seat.refresh_from_db()
    assert seat.declaration == Assignment.Declaration.OPEN
    assert detection.look(at=at) == []
    relation(seat.expert, kind="shareholding", organisation=applicant.name, code=applicant.uscc, at=at)
    assert [one.ruling for one in Recusal.objects.order_by("pk")] == ["dismissed"]
    declarations.declare_recusal(seat, ground="other", reasons="本人回避", by=seat.expert.user, at=at)


def test_another_path_after_a_dismissal_is_entered_anew(seats, staff, at):
    seat = seats[1]
    applicant = seat.file.application.enterprise
    ended = relation(seat.expert, kind="post", organisation=applicant.name, code=applicant.uscc, at=at)
    recusals.rule(Recusal.objects.get(), granted=False, reasons="误填", by=staff, at=at)
    register_relations.take_back(ended, by=staff, at=at)
    relation(seat.expert, kind="adviser", organisation=applicant.name, code=applicant.uscc, at=at)
    assert list(Recusal.objects.order_by("pk").values_list("ruling", flat=True)) == ["dismissed", "open"]


def test_what_an_expert_takes_back_counts_until_it_is_confirmed(file, staff, at):
    applicant = file.application.enterprise
    expert = make.expert()
    stated = relation(expert, organisation=applicant.name, code=applicant.uscc, at=at)
    register_relations.take_back(stated, by=expert.user, at=at)
    assert found(expert, file, at).is_certain
    assert register.confirm_expert(expert, by=staff, at=at)
    assert found(expert, file, at) is None


def test_a_changed_employer_is_looked_at(seats, staff, at):
    seat = seats[0]
    applicant = seat.file.application.enterprise
    profile = {"employer": applicant.name, "employer_code": applicant.uscc}
    for _twice in range(2):
        register.change_expert(
            seat.expert, fields=list(seat.expert.fields.all()), by=seat.expert.user, at=at, **profile
        )
    assert Recusal.objects.get().ground == Recusal.Ground.EMPLOYMENT


def test_a_tie_asks_for_another_look(seats, staff, at):
    seat = seats[3]
    applicant = seat.file.application.enterprise
    relation(seat.expert, organisation="研究院", code=code(1), at=at)
    assert not Recusal.objects.exists()
    made = tie("研究院", applicant.name, holder_code=code(1), subject_code=applicant.uscc, by=staff, at=at)
    again = tie("研究院", applicant.name, holder_code=code(1), subject_code=applicant.uscc, by=staff, at=at)
    assert made == again
    assert Job.objects.filter(handler=ties.LOOK).count() == 1
    assert [entry.assignment for entry in detection.look(at=at)] == [seat]


def test_state_capital_relates_no_two_companies(file, staff, at):
    applicant = file.application.enterprise
    expert = make.expert(employer="国企", employer_code=code(1))
    for subject, subject_code in (("国企", code(1)), (applicant.name, applicant.uscc)):
        tie(
            "国资委", subject, holder_code=code(3), subject_code=subject_code, nature="state", by=staff, at=at
        )
    assert found(expert, file, at) is None


def test_a_replacement_with_a_question_waits_for_its_answer(seats, staff, at):
    applicant = seats[0].file.application.enterprise
    owner = make.owner(applicant)
    entry = recusals.request_recusal(seats[1], ground="other", reasons="理由", by=owner, at=at)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    namesake = make.expert()
    tie(namesake.name, applicant.name, subject_code=applicant.uscc, nature="person", by=staff, at=at)
    seat = Assignment.objects.get(pk=seats[1].pk)
    with pytest.raises(Refused, match=namesake.name):
        replacements.replace(seat, namesake, is_chair=False, by=staff, at=at)
    settling.settle(NameAlarm.objects.get(), same=False, reasons="并非同一人", by=staff, at=at)
    assert replacements.replace(seat, namesake, is_chair=False, by=staff, at=at).expert == namesake


def test_queries_do_not_grow(opened, staff, at):
    def asked(experts, files) -> int:
        with CaptureQueriesContext(connection) as queries:
            conflicts.between(experts, files, at)
            conflicts.rotation(experts, files, at)
        return len(queries)

    files = list(
        ReviewFile.objects.filter(pk__in=[f.pk for f in opened(3)]).select_related(
            "application", "review__call"
        )
    )
    experts = [make.expert(employer_code=code(n)) for n in range(3)]
    for expert in experts:
        relation(expert, organisation=f"机构{expert.pk}", code=code(50 + expert.pk), at=at)
    assert asked(experts[:1], files[:1]) == asked(experts, files) <= 14


def test_looking_over_many_seats_stays_bounded(opened, staff, at):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            detection.look(at=at)
        return len(queries)

    five = members()
    panels.set_panel(opened(1), five, chair=five[0], by=staff, at=at)
    one = asked()
    panels.set_panel(opened(3), five, chair=five[0], by=staff, at=at)
    assert asked() == one


def test_rotation(staff, at):
    """Two reviews of the enterprise within three years are the most; a third is refused."""
    five = members()
    applicant = make.enterprise()

    def reviewed(shown_at):
        application = make.reported(make.call(at=at), at=at, enterprise=applicant)
        opening.open_review(application.call, [application], by=staff, at=at)
        one = ReviewFile.objects.get(application=application)
        done = panels.set_panel([one], five, chair=five[0], by=staff, at=at)
        if done.done:
            Assignment.objects.filter(file=one).update(shown_at=shown_at)
        return done

    assert reviewed(at - timedelta(days=3 * 365 + 2)).done
    assert reviewed(at - timedelta(days=800)).done
    assert reviewed(at - timedelta(days=400)).done
    [(_file, reason)] = reviewed(at).refused
    assert "2" in reason
    assert "轮换" in reason
