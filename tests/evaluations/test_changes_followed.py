"""What follows from an accepted change: old names still lead to the member, new relations enter the register."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from applications.models import Application, FormerName
from applications.policies import Refused
from evaluations.changes import city, deciding, material
from portal.accounts.roles import Role
from portal.audit.chain import history
from publication import certificates, pool
from publication.models import Membership, MembershipStatus
from reviews.conflicts import words
from reviews.models import Assignment, CompanyTie, Recusal
from tests import factories as make
from tests.evaluations import changes as of_changes
from tests.evaluations import factories
from tests.evaluations.changes import NEW, SINCE, equity_reported, in_review, told
from tests.factories import NOON
from tests.reviews.conflicts.makers import code, relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(member, owner, province):
    """A member with a file in a round whose name changed; what it was called before."""
    before = member.name
    file = factories.at_city(member, factories.round_of())
    MembershipStatus.objects.create(
        membership=member.membership,
        what="recognised",
        supplier_class="service",
        from_date=member.membership.since,
        at=NOON,
    )
    report = of_changes.submitted(member, NEW, by=owner)
    county = make.person(Role.COUNTY, division=member.county_id)
    officer = make.person(Role.CITY, division=member.city_id)
    city.forward(report, opinion="同意", by=officer, at=NOON)
    report.refresh_from_db()
    of_changes.checked(report, by=province)
    deciding.accept(report, by=province, at=NOON)
    member.refresh_from_db()
    return before, file, report, county, officer


def test_a_new_name_keeps_history(renamed, member, owner, alliance):
    before, file, _report, county, officer = renamed
    member.organisation.refresh_from_db()
    assert (member.name, member.organisation.name) == (NEW, NEW)
    former = FormerName.objects.get(enterprise=member)
    assert (former.name, former.until) == (before, SINCE)
    assert Application.objects.get(pk=file.pk).enterprise_name == NEW
    last = member.membership.history.last()
    assert (last.what, last.from_date, before in last.reasons) == ("renamed", SINCE, True)
    assert "rename" in [e.action for e in history("application", str(file.pk))]
    assert "rename" in [e.action for e in history("enterprise", str(member.pk))]
    for user in (county, officer, owner):
        assert told(user)[-1] == "change.renamed"
    assert member.proofs.filter(kind="licence").exists()


def test_the_old_name_and_old_code_lead_to_the_member(renamed, member, client):
    before = renamed[0]
    FormerName.objects.create(
        enterprise=member, name="更早的名字", uscc="91440106OLDCODE001", until=date(2024, 1, 1)
    )
    text = client.get(reverse("documents:verify"), {"code": before}).content.decode()
    assert NEW in text and before in text and "2026年11月4日" in text
    assert NEW in client.get(reverse("documents:verify_code", args=[member.membership.code])).content.decode()
    page = client.get(reverse("publication:enterprise", args=[member.uscc])).content.decode()
    assert NEW in page and f"{before}" in page
    moved = client.get(reverse("publication:enterprise", args=["91440106OLDCODE001"]))
    assert (moved.status_code, moved.url) == (302, reverse("publication:enterprise", args=[member.uscc]))
    assert NEW in client.get(reverse("publication:pool"), {"q": before}).content.decode()


def test_a_certificate_under_the_old_name_leads_to_the_present_member(client):
    province = make.person(Role.PROVINCE)
    call = make.call(created_by=province)
    announcement = make.announced(call, 1)
    member = announcement.version.entries.get().enterprise
    owner, at = make.owner(member), announcement.at
    before = member.name
    certificate = certificates.make(member.membership, by=owner, at=at)
    report = of_changes.submitted(member, NEW, by=owner, at=at)
    deciding.accept(report, by=province, at=at)
    member.refresh_from_db()
    page = client.get(reverse("documents:verify_code", args=[certificate.code])).content.decode()
    assert certificate.number in page and NEW in page and before in page
    certificate.refresh_from_db()
    assert certificate.data["name"] == before  # frozen as it was
    assert announcement.version.entries.get().name == before
    membership = Membership.objects.get(enterprise=member)
    assert certificates.present(membership) is None  # the new name is worth a new one
    assert certificates.make(membership, by=owner, at=at).data["name"] == NEW


def test_frozen_versions_stay_and_running_files_show_the_change(client):
    call = make.call()
    file = make.submitted(make.enterprise(), call)
    frozen = file.versions.get()
    owner, before = file.enterprise.organisation.people.first(), file.enterprise_name
    report = of_changes.submitted(file.enterprise, NEW, by=owner)
    assert report.is_request
    officer = make.person(Role.CITY, division=file.city_id)
    city.forward(report, opinion="同意", by=officer, at=NOON)
    report.refresh_from_db()
    of_changes.checked(report, by=(province := make.person(Role.PROVINCE)))
    deciding.accept(report, by=province, at=NOON)
    again = file.versions.get()
    assert (again.sha256, again.content["enterprise"]["name"]) == (frozen.sha256, before)
    client.force_login(make.person(Role.COUNTY, division=file.county_id))
    page = client.get(file.get_absolute_url()).content.decode()
    assert NEW in page
    assert f"“{before}”" in page or before in page
    tab = client.get(file.get_absolute_url(), {"tab": "evaluations.changes"}).content.decode()
    assert before in tab and report.number in tab


def test_new_relations_are_tried_out_and_enter_the_register_with_the_decision(
    member, owner, province, alliance, client
):
    _row, expert = in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1))
    report = equity_reported(member, owner, holder="湾区控股有限公司", holder_code=code(1))
    client.force_login(province)
    page = client.get(report.get_absolute_url()).content.decode()
    assert expert.name in page and "湾区控股有限公司" in page
    assert not Recusal.objects.exists() and not CompanyTie.objects.filter(source="change").exists()
    with pytest.raises(Refused):
        deciding.accept(report, by=province, at=NOON)  # eligibility isn't checked yet
    of_changes.checked(report, by=province, failing="business")
    with pytest.raises(Refused):
        deciding.accept(report, by=province, at=NOON)
    of_changes.checked(report, by=province)
    report = deciding.accept(report, by=province, at=NOON)
    recusal = Recusal.objects.get()
    assert (recusal.origin, recusal.ground, recusal.assignment.expert) == ("detected", "relation", expert)
    assert words.sentences(recusal.told) == [
        f"{expert.name}任职于湾区控股有限公司（教授）",
        f"湾区控股有限公司是{member.name}的控股股东（60%、自2026年11月4日起）",
    ]
    finding = report.findings.get()
    assert (finding.recusal, finding.assignment, finding.is_certain) == (recusal, recusal.assignment, True)
    assert Assignment.objects.get(pk=recusal.assignment_id).declaration == "recused"
    tie = CompanyTie.objects.get(source="change", kind="shareholder")
    assert (tie.subject_code, tie.holder_code, tie.since) == (member.uscc, code(1), SINCE)


def test_a_past_review_gives_a_remark_and_nothing_on_the_register(member, owner, province, alliance):
    row, _expert = in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1))
    Application.objects.filter(pk=row.application_id).update(state="announced", holder=None)
    report = equity_reported(member, owner, holder="湾区控股有限公司", holder_code=code(1))
    assert report.application is None
    of_changes.checked(report, by=province)
    report = deciding.accept(report, by=province, at=NOON)
    assert not Recusal.objects.exists()
    assert report.findings.get().recusal is None
    assert "find_by_change" in [e.action for e in history("application", str(row.application_id))]


def test_the_next_change_begins_with_the_last_and_ends_its_ties(member, owner, province):
    for holder in ("甲控股有限公司", "乙控股有限公司"):
        report = equity_reported(member, owner, holder=holder, holder_code="")
        of_changes.checked(report, by=province)
        deciding.accept(report, by=province, at=NOON)
    ends = dict(CompanyTie.objects.filter(kind="shareholder").values_list("holder", "until"))
    assert ends == {"甲控股有限公司": SINCE, "乙控股有限公司": None}
    before = material.known(member, at=NOON)["sections"]["basic"]["shareholders"]
    assert [row["name"] for row in before] == ["乙控股有限公司"]


def test_a_tie_never_ends_before_the_day_on_which_it_was_stated(member, owner, province):
    """The second change was registered three days before the first, and reported after it."""
    for holder, on in (("甲控股有限公司", SINCE), ("乙控股有限公司", SINCE - timedelta(days=3))):
        report = equity_reported(member, owner, holder=holder, holder_code="", on=on)
        of_changes.checked(report, by=province)
        deciding.accept(report, by=province, at=NOON)
    ties = CompanyTie.objects.filter(kind="shareholder").order_by("pk")
    assert list(ties.values_list("holder", "since", "until")) == [
        ("甲控股有限公司", SINCE, SINCE),
        ("乙控股有限公司", SINCE - timedelta(days=3), None),
    ]


def test_relations_stated_by_the_new_name_alone_become_questions(member, owner, province, alliance):
    _row, expert = in_review(member, alliance, employer="别的单位", employer_code=code(2))
    relation(expert, at=NOON, kind="adviser", organisation=NEW, code="")
    report = of_changes.submitted(member, NEW, by=owner)
    city.forward(report, opinion="同意", by=make.person(Role.CITY, division=member.city_id), at=NOON)
    report.refresh_from_db()
    of_changes.checked(report, by=province)
    report = deciding.accept(report, by=province, at=NOON)
    finding = report.findings.get()
    assert (finding.is_certain, finding.recusal, finding.assignment.expert) == (False, None, expert)


def test_the_pool_knows_nothing_of_those_who_are_no_members(owner):
    stranger = make.enterprise()
    pool.follow_name(stranger, FormerName(enterprise=stranger, name="旧名", until=SINCE), at=NOON)
    assert not MembershipStatus.objects.exists()
