"""Two people register one code at the same moment, on row locks and real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone, translation

from applications import registration, uscc
from applications.models import Enterprise
from portal.accounts.models import Division, Organisation, User
from portal.audit.chain import history
from portal.documents.files import store_bytes

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CODE = uscc.invented("440106", 77)


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("two writers at once need PostgreSQL: set DATABASE_URL")


def claim(username: str) -> registration.Claim:
    return registration.Claim(
        uscc=CODE,
        name="测试云造科技有限公司",
        city=Division.objects.get(code="440100"),
        county=Division.objects.get(code="440106"),
        contact="测试甲",
        phone="020-83130000",
        email=f"{username}@example.test",
        username=username,
        password="Kaleidoskop-2026",
    )


def test_one_code_is_registered_once_and_the_other_reads_why():
    scan = store_bytes("scan.pdf", b"%PDF-1.4", "application/pdf", by=None)
    claims = [claim("first"), claim("second")]
    together = Barrier(2)

    def register(one) -> str:
        try:
            together.wait(timeout=10)
            with translation.override("en"):
                registration.register(one, licence=scan, authorisation=scan, at=timezone.now())
        except registration.Taken as refusal:
            return str(refusal)
        else:
            return "registered"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(register, claims), key=lambda text: text != "registered")

    assert said[0] == "registered"
    assert "registered already" in said[1]
    made = Enterprise.objects.get()
    assert Organisation.objects.filter(code=CODE).count() == 1
    assert User.objects.filter(role="enterprise").count() == 1
    assert [event.action for event in history("enterprise", str(made.pk))] == ["register"]
