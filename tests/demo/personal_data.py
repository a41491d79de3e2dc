"""No public page, document, file or answer of the demonstration holds what belongs to a person.

Part of ``test_demo``, which has the demonstration loaded.
"""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from applications.models import Enterprise
from evaluations.models import Admission, TreatmentReport
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.demo import names
from reviews.models import ReviewFile
from tests.demo.crawl import crawl

NUMBERS = {
    "identity card": re.compile(
        r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
    ),
    "mobile": re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])"),
    "bank account": re.compile(r"(?<![0-9A-Za-z.])\d{16}(?:\d{3})?(?![0-9A-Za-z])"),
    "mailbox": re.compile(r"[\w.+-]+@[\w-]+\.(?:test|com|cn|org|net)\b"),
    "score": re.compile(r"(?:得分|总分|专家评分)[^0-9\n]{0,6}\d{2}"),
}


@pytest.fixture(scope="module")
def said(loaded, tmp_path_factory):
    """The whole public site of today's demonstration, read once; and what must not stand in it."""
    if loaded or connection.vendor != "sqlite":
        pytest.skip("the site is read once")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(ROOTS_FILE=str(tmp_path_factory.mktemp("public") / "roots"), STORAGES=storages):
        return crawl(), secrets()


def secrets() -> dict[str, set[str]]:
    """By kind: contact persons, those who objected, people of enterprises and offices, results of single files."""
    objectors = {name for seed in (31, 37) for name in names.people(12, seed=seed)}
    people = User.objects.exclude(role=Role.EXPERT).exclude(name="").values_list("name", flat=True)
    reports = TreatmentReport.objects.values_list("happened", "question", "reasons")
    totals = ReviewFile.objects.exclude(total=None).values_list("total", flat=True)
    return {
        "objector": objectors | {f"粤东模具互助社{n}号" for n in range(12)} | {"020-80000000"},
        "contact person": set(Enterprise.objects.values_list("contact", flat=True)),
        "contact telephone": set(Enterprise.objects.values_list("phone", flat=True)),
        "person": set(people),
        "result of a review": {f"{total:.2f}" for total in totals if total % 1},
        "report of a member": {text for row in reports for text in row if text},
        "statement to a city": set(Admission.objects.values_list("statement", flat=True)),
    }


def test_the_walk_reaches_every_kind_of_thing(said):
    addresses = said[0]
    assert len(addresses) > 250
    for part in (
        "/publicity/", "/announcements/", "/pool/9", "/catalogue/", "/calls/", "/statistics/", "/en/pool/9",
        "/open-data/pool.csv", "/open-data/products.xlsx", "/open-data/lists.json", "/api/v1/members/9", "/verify/",
        "/city-pools/440100/", "/city-pools/440100/lists/", "/city-pools/outcomes/", "/policies/",
        "/documents/", "/audit/roots", "/notices/feed/", "/objections/new/", "entries",
    ):  # fmt: skip
        assert any(part in address for address in addresses), part


@pytest.mark.parametrize("kind", NUMBERS)
def test_no_number_that_belongs_to_a_person(said, kind):
    held = {
        address: match.group()
        for address, text in said[0].items()
        if (match := NUMBERS[kind].search(text)) and not address.endswith("verify_record.py")
    }
    assert held == {}


@pytest.mark.parametrize(
    "kind",
    [
        "objector",
        "contact person",
        "contact telephone",
        "person",
        "result of a review",
        "report of a member",
        "statement to a city",
    ],
)
def test_nothing_that_the_portal_knows_of_a_person(said, kind):
    addresses, known = said
    held = {}
    for one in sorted(known[kind]):
        alone = re.compile(rf"(?<![\d.]){re.escape(one)}(?!\d)")
        for address, text in addresses.items():
            if one and one in text and alone.search(text):
                held.setdefault(one, address)
    assert held == {}
