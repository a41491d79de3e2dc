"""Numbers of official documents: no gaps, no doubles, the year of Guangdong."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection

from portal.documents import issuing
from portal.documents.models import OfficialDocument


@pytest.fixture
def kind(monkeypatch):
    spec = issuing.DocumentKind("test", "测试", "documents/base.html", lambda _document: {}, "粤测")
    monkeypatch.setitem(issuing.kinds._items, "test", spec)


def numbered(at) -> str:
    return issuing.issue("test", subject_kind="test", subject_id="1", data={}, by=None, at=at).number


@pytest.mark.django_db
def test_numbers_follow_each_other_in_the_year_of_guangdong(kind):
    first_morning = datetime(2026, 12, 31, 17, tzinfo=UTC)  # 01:00 on New Year's Day in Guangdong

    assert [numbered(first_morning), numbered(first_morning)] == ["粤测〔2027〕1号", "粤测〔2027〕2号"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_numbers_have_neither_gaps_nor_doubles_when_many_issue_at_once(kind, at):
    if connection.vendor != "postgresql":
        pytest.skip("needs row locks")

    def issue_five():
        for _ in range(5):
            numbered(at)
        connection.close()

    threads = [Thread(target=issue_five) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = {document.number for document in OfficialDocument.objects.all()}
    assert numbers == {f"粤测〔2026〕{number}号" for number in range(1, 21)}
