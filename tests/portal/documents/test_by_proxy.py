"""Files handed out by nginx: the portal says which, the proxy sends it."""

import pytest

from portal.documents.files import deliver, store_bytes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stored():
    return store_bytes("收据 1.pdf", b"%PDF-1.7 x", "application/pdf", by=None)


def test_nginx_is_told_the_place_and_gets_no_body(stored, settings):
    settings.ACCEL_PREFIX = "/private/"
    answer = deliver(stored, inline=True)
    assert answer["X-Accel-Redirect"] == f"/private/{stored.path}"
    assert answer.content == b""
    assert "Content-Length" not in answer


def test_the_rest_of_the_answer_is_the_same_either_way(stored, settings):
    plain = deliver(stored, inline=False)
    plain.close()
    settings.ACCEL_PREFIX = "/private/"
    by_proxy = deliver(stored, inline=False)
    for name in ("Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy"):
        assert by_proxy[name] == plain[name]
    assert by_proxy["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert plain["Content-Length"] == str(stored.size)
