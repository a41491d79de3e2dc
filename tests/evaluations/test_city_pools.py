"""City pools: who is in one and why, hand-worked; admission, removal, classes, published lists."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from applications import filing
from applications.policies import Refused
from evaluations.city_pools import admission, classes, deciding, entries, prefill, publishing
from evaluations.city_pools.entries import Counts
from evaluations.models import Admission
from portal.accounts.models import Division
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.notifications.models import InboxItem
from publication.models import Membership, MembershipStatus
from tests import factories as make
from tests.evaluations import cities, factories

pytestmark = pytest.mark.django_db
GUANGZHOU, SHENZHEN, DONGGUAN = "440100", "440300", "441900"
NOON = factories.NOON


@pytest.fixture
def officer(db):
    return make.person(Role.CITY, division=GUANGZHOU)


@pytest.fixture
def guangzhou(db):
    return Division.objects.get(pk=GUANGZHOU)


def leave_the_pool(of, *, at=NOON) -> None:
    """What the announcement of an evaluation does to a member that is removed."""
    member = Membership.objects.get(enterprise=of)
    member.is_member = False
    member.save()
    MembershipStatus.objects.create(
        membership=member,
        what=MembershipStatus.What.REMOVED,
        supplier_class=member.supplier_class,
        from_date=timezone.localdate(at),
        at=at,
    )


def join_the_pool(of) -> None:
    Membership.objects.update_or_create(
        enterprise=of,
        defaults={
            "is_member": True,
            "code": f"GD{of.pk:08d}",
            "supplier_class": "service",
            "since": NOON.date(),
        },
    )


def test_a_member_is_in_its_citys_pool_and_where_records_prove_service(guangzhou):
    """Two at home, one of 深圳 with two accepted records here; one with an open and a struck record only is not."""
    home, other = factories.member(), factories.member()
    serving = factories.member(city=SHENZHEN, county="440304")
    idle = factories.member(city=SHENZHEN, county="440304")
    for number in range(2):
        factories.record(serving, f"S{number}", city_id=GUANGZHOU)
    factories.record(serving, "S-own", city_id=SHENZHEN)
    factories.record(serving, "S-old", city_id=GUANGZHOU, superseded_at=NOON)
    factories.record(idle, "I-open", city_id=GUANGZHOU, accepted_on=None)
    factories.record(idle, "I-struck", city_id=GUANGZHOU, is_struck=True)
    factories.record(home, "H", city_id=GUANGZHOU)
    assert {row.enterprise for row in entries.provincial(guangzhou)} == {home, other}
    assert [(row.enterprise, row.records) for row in entries.serving(guangzhou)] == [(serving, 2)]
    counts = entries.by_city()
    assert (len(counts), counts[GUANGZHOU]) == (21, Counts(provincial=2, serving=1))
    assert counts[SHENZHEN] == Counts(provincial=2)
    listed = [(one.city.pk, one.source, one.records) for one in entries.listings(serving)]
    assert listed == [(SHENZHEN, "provincial", 0), (GUANGZHOU, "serving", 2)]


def test_a_removal_from_the_provincial_pool_ends_every_entry(guangzhou, officer):
    of = factories.member(city=SHENZHEN, county="440304")
    factories.record(of, "S", city_id=GUANGZHOU)
    leave_the_pool(of)
    assert entries.serving(guangzhou).count() == 0
    assert entries.listings(of, public=False) == []


def test_a_membership_takes_the_place_of_an_admission_and_its_end_ends_both(guangzhou, officer):
    of = make.enterprise()
    cities.admitted(of, by=officer)
    assert entries.by_city()[GUANGZHOU] == Counts(admitted=1)
    join_the_pool(of)
    assert entries.by_city()[GUANGZHOU] == Counts(provincial=1)
    leave_the_pool(of, at=NOON + timedelta(days=30))
    assert entries.by_city()[GUANGZHOU] == Counts()
    cities.admitted(of, by=officer, at=NOON + timedelta(days=60))
    assert entries.by_city()[GUANGZHOU] == Counts(admitted=1)


def test_a_member_never_applies(officer):
    of = factories.member()
    with pytest.raises(Refused):
        cities.applied(of)
    waiting = cities.applied(make.enterprise())
    join_the_pool(waiting.enterprise)
    assert entries.waiting(waiting.city).count() == 0
    with pytest.raises(Refused):
        deciding.decide([waiting], admit=True, reasons="符合", by=officer, at=NOON)


def test_a_draft_is_kept_and_says_what_it_lacks():
    of = make.enterprise()
    by = make.owner(of)
    draft = admission.save(of, chosen="", statement="太短", products=[], cases=[], by=by, at=NOON)
    assert (draft.status, len(admission.lacks(draft))) == ("draft", 3)
    with pytest.raises(Refused):
        admission.submit(draft, by=by, at=NOON)
    again = admission.save(
        of, chosen="consulting", statement=cities.STATEMENT, products=[], cases=[], by=by, at=NOON
    )
    assert (again.pk, again.class_key) == (draft.pk, "consulting")
    with pytest.raises(PermissionDenied):
        admission.withdraw(draft, by=make.owner(make.enterprise()), at=NOON)


def test_what_waits_is_not_changed_but_withdrawn():
    of = make.enterprise()
    by = make.owner(of)
    sent = cities.applied(of, by=by)
    with pytest.raises(Refused):
        cities.applied(of, by=by)
    assert admission.submit(sent, by=by, at=NOON).status == "submitted"
    assert admission.withdraw(sent, by=by, at=NOON).status == "withdrawn"
    assert cities.applied(of, by=by).pk != sent.pk


def test_the_city_decides_many_at_once_or_none(officer):
    files = [cities.applied(make.enterprise()) for _ in range(2)]
    foreign = cities.applied(make.enterprise(city=SHENZHEN, county="440304"))
    for wrong in ([*files, foreign], []):
        with pytest.raises(Refused):
            deciding.decide(wrong, admit=True, reasons="符合", by=officer, at=NOON)
    with pytest.raises(Refused):
        deciding.decide(files, admit=True, reasons=" ", by=officer, at=NOON)
    with pytest.raises(PermissionDenied):
        deciding.decide(files, admit=True, reasons="符合", by=make.person(Role.PROVINCE), at=NOON)
    assert len(deciding.decide(files, admit=False, reasons="缺少案例", by=officer, at=NOON)) == 2
    assert set(Admission.objects.values_list("status", flat=True)) == {"declined", "submitted"}
    told = InboxItem.objects.filter(
        kind="city_pool.declined", user__organisation=files[0].enterprise.organisation
    )
    assert told.count() == 1
    with pytest.raises(Refused):
        deciding.decide(files, admit=True, reasons="符合", by=officer, at=NOON)
    actions = [event.action for event in history("admission", str(files[0].pk))]
    assert actions == ["submit", "decline"]


def test_a_removal_states_day_and_reasons(officer, guangzhou):
    held = cities.admitted(make.enterprise(), by=officer)
    later = NOON + timedelta(days=10)
    for day in (NOON.date() - timedelta(days=1), later.date() + timedelta(days=1)):
        with pytest.raises(Refused):
            deciding.remove(held, on=day, reasons="停业", by=officer, at=later)
    gone = deciding.remove(held, on=later.date(), reasons="停业", by=officer, at=later)
    assert (gone.status, gone.removed_on, entries.admitted(guangzhou).count()) == ("removed", later.date(), 0)
    with pytest.raises(Refused):
        deciding.remove(held, on=later.date(), reasons="停业", by=officer, at=later)


def test_a_city_adds_classes_of_its_own(officer, guangzhou):
    own = classes.add_class("数字化转型牵引单位", name_en="Leaders", about="龙头企业", by=officer, at=NOON)
    assert [key for key, _label in classes.choices(guangzhou)] == [
        "implementation", "consulting", "reserve", f"own-{own.pk}",
    ]  # fmt: skip
    for what in ("联系 13800138000", "写信 a@example.com"):
        with pytest.raises(Refused):
            classes.set_conditions(what, days=10, by=officer, at=NOON)
        with pytest.raises(Refused):
            publishing.publish(note=what, by=officer, at=NOON)
    with pytest.raises(Refused):
        classes.add_class("数字化转型牵引单位", name_en="Leaders", about="", by=officer, at=NOON)
    held = cities.admitted(make.enterprise(), chosen=own.key, by=officer)
    assert (held.class_key, held.class_label) == (own.key, "数字化转型牵引单位")
    with pytest.raises(Refused):
        cities.applied(make.enterprise(city=SHENZHEN, county="440304"), chosen=own.key)


def test_a_published_list_is_dated_and_its_digest_covers_its_bytes(officer, guangzhou):
    member = factories.member()
    held = cities.admitted(make.enterprise(), by=officer)
    assert entries.listings(held.enterprise) == []
    made = publishing.publish(note="首批", by=officer, at=NOON)
    content = json.loads(made.content)
    assert [(line["uscc"], line["source"]) for line in content["entries"]] == [
        (member.uscc, "provincial"),
        (held.enterprise.uscc, "admitted"),
    ]
    assert (made.number, content["published_on"]) == (1, "2026-11-10")
    assert made.sha256 == hashlib.sha256(made.content.encode()).hexdigest()
    assert [one.admission for one in entries.listings(held.enterprise)] == [held]
    with pytest.raises(Refused):
        publishing.publish(by=officer, at=NOON)
    deciding.remove(held, on=NOON.date(), reasons="停业", by=officer, at=NOON)
    assert publishing.publish(by=officer, at=NOON).number == 2
    made.refresh_from_db()
    assert json.loads(made.content) == content


def test_a_reserve_enterprises_file_fills_its_provincial_application(officer):
    of = make.enterprise()
    by = make.owner(of)
    cities.admitted(of, by=officer)
    draft = filing.begin(of, make.call(), by=by, at=NOON)
    said = {section.key: section.data for section in draft.sections.all()}
    assert said["basic"]["main_business"] == cities.STATEMENT
    product = said["products"]["products"][0]
    assert (product["name"], product["form"]) == ("注塑云", "saas")
    case = said["cases"]["cases"][0]
    assert (case["title"], case["city"], case["effect"]) == ("车间联网", "440300", "停机时间下降两成。")


def test_only_a_reserve_enterprises_file_does_so(officer):
    of = make.enterprise()
    cities.admitted(of, chosen="consulting", by=officer)
    assert prefill.sections(of, make.call()) is None


def test_an_earlier_application_goes_before_the_citys_file(officer):
    of = make.enterprise()
    by = make.owner(of)
    earlier = make.submitted(of, make.call(), at=NOON, by=by)
    cities.admitted(of, by=officer)
    before = earlier.versions.latest("pk").content["sections"]
    found = prefill.sections(of, make.call())
    assert found["products"]["products"] == before["products"]["products"]
    assert found["team"] == before["team"]
