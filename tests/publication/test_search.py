"""One search box over members, notices and products."""

from datetime import date

import pytest

from applications.models import FormerName
from publication.models import CatalogueEntry
from tests import factories as make
from tests.publication import public_factories as public

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    ours = make.enterprise(name="粤东智造科技有限公司", at=at)
    row = public.member(ours)
    FormerName.objects.create(
        enterprise=ours, name="潮汕信息有限公司", uscc="91440101MA00000001", until=date(2024, 1, 1)
    )
    public.member(make.enterprise(name="别的企业有限公司", at=at))
    call = make.call(at=at, title="2031年第一批资源池企业认定")
    shown = public.publicity(public.version(call, [ours]), at=at)
    CatalogueEntry.objects.create(
        membership=row, kind="product", name="窑炉云", content=make.product(), approved_at=at
    )
    return ours, shown


@pytest.mark.parametrize("text", ["东智造", "潮汕", "91440101MA00000001", " 东智造 "])
def test_part_of_a_name_old_or_new_and_an_old_code_find_member_and_list(client, world, text):
    ours, shown = world
    page = client.get("/search/", {"q": text}).content.decode()
    assert f"/pool/{ours.uscc}/" in page
    assert f"/publicity/{shown.pk}/" in page
    assert "别的企业有限公司" not in page


def test_calls_and_products_are_found_by_part_of_their_names(client, world):
    assert "/calls/" in client.get("/search/?q=2031年第一批").content.decode().split("<main")[1]
    assert "窑炉云" in client.get("/search/?q=窑炉").content.decode()


def test_nothing_found_says_so_and_nothing_asked_says_nothing(client, world):
    assert "Nothing goes by this" in client.get("/en/search/?q=zzz").content.decode()
    assert "Nothing goes by this" not in client.get("/en/search/?q=").content.decode()


@pytest.mark.parametrize("year", ["²", "0", "99999", "2025"])
def test_a_year_that_is_none_is_left_out(client, world, year):
    assert client.get("/pool/", {"year": year}).status_code == 200


def test_queries_do_not_grow_with_rows(client, at, django_assert_max_num_queries):
    for number in range(3):
        public.member(make.enterprise(name=f"广州企业{number}有限公司", at=at))
    with django_assert_max_num_queries(5):
        client.get("/search/?q=广州企业")
