"""The inbox: unread first, opened by a button, one's own only."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.notifications import inbox
from portal.notifications.models import InboxItem
from portal.notifications.notices import NoticeKind, notices, notify
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ALL = "/inbox/", "/inbox/read-all/"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setitem(notices._items, "test", NoticeKind("test", "文件 %(number)s", "正文 %(number)s"))


@pytest.fixture
def reader(client):
    user = factories.person("province")
    client.force_login(user)
    return user


def give(user, number, at, link="/inbox/?show=unread"):
    notify("test", to=[user], params={"number": number}, link=link, at=at)
    return InboxItem.objects.latest("id")


def test_unread_first_then_newest(client, reader, at):
    for number in (1, 2, 3):
        give(reader, number, at + timedelta(minutes=number))
    inbox.mark_read(InboxItem.objects.get(params__number=3), at=at)
    rows = client.get(LIST).context["page"].rows
    assert [row.title for row in rows] == ["文件 2", "文件 1", "文件 3"]


def test_only_unread_on_request(client, reader, at):
    give(reader, 1, at)
    inbox.mark_read(give(reader, 2, at), at=at)
    rows = client.get(LIST + "?show=unread").context["page"].rows
    assert [row.title for row in rows] == ["文件 1"]


def test_opening_marks_as_read_and_leads_on_a_get_does_not(client, reader, at):
    item = give(reader, 1, at)
    path = reverse("notifications:inbox_open", args=[item.pk])
    assert client.get(path).status_code == 405
    assert inbox.unread_count(reader) == 1
    for _time in range(2):
        answer = client.post(path)
        assert (answer.status_code, answer.url) == (302, "/inbox/?show=unread")
    assert inbox.unread_count(reader) == 0


@pytest.mark.parametrize("link", ["", "https://elsewhere.example.test/", "//elsewhere.example.test/"])
def test_a_notice_never_leads_to_another_host(client, reader, at, link):
    item = give(reader, 1, at, link=link)
    assert client.post(f"/inbox/{item.pk}/open/").url == LIST


def test_a_notice_of_somebody_else_is_not_found(client, reader, at):
    item = give(factories.person("province"), 1, at)
    assert client.post(f"/inbox/{item.pk}/open/").status_code == 404
    item.refresh_from_db()
    assert item.unread


def test_all_read_up_to_what_the_list_showed(client, reader, at):
    first = give(reader, 1, at)
    give(reader, 2, at)
    client.post(ALL, {"until": first.pk})
    assert inbox.unread_count(reader) == 1
    assert client.post(ALL, {"until": "x"}).status_code == 302
    assert inbox.unread_count(reader) == 1


def test_an_empty_inbox_says_what_will_come(client, reader):
    page = client.get(LIST)
    assert page.context["page"].rows == []
    assert 'class="empty"' in page.content.decode()


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(LIST).status_code == 302


def test_as_many_queries_for_three_rows_as_for_one(
    client, reader, at, django_assert_num_queries, django_assert_max_num_queries
):
    give(reader, 1, at)
    client.get(LIST)
    with django_assert_max_num_queries(8) as one:
        client.get(LIST)
    give(reader, 2, at)
    give(reader, 3, at)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(LIST)
