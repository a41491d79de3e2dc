"""One enterprise's road through nginx, two web servers and the Celery workers, in a real browser."""

import hashlib
import http.client
import os
import signal
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
django.setup()

from allauth.mfa.totp.internal import auth as totp  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from applications import uscc  # noqa: E402
from applications.models import Application  # noqa: E402
from portal.accounts.models import User  # noqa: E402
from portal.accounts.roles import Role  # noqa: E402
from portal.documents.models import StoredFile  # noqa: E402
from portal.notifications.models import Job  # noqa: E402
from tests import factories as make  # noqa: E402
from tests.journeys import roads  # noqa: E402
from tests.journeys.people import Visitor  # noqa: E402

NAME = "云帆工业互联网（演示）有限公司"
CODE = uscc.invented("440106", 4321)
UNSIGNED = ssl._create_unverified_context()  # noqa: S323 – a certificate of this run's own
KEY = totp.generate_totp_secret()
PATIENCE = 90  # seconds for the workers


class TwoFactors(Visitor):
    """In production officials show a code of their app after the password."""

    def sign_in(self, username: str, password: str = make.PASSWORD) -> "TwoFactors":
        super().sign_in(username, password)
        if self.address("mfa_authenticate") in self.page.url:
            counter = next(iter(totp.yield_hotp_counters_from_time()))
            self.fill({"code": totp.format_hotp_value(totp.hotp_value(KEY, counter))})
            self.press("Sign in")
            assert self.address("mfa_authenticate") not in self.page.url, self.text
        return self


class Site:
    """What the journeys expect of a site; here its server and its workers are other processes."""

    language = "zh-hans"

    def __init__(self, chromium, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.people, self.complaints = {}, []
        self.clock = SimpleNamespace(day=timezone.localdate(), machine=self.await_workers)

    def stranger(self) -> Visitor:
        context = self.chromium.new_context(
            base_url=self.address, locale="zh-CN", timezone_id="Asia/Shanghai", ignore_https_errors=True
        )
        context.set_default_timeout(30_000)
        return TwoFactors(self, context)

    def person(self, username: str) -> Visitor:
        if username not in self.people:
            self.people[username] = self.stranger()
            self.people[username].sign_in(username)
        return self.people[username]

    def judge(self, visitor: Visitor) -> None:
        """The look of pages is judged elsewhere."""

    @staticmethod
    def await_workers() -> None:
        """Until beat, relay and worker have done all that is due."""
        until = time.monotonic() + PATIENCE
        while Job.objects.filter(status__in=["queued", "running"], due_at__lte=timezone.now()).exists():
            assert time.monotonic() < until, "the workers don't come to an end"
            time.sleep(0.5)
        assert not Job.objects.filter(status="dead").exists()


def status(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20, context=UNSIGNED) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def heads(address: str) -> tuple[int, dict]:
    """Status and headers, redirects not followed."""
    where = urllib.parse.urlsplit(address)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    more = {"context": UNSIGNED} if where.scheme == "https" else {}
    connection = kind(where.hostname, where.port, timeout=20, **more)
    connection.request("GET", where.path)
    answer = connection.getresponse()
    return answer.status, answer.headers


def tls(address: str) -> None:
    """Without TLS there is only the way to it; with it every answer says so, once."""
    plain = f"http://localhost:{os.environ['PLAIN_PORT']}/accounts/login/"
    code, found = heads(plain)
    assert (code, found["Location"]) == (308, "https://localhost/accounts/login/")
    for path in ("/accounts/login/", "/metrics", "/private/x", "/healthz"):
        sent = heads(address + path)[1].get_all("Strict-Transport-Security")
        assert sent == ["max-age=31536000; includeSubDomains"], (path, sent)
    cookies = heads(f"{address}/accounts/login/")[1].get_all("Set-Cookie")
    assert cookies and all("Secure" in cookie for cookie in cookies)


def probes(address: str) -> None:
    """What machines ask, from outside through nginx and from inside."""
    assert status(f"{address}/healthz") == (200, "ok\n")
    assert status(f"{address}/metrics")[0] == 404
    assert '"checks"' not in status(f"{address}/readyz")[1]
    for web in (os.environ["WEB_1"], os.environ["WEB_2"]):
        code, text = status(f"{web}/metrics")
        assert code == 200 and 'portal_jobs{state="done"}' in text
        assert '"database": "ok"' in status(f"{web}/readyz")[1]
    assert status(f"{address}/private/2026/01/x")[0] == 404


def road(site: Site) -> None:
    """Registration, filing with uploads, the receipt made by a worker, the county."""
    roads.officials()
    for official in User.objects.exclude(role=Role.ENTERPRISE):
        totp.TOTP.activate(official, KEY)
    make.call(at=timezone.now())
    roads.YEAR = timezone.localdate().year
    roads.register(site, CODE, NAME)
    roads.file(site, CODE)
    roads.collate(site, NAME)


def private_file(site: Site) -> None:
    """A file comes from nginx, whole, with its policy, to its owner only."""
    owner, version = site.people["enterprise-1"], Application.objects.get(uscc=CODE).versions.latest("pk")
    address = owner.address("applications:receipt_file", version.application_id, version.number)
    assert site.stranger().context.request.get(address, max_redirects=0).status == 302
    answer = owner.context.request.get(address)
    stored = StoredFile.objects.get(pk=version.receipt.file_id)
    assert hashlib.sha256(answer.body()).hexdigest() == stored.sha256
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["accept-ranges"] == "bytes"
    assert "x-accel-redirect" not in answer.headers


def mails(folder: Path) -> None:
    assert list((folder / "tmp" / "mail").glob("*.log")), "no mail was handed over"


def one_web_server_dies(site: Site) -> None:
    """SIGKILL: the other one answers, and whoever was signed in goes on."""
    os.killpg(int(os.environ["WEB1_PID"]), signal.SIGKILL)
    for _n in range(6):
        site.people["enterprise-1"].visit("applications:mine").reads(NAME)


def main() -> None:
    address, folder = sys.argv[1], Path(sys.argv[2])
    began = time.monotonic()
    probes(address)
    tls(address)
    with sync_playwright() as playwright, translation.override("zh-hans"):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        site = Site(browser, address)
        road(site)
        private_file(site)
        mails(folder)
        one_web_server_dies(site)
        browser.close()
    assert not site.complaints, site.complaints
    call_command("verify_audit")
    print(f"The journey took {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
