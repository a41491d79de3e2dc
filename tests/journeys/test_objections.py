"""Annex 1, step 9: objections from the public form to the ruling that the objector reads."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from applications.models import Application
from portal.accounts.models import User
from portal.documents import sealing
from publication import challenge
from publication.models import Objection
from tests import factories as make
from tests.journeys import roads
from tests.journeys.people import scan

pytestmark = [pytest.mark.browser, pytest.mark.journey]

PASSPHRASE = "a long passphrase"


@pytest.fixture
def running(site, clock, monkeypatch):
    """A list of two in publicity, and an officer whose passphrase opens what is sealed."""
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)
    roads.officials()
    officer, province = (User.objects.get(username=name) for name in ("objections", "province"))
    now = timezone.now()
    sealing.make_key(passphrases={officer: PASSPHRASE}, by=None, at=now)
    return make.in_publicity(make.call(at=now), 2, by=province, at=now)


def object_to(site, running, entry) -> tuple:
    """A unit objects on the public site; gives its browser and its tracking code."""
    objector = site.stranger().visit("publication:publicity", running.pk).follow("Object", inside="main")
    objector.fill(
        {
            "against": "entry",
            "entry": entry.pk,
            "party": "unit",
            "name": "某异议单位有限公司",
            "contact": "李四四",
            "phone": "020-83130001",
            "email": "objector@example.test",
            "grounds": "所列应用案例与事实不符。",
            "evidence": scan("evidence"),
            "signed": scan("statement"),
        }
    )
    objector.fill({"sum": "1"}).press("Send the objection", status=422)
    token = challenge.read_token(objector.field("token").input_value())
    objector.fill(
        {"evidence": scan("evidence"), "signed": scan("statement"), "sum": str(sum(token["numbers"]))}
    )
    objector.press("Send the objection")
    code = objector.page.locator("main dd.mono strong").inner_text()
    objector.press("Go on to the tracking page").fill({"confirmation": "AAAAAAAA"}).press(
        "Confirm", status=422
    )
    site.clock.machine()
    [mailed] = re.findall(r"^[A-Z2-7]{8}$", mail.outbox[-1].body, re.MULTILINE)
    objector.fill({"confirmation": mailed.lower()}).press("Confirm").reads(objector.word("Received"))
    return objector, code


def rule(site, result: str) -> Objection:
    """The officer unlocks, reads who objects, admits and rules with reasons."""
    found = Objection.objects.get()
    officer = site.person("objections").visit("publication:objections")
    officer.visit("publication:objection", found.pk).finds_no("某异议单位有限公司")
    officer.follow("Unlock", inside="main").fill({"passphrase": "not the passphrase"})
    officer.press_that("main form:has([name=passphrase]) button", status=422)
    officer.fill({"passphrase": PASSPHRASE}).press_that("main form:has([name=passphrase]) button")
    officer.visit("publication:objection", found.pk).reads("某异议单位有限公司", "李四四")
    officer.press("Admit the objection")
    site.person("province").visit("publication:publicity_manage", found.publicity_id).finds_no(
        "某异议单位有限公司"
    )
    officer.fill({"rule-result": result, "rule-ruling": "经核查，情况如上。"})
    officer.press_that("main form[action$='/rule/'] button")
    site.clock.machine()
    return Objection.objects.get()


def read_reply(objector, code: str, status: str) -> None:
    objector.visit("publication:objection_track").fill({"code": code}).press("Show")
    objector.reads("经核查，情况如上。", status)


def states(running) -> list[str]:
    keys = running.version.entries.order_by("position").values_list("application_id", flat=True)
    return [Application.objects.get(pk=key).state for key in keys]


def test_dismissed(site, clock, running):
    objector, code = object_to(site, running, running.version.entries.order_by("position").first())
    ruled = rule(site, "dismiss")
    read_reply(objector, code, objector.word("Dismissed"))
    assert (ruled.status, states(running)) == ("dismissed", ["in_publicity", "in_publicity"])


def test_upheld_takes_the_entry_from_the_list(site, clock, running):
    first, second = running.version.entries.order_by("position")
    objector, code = object_to(site, running, first)
    ruled = rule(site, "remove")
    read_reply(objector, code, objector.word("Upheld"))
    assert (ruled.status, states(running)) == ("upheld", ["declined", "in_publicity"])
    clock.go(2026, 12, 1, 10)
    roads.announce(site, running.pk)
    pool = site.stranger().visit("publication:pool").reads(second.name)
    pool.finds_no(first.name)
