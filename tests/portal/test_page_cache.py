"""Kept pages: the same for all, old the moment something is published, in every process."""

import io

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from applications.models import Enterprise
from portal import page_cache
from portal.accounts.roles import Role
from portal.page_cache import KeptPages
from publication.models import Membership
from tests import factories as make
from tests.publication import public_factories as public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_connection():
    """A real request ends by closing connections, which would end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Process:
    """A web process: a door of its own over the same shared cache."""

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self.asked = 0
        django = WSGIHandler()

        def counted(environ, start_response):
            self.asked += 1
            return django(environ, start_response)

        self.door = KeptPages(counted)

    def get(self, address: str, **more) -> tuple[str, dict, str]:
        said = {}

        def start_response(status, headers, exc_info=None):
            said.update(status=status, headers=dict(headers))

        environ = RequestFactory().get(address).environ | {"wsgi.input": io.BytesIO()} | more
        body = b"".join(self.door(environ, start_response))
        return said["status"], said["headers"], body.decode()


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """A transaction of its own: what the test wrote before has not registered anything yet."""

    def begin(**how):
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(**how)

    return begin


@pytest.fixture
def process():
    return Process()


PAGES = ["/", "/pool/", "/en/pool/", "/statistics/", "/catalogue/", "/notices/", "/search/?q=x", "/calls/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_is_answered_before_django_the_second_time(process, address):
    first, again = process.get(address), process.get(address)
    assert first[0] == again[0] == "200 OK"
    assert process.asked == 1
    assert again[2] == first[2]
    assert again[1]["ETag"] == first[1]["ETag"]
    assert again[1]["Content-Security-Policy"] == first[1]["Content-Security-Policy"]


def test_the_validator_answers_for_the_page(process):
    _status, headers, _body = process.get("/pool/")
    for _n in range(2):  # from the door, and from Django
        status, _headers, body = process.get("/pool/", HTTP_IF_NONE_MATCH=headers["ETag"])
        assert (status, body) == ("304 Not Modified", "")
        page_cache.renew()


def test_what_is_published_shows_at_once_in_every_process(committing):
    processes = [Process(), Process()]
    addresses = ["/pool/", "/", "/statistics/", "/en/pool/"]
    for one in processes:
        for address in addresses:
            assert "新来的企业有限公司" not in one.get(address)[2]
    enterprise = make.enterprise(name="新来的企业有限公司")
    with committing(execute=True):
        public.member(enterprise)
    for one in processes:
        assert "新来的企业有限公司" in one.get("/pool/")[2]
        assert "1 member" in one.get("/en/pool/")[2]
        before = one.asked
        one.get("/pool/")
        assert one.asked == before


def test_bulk_writes_are_seen_too(process, committing):
    row = public.member(make.enterprise(name="某企业有限公司"))
    assert "某企业有限公司" in process.get("/pool/")[2]
    with committing(execute=True):
        Membership.objects.filter(pk=row.pk).update(is_member=False)
    assert "某企业有限公司" not in process.get("/pool/")[2]


def test_one_transaction_renews_once_and_one_undone_not_at_all(committing):
    with committing() as callbacks:
        for _n in range(3):
            public.member(make.enterprise())
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            public.member(make.enterprise())
            raise ZeroDivisionError
    assert callbacks.count(page_cache.renew) == 1


def test_reading_and_writing_elsewhere_renews_nothing(committing):
    person = make.person(Role.PROVINCE)
    with committing() as callbacks:
        person.name = "别名"
        person.save()
        list(Membership.objects.all())
    assert callbacks == []


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/objections/new/", "/pool/nothing/", "/open-data/pool.csv"]
)
def test_forms_errors_and_streams_are_not_kept(process, address):
    process.get(address)
    process.get(address)
    assert process.asked == 2


def test_a_person_reads_the_same_page_and_leaves_nothing_in_it(process, client):
    person = make.person(Role.PROVINCE, name="某某官员")
    client.force_login(person)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    mine = process.get("/pool/", HTTP_COOKIE=cookie)
    others = process.get("/pool/")
    assert mine[2] == others[2]
    assert "某某官员" not in mine[2]
    assert "Set-Cookie" not in mine[1]
    assert process.asked == 1


def test_each_language_and_each_host_has_its_own(process):
    chinese, english = process.get("/pool/"), process.get("/en/pool/", HTTP_ACCEPT_LANGUAGE="zh")
    assert '<html lang="zh-Hans">' in chinese[2]
    assert '<html lang="en">' in english[2]
    process.get("/pool/", HTTP_HOST="localhost")
    assert process.asked == 3


def test_a_cache_that_was_emptied_only_costs_a_drawing(process):
    process.get("/pool/")
    cache.clear()
    assert process.get("/pool/")[0] == "200 OK"
    assert process.asked == 2


def test_a_shared_cache_that_fails_does_not_hide_the_page(process, monkeypatch):
    process.get("/pool/")

    class Away:
        def get(self, *_args):
            raise OSError

    monkeypatch.setattr(page_cache, "cache", Away())
    monkeypatch.setattr(page_cache, "generation", lambda: "")
    assert process.get("/pool/")[0] == "200 OK"


def test_a_kept_page_asks_no_table_of_the_domain(process):
    process.get("/pool/")
    with CaptureQueriesContext(connection) as asked:
        process.get("/pool/")
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_a_write_without_a_transaction_is_whole_and_renews(settings):
    """The generation stands in a table here, as in the embedded default."""
    call_command("createcachetable", "pages_of_a_test")
    where = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "pages_of_a_test"}
    settings.CACHES = {"default": where}
    before = page_cache.generation()
    first, second = make.enterprise(), make.enterprise()
    assert first.pk != second.pk
    assert {*Enterprise.objects.values_list("pk", flat=True)} == {first.pk, second.pk}
    assert page_cache.generation() != before
