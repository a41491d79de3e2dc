"""The pages of no stage and the errors: readable without a person, a session or a database."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.ui import clock, header
from portal.ui.views import errors
from tests.factories import person

NOW = timezone.make_aware(datetime(2026, 11, 10, 10))


@pytest.mark.parametrize("address", ["/gallery/", "/en/gallery/", "/help/accessibility/", "/robots.txt"])
def test_public_pages_ask_no_database_and_set_no_cookie(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert b"csrfmiddlewaretoken" not in answer.content


def test_pages_say_their_language(client):
    assert '<html lang="zh-Hans">' in client.get("/gallery/").content.decode()
    assert '<html lang="en">' in client.get("/en/gallery/").content.decode()


@pytest.mark.django_db
def test_unknown_address(client):
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "页面不存在" in answer.content.decode()


def test_server_error_asks_nothing():
    with translation.override("zh-hans"):
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()


@pytest.mark.parametrize(
    ("deadline", "days", "tone", "label"),
    [
        (NOW.replace(hour=17, minute=30), 0, "danger", "今天 17:30 到期"),
        (NOW - timedelta(days=1), -1, "danger", "逾期 1 天"),
        (NOW + timedelta(days=2), 2, "warn", "2 个工作日"),
        (NOW + timedelta(days=8), 6, "neutral", "6 个工作日"),
    ],
)
def test_the_clock_in_words(deadline, days, tone, label):
    with translation.override("zh-hans"):
        assert clock.read(deadline, days, at=NOW) == clock.Clock(tone, label)


def test_tags_write_dates_and_figures():
    template = Template("{{ at|day }} | {{ at|moment }} | {{ 13902|wan }} | {{ '5.50'|wan }}")
    with translation.override("zh-hans"):
        assert template.render(Context({"at": NOW})) == "2026年11月10日 | 2026年11月10日 10:00 | 13,902 | 5.5"
    with translation.override("en"):
        assert template.render(Context({"at": NOW})) == "10 Nov 2026 | 10 Nov 2026, 10:00 | 13,902 | 5.5"


def test_nothing_is_loaded_from_another_host():
    """Addresses in vendored files are licence notes and XML namespaces; our own files hold none."""
    for folder in (settings.BASE_DIR / "templates", settings.BASE_DIR / "portal/ui/static/ui"):
        for file in Path(folder).rglob("*"):
            if file.suffix in {".html", ".css", ".js"}:
                text = file.read_text()
                assert 'src="http' not in text, file
                assert "url(http" not in text, file
                assert 'rel="stylesheet" href="http' not in text, file


@pytest.mark.django_db
def test_a_form_that_takes_no_reading_says_so(client):
    client.force_login(person(Role.AUDITOR))
    answer = client.get("/inbox/read-all/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    ("exception", "status"),
    [(SuspiciousOperation(), 400), (RequestDataTooBig(), 413), (TooManyFilesSent(), 413)],
)
def test_what_cannot_be_taken_says_what_to_do(exception, status):
    request = RequestFactory().get("/")
    answer = errors.bad_request(request, exception)
    assert answer.status_code == status
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert 'href="/' in page


@pytest.mark.django_db
def test_an_expired_form_is_explained_and_nothing_is_done():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("account_login"), {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "表单" in answer.content.decode()
    assert "_auth_user_id" not in strict.session


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.ENTERPRISE, "企业申报"),
        (Role.COUNTY, "资源池工作台"),
        (Role.PROVINCE, "资源池工作台"),
        (Role.EXPERT, "专家评审"),
        (Role.SECURITY_ADMIN, "系统管理"),
    ],
)
def test_the_header_names_the_site_for_each_role(role, name):
    with translation.override("zh-hans"):
        assert str(header.product(User(role=role))) == name


@pytest.mark.parametrize(("address", "prefix"), [("/gallery/", ""), ("/en/gallery/", "/en")])
def test_the_footer_leads_to_what_anybody_may_check(client, address, prefix):
    footer = client.get(address).content.decode().split("<footer", 1)[1]
    links = [part.split('"', 1)[0] for part in footer.split('href="')[1:]]
    assert links == [
        f"{prefix}/help/accessibility/",
        f"{prefix}/help/",
        f"{prefix}/audit/roots/",
        f"{prefix}/audit/receipt/",
        f"{prefix}/workdays/",
    ]


@pytest.mark.django_db
def test_the_working_site_has_the_same_footer(client):
    client.force_login(person(Role.AUDITOR))
    assert 'href="/audit/roots/"' in client.get("/inbox/").content.decode().split("<footer", 1)[1]


def test_enterprises_are_led_from_the_public_header_to_registration(client):
    assert 'href="/register/"' in client.get("/gallery/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "sent"),
    [
        ("get", "/pool/?q=%00", None),
        ("get", "/pool/?city=%00&class=platform", None),
        ("get", "/pool/91440101%00/", None),
        ("get", "/verify/?code=%00", None),
        ("get", "/en/verify/?code=GD2222&on=%00", None),
        ("get", "/notices/?after=%00", None),
        ("get", "/?anything%00=1", None),
    ],
)
def test_a_nul_reaches_no_database(client, method, address, sent):
    answer = getattr(client, method)(address, sent)
    assert answer.status_code == 400
    assert '<p class="muted">400</p>' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/applications/?q=%00", "/desk/?text=%00", "/documents/issued/?q=%00"])
def test_a_nul_reaches_no_list_of_officials(client, address):
    client.force_login(person(Role.PROVINCE))
    assert client.get(address).status_code == 400


@pytest.mark.django_db
def test_a_nul_in_a_form_reaches_no_database(client):
    sent = "login=%00&password=x"
    answer = client.post("/accounts/login/", sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_cookie_with_a_nul_is_refused(client):
    sent = 'sessionid="\\000aaaaaaaaaaaa"'  # as http.cookies quotes it; newer ones refuse to write it
    assert client.get("/accounts/login/", HTTP_COOKIE=sent).status_code == 400
