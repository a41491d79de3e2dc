"""The desk: how much it asks, in which order, and what stands beside a file, worked by hand.

The default call asks for two paper copies of each of five mandatory materials and of one optional one; a
file of the factories comes with the five.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import collation, desk, filing, policies
from applications.forms.desk import DeskFilter
from applications.models import Application, Attachment, PaperCount
from portal.accounts.roles import Role
from portal.ui.drawn import draw
from tests import factories

pytestmark = pytest.mark.django_db
PERSON = 2  # session, and the person with the organisation
HEADER = 1  # what is unread
DAYS = 1  # the province's working days
BESIDE = 1  # everything beside the files


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def county():
    return factories.person(Role.COUNTY, division="440106")


@pytest.fixture
def city():
    return factories.person(Role.CITY, division="440100")


@pytest.fixture
def call(now):
    return factories.call(at=now)


def fresh(file):
    return Application.objects.get(pk=file.pk)


def at_county(call, now):
    return factories.submitted(factories.enterprise(), call, at=now)


def count(file, by, at, *, less=0):
    """All paper as it is asked for, but ``less`` copies of the first material."""
    expected = policies.expected_paper(file)
    first = min(expected)
    collation.count_paper(file, expected | {first: expected[first] - less}, by=by, at=at)


def corrected(file, by, at):
    """Returned by ``by`` and submitted again an hour after ``at``."""
    assert collation.return_for_correction([file], reasons="补充", days=3, by=by, at=at).done
    owner = file.enterprise.organisation.people.get()
    return filing.submit(fresh(file), by=owner, at=at + timedelta(hours=1))


def read(file, at):
    row = desk.rows_of([fresh(file)], at=at)[0]
    return row.electronic, row.lacking, row.is_counted


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_what_a_county_desk_asks(client, call, county, now, rows, django_assert_num_queries):
    for _n in range(rows):
        at_county(call, now)
    client.force_login(county)
    client.get(reverse("applications:desk"))
    filters, counts, files = 1, 1, 1
    with django_assert_num_queries(
        PERSON + HEADER + (DAYS if rows else 0) + BESIDE + filters + counts + files
    ):
        client.get(reverse("applications:desk"))


@pytest.mark.parametrize("rows", [1, 3])
def test_what_a_city_desk_asks(client, call, county, city, now, rows, django_assert_num_queries):
    for _n in range(rows):
        file = at_county(call, now)
        count(file, county, now)
        assert collation.pass_on([file], opinion="同意", by=county, at=now).done
    client.force_login(city)
    client.get(reverse("applications:desk"))
    filters, counts, files = 2, 1, 1
    with django_assert_num_queries(PERSON + HEADER + DAYS + BESIDE + filters + counts + files):
        client.get(reverse("applications:desk"))


def test_the_first_page_is_in_the_order_of_the_deadlines_and_each_authoritys_own(client, call, county, now):
    files = [at_county(call, now) for _n in range(4)]
    foreign = factories.submitted(factories.enterprise(county="440104"), call, at=now)
    for file, days in zip(files, (3, 1, None, 2), strict=True):
        deadline = None if days is None else now + timedelta(days=days)
        Application.objects.filter(pk=file.pk).update(deadline=deadline)
    client.force_login(county)
    address = reverse("applications:desk")
    order = [files[1].pk, files[3].pk, files[0].pk, files[2].pk]  # no deadline comes last
    assert [row.pk for row in client.get(address).context["page"]] == order
    searched = client.get(address, {"q": "测试企业"}).context["page"]  # read without the kept statement
    assert [row.pk for row in searched] == order
    assert [row._asdict() for row in client.get(address).context["page"]] == [r._asdict() for r in searched]
    client.force_login(factories.person(Role.COUNTY, division="440104"))
    assert [row.pk for row in client.get(address).context["page"]] == [foreign.pk]


def test_the_second_page_follows_the_first(client, call, county, now):
    files = [at_county(call, now)]
    twin = Application.objects.get(pk=files[0].pk)
    made = factories.enterprise()
    copies = []
    for n in range(51):
        enterprise = made if n == 0 else factories.enterprise()
        copy = Application(**{f.attname: getattr(twin, f.attname) for f in Application._meta.concrete_fields})
        copy.pk, copy.enterprise, copy.number = None, enterprise, f"N{n}"
        copy.deadline = twin.deadline + timedelta(days=1 + n)
        copies.append(copy)
    Application.objects.bulk_create(copies)
    client.force_login(county)
    first = client.get(reverse("applications:desk")).context["page"]
    assert len(first.rows) == 50
    second = client.get(reverse("applications:desk") + first.next_query).context["page"]
    assert [row.pk for row in [*first, *second]] == [files[0].pk, *(copy.pk for copy in copies)]


def test_paper_beside_a_file(call, county, now):
    file = at_county(call, now)
    assert read(file, now) == (5, 10, False)  # five materials, two copies each, none counted
    count(file, county, now, less=1)
    assert read(file, now) == (5, 1, True)
    count(file, county, now)
    assert read(file, now) == (5, 0, True)
    optional = call.materials.get(mandatory=False, paper_copies__gt=0)
    stored = Attachment.objects.filter(application=file).first().file
    added = Attachment.objects.create(application=file, requirement=optional, file=stored, added_at=now)
    assert read(file, now) == (6, 2, True)  # what was filed of its own accord has its copies too
    added.removed_at = now
    added.save()
    assert read(file, now) == (5, 0, True)


def test_after_a_correction_only_counts_of_the_new_version_hold(call, county, now):
    file = at_county(call, now)
    count(file, county, now)
    corrected(file, county, now)
    later = now + timedelta(hours=2)
    assert read(file, later) == (5, 10, False)
    old = PaperCount.objects.filter(application=file).first()
    PaperCount.objects.filter(pk=old.pk).update(at=later)  # one counted again, four are of the old version
    assert read(file, later) == (5, 8, True)


def test_at_the_city_the_countys_count_stands(call, county, city, now):
    file = at_county(call, now)
    count(file, county, now)
    assert collation.pass_on([file], opinion="同意", by=county, at=now).done
    corrected(fresh(file), city, now)
    assert read(file, now + timedelta(hours=2)) == (5, 0, True)


def test_where_there_is_no_county_the_city_counts_again(call, now):
    file = factories.submitted(factories.enterprise(city="442000", county=None), call, at=now)
    alone = factories.person(Role.CITY, division="442000")
    count(file, alone, now)
    assert read(file, now) == (5, 0, True)
    corrected(file, alone, now)
    assert read(file, now + timedelta(hours=2)) == (5, 10, False)


def test_the_latest_opinion_of_the_county_is_shown(call, county, city, now):
    file = at_county(call, now)
    for opinion, moment in (("第一次", now), ("第二次", now + timedelta(hours=1))):
        file.opinions.create(
            step="pass_on", text=opinion, organisation=county.organisation, by=county, at=moment
        )
    file.opinions.create(
        step="return_for_correction", text="别的", organisation=city.organisation, by=city, at=now
    )
    assert desk.rows_of([file], at=now)[0].opinion == "第二次"


def test_a_filter_offers_what_there_is_now(call, city, now):
    def options(name, data=None):
        return [key for key, _label in DeskFilter(data or {}, user=city).fields[name].choices]

    assert options("call") == ["", str(call.pk)]
    second = factories.call(at=now)
    assert options("call") == ["", str(second.pk), str(call.pk)]
    assert len(options("county")) == 12  # 广州's eleven districts, and all of them
    assert "city" not in DeskFilter({}, user=city).fields


def drawn(filters):
    return draw("components/filter_fields.html", fields=filters.asked)


def test_a_filter_keeps_what_was_asked_and_leaves_out_what_is_none_of_its_choices(client, call, city):
    chosen = DeskFilter({"county": "440106", "q": "a & b"}, user=city)
    assert chosen.answers == {"q": "a & b", "county": "440106", "supplier_class": "", "call": ""}
    assert '<option value="440106" selected>' in drawn(chosen)
    assert 'value="a &amp; b"' in drawn(chosen)
    assert " selected>" not in drawn(DeskFilter({"county": "440304"}, user=city)).replace(
        'value="" selected', ""
    )
    assert not DeskFilter({"county": "440304", "call": "x"}, user=city).in_use
    client.force_login(city)
    answer = client.get(reverse("applications:desk"), {"county": "440304", "q": "x" * 200, "call": "none"})
    assert answer.status_code == 200
