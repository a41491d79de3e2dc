"""From SQLite to PostgreSQL: every row, the same record, and it goes on."""

from tests.keeping.conftest import SIGN_IN, Portal

GO_ON = """
from django.utils import timezone
from portal.accounts.models import User
from portal.audit.chain import record
from portal.audit.models import Event
from portal.documents.models import StoredFile
from portal.notifications.models import Job
event = record(kind="call", id="0", action="publish", by=None, data={}, at=timezone.now())
assert event.pk == 7 and event.sequence == 5, event.pk
assert Event.objects.order_by("pk").first().data == {"n": 0, "名": "值", "f": 0.1}
assert Job.objects.get().args == {"item": 1}
assert User.objects.get(username="keeper").date_joined < StoredFile.objects.latest("pk").uploaded_at
"""


def test_the_moved_portal_has_the_same_roots_and_goes_on(filled, tmp_path, new_database):
    here = filled(tmp_path / "here")
    before = here.record()
    there = Portal(tmp_path / "here", new_database())
    told = here.manage("move_database", "--to", there.env["DATABASE_URL"])
    assert "audit_event: 6" in told
    assert there.record() == before == "OK: 6 events in 2 chains, 1 roots"
    there.manage("shell", "--command", GO_ON)
    assert there.record() == "OK: 7 events in 2 chains, 1 roots"
    assert "signed in" in there.manage("shell", "--command", SIGN_IN)
    assert "not empty" in here.manage("move_database", "--to", there.env["DATABASE_URL"], refused=True)


def test_only_postgresql_is_moved_to(filled, tmp_path):
    here = filled(tmp_path / "here")
    told = here.manage("move_database", "--to", f"sqlite:///{tmp_path / 'x'}", refused=True)
    assert "not a PostgreSQL" in told
