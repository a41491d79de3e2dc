"""Two officers at once, on PostgreSQL: one decision, one list, one announcement."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from applications.policies import Refused
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.documents.models import OfficialDocument
from publication import announcing, investigation
from publication.models import Announcement, ListVersion, Membership, Objection
from tests import factories
from tests.publication.test_objections import END, object_to

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def only_with_row_locks(db):
    if connection.vendor != "postgresql":
        pytest.skip("row locks")


def at_once(*acts):
    """Run the acts in threads of their own, all from one start; what each returned or was refused with."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_officers_rule_at_once(transactional_db, officer, at):
    province = factories.person(Role.PROVINCE)
    running = factories.in_publicity(factories.call(at=at), 3, by=province, at=at)
    other = factories.person(Role.OBJECTIONS)
    objection = investigation.admit(object_to(running, at), by=officer, at=at)

    results = at_once(
        lambda: investigation.dismiss(objection, ruling="不成立", by=officer, at=at),
        lambda: investigation.uphold(objection, remedy="remove", ruling="成立", by=other, at=at),
    )

    lost = [result for result in results if isinstance(result, Refused)]
    [won] = [result for result in results if isinstance(result, Objection)]
    assert len(lost) == 1 and str(lost[0])
    kept = Objection.objects.get()
    assert (kept.status, kept.ruled_by) == (won.status, won.ruled_by)
    rulings = [e.action for e in history("objection", str(objection.pk)) if e.action in {"dismiss", "uphold"}]
    assert rulings == [{"dismissed": "dismiss", "upheld": "uphold"}[kept.status]]
    assert OfficialDocument.objects.filter(kind="objection_reply").count() == 1
    state = kept.entry.application.state
    assert state == ("in_publicity" if kept.status == "dismissed" else "declined")


def test_two_people_announce_at_once(transactional_db, at):
    province, other = factories.person(Role.PROVINCE), factories.person(Role.PROVINCE)
    running = factories.in_publicity(factories.call(at=at), 3, by=province, at=at)

    first, second = at_once(
        *[
            lambda by=by: announcing.announce(running, title="公告", body="正文", by=by, at=END)
            for by in (province, other)
        ]
    )

    assert first == second == Announcement.objects.get()
    assert ListVersion.objects.count() == 2
    assert OfficialDocument.objects.filter(kind="announcement").count() == 1
    assert Membership.objects.count() == 3
