"""What grows with what: sizes of tables and times of lists on PostgreSQL at 10 k, 100 k and 1 M rows of each.

``python -m benchmarks.scale`` (``--rows 10000,100000`` for fewer). A sample of each kind is made, then copied by the
database itself until there are as many as asked for: files with enterprise and participation, attachments, events
of the record, reads, market records, mails. Each list is asked by the page that shows it, signed in, seven times
after two; the figure is the median of the wall time with the database's part in it.
"""

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time

from benchmarks.closing_hour import database

ORIGIN = "2020-01-01T00:00:00+08:00"


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--rows", default="10000,100000,1000000")
    given.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the database is dropped then too
    options = given.parse_args()
    sizes = sorted(int(word) for word in options.rows.split(","))
    address, drop = database(options.server)
    with tempfile.TemporaryDirectory(prefix="portal-scale-") as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "LOG_LEVEL": "ERROR",
        }
        try:
            measure(sizes)
        finally:
            from django.db import connections

            connections.close_all()
            drop()
    return 0


def measure(sizes: list[int]) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    people = samples()
    print(f"one frozen dossier: {frozen_bytes():,} bytes as PostgreSQL keeps it\n")
    print("| rows of each | table | size on the disk | a row |\n|---|---|---|---|")
    times = []
    have = 1
    for size in sizes:
        began = time.monotonic()
        grow(have, size)
        have = size
        for name, whole in sizes_of():
            print(f"| {size:,} | {name} | {whole / 2**20:,.1f} MiB | {whole / size:,.0f} bytes |", flush=True)
        print(f"(filled to {size:,} in {time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
        times += [(size, *row) for row in lists(people)]
    print(
        "\n| rows of each | list | queries | median | shortest | CPU of the web process |\n|---|---|---|---|---|---|"
    )
    for size, name, queries, *seconds in times:
        figures = " | ".join(f"{value * 1000:.0f} ms" for value in seconds)
        print(f"| {size:,} | {name} | {queries} | {figures} |", flush=True)


def samples() -> dict:
    """One row of each kind, as the portal makes it, and the people who look."""
    from decimal import Decimal

    from django.utils import timezone

    from applications.models import Application
    from benchmarks import fill
    from evaluations.models import MarketRecord
    from portal.accounts.models import Organisation, User
    from portal.audit.chain import log_read, record
    from portal.notifications.notices import NoticeKind, notices, notify

    now = timezone.now()
    people = fill._people()
    oversight = Organisation.objects.get(kind="oversight")
    for role in ("auditor", "system_admin"):
        people[role] = User.objects.create_user(
            f"bench-{role}", name="测算", role=role, organisation=oversight
        )
    fill._really_filed(fill._call(people["province"], now), now)
    file = Application.objects.get()
    Application.objects.filter(pk=file.pk).update(state="at_city", holder=people["city"].organisation)
    MarketRecord.objects.create(
        supplier=file.enterprise, number="S", kind="voucher", client_uscc="CLIENT", client_name="客户",
        city_id="440100", product="设备上云", signed_on=now.date(), amount=Decimal(100_000), digest="0" * 64,
        source="import", recorded_at=now,
    )  # fmt: skip
    record(kind="sample", id="0", action="sample", by=people["province"], data={"n": 1}, at=now)
    log_read(by=people["province"], kind="application", id=str(file.pk), what="dossier", at=now)
    notices.add("bench.sample", NoticeKind("bench.sample", "t", "b"))
    notify("bench.sample", to=[people["city"]], params={}, at=now)
    return people


def frozen_bytes() -> int:
    """A submitted version is the largest row of all, one for each submission: too large to copy a million times."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(content) FROM applications_submittedversion LIMIT 1")
        return cursor.fetchone()[0]


def grow(have: int, size: int) -> None:
    """From ``have`` to ``size`` rows of each kind; what must differ is made of the row's number ``n``."""
    from django.db import connection

    from applications.models import Application, Attachment, Enterprise, Participation
    from evaluations.models import MarketRecord
    from portal.accounts.models import Organisation
    from portal.audit.models import AccessLog, Event
    from portal.documents.models import StoredFile
    from portal.notifications.models import InboxItem, Mail

    sample = Application.objects.order_by("pk").first()
    firm, moment = sample.enterprise, f"timestamptz '{ORIGIN}' + n * interval '1 minute'"
    plan = [
        (Organisation, firm.organisation_id, {"code": "'S' || n", "name": "'测算企业' || n"}),
        (Enterprise, firm.pk, {"uscc": "'S' || n", "name": "'测算企业' || n", "organisation_id": "%(organisation)s + n"}),
        (Application, sample.pk, {"uscc": "'S' || n", "number": "'S' || n", "enterprise_id": "%(enterprise)s + n",
                                  "deadline": moment, "enterprise_name": "'测算企业' || n"}),
        (Participation, None, {"application_id": "%(application)s + n"}),
        (StoredFile, None, {"path": "'s/' || n", "sha256": "md5(n::text) || md5(n::text)", "uploaded_at": moment}),
        (Attachment, None, {"application_id": "%(application)s + n", "file_id": "%(storedfile)s + n"}),
        (Event, Event.objects.filter(kind="sample").latest("pk").pk,
         {"chain_id": "(n / 10)::text", "sequence": "n %% 10 + 2", "at": moment, "hash": "md5(n::text) || md5(n::text)"}),
        (AccessLog, None, {"at": moment}),
        (MarketRecord, None, {"number": "'S' || n", "signed_on": f"({moment})::date", "recorded_at": moment,
                              "supplier_id": "%(enterprise)s + n"}),
        (InboxItem, None, {"at": moment}),
        (Mail, None, {"token": "md5(n::text)", "item_id": "%(inboxitem)s + n", "queued_at": moment}),
    ]  # fmt: skip
    base: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model, pk, differs in plan:
            table = connection.ops.quote_name(model._meta.db_table)
            row = pk or model.objects.order_by("pk").first().pk
            key = model._meta.model_name
            base[key] = BASE.setdefault(key, model.objects.order_by("-pk").first().pk)
            columns = {field.column: f"t.{connection.ops.quote_name(field.column)}"
                       for field in model._meta.local_concrete_fields if not field.generated}  # fmt: skip
            columns |= {"id": f"{base[key]} + n"} | {
                name: told % base if "%" in told else told for name, told in differs.items()
            }
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} "
                f"FROM {table} t, generate_series({have}, {size - 1}) n WHERE t.id = {row}"
            )
        cursor.execute("ANALYZE")


BASE: dict[str, int] = {}
"""The number of each kind's last row before the first copy."""


def sizes_of() -> list[tuple[str, int]]:
    """Bytes of each measured table with its indexes."""
    from django.apps import apps
    from django.db import connection

    wanted = ["applications.application", "applications.enterprise", "applications.participation", "documents.storedfile",
              "applications.attachment", "audit.event", "audit.accesslog", "evaluations.marketrecord",
              "notifications.inboxitem", "notifications.mail"]  # fmt: skip
    found = []
    with connection.cursor() as cursor:
        for label in wanted:
            cursor.execute("SELECT pg_total_relation_size(%s)", [apps.get_model(label)._meta.db_table])
            found.append((label, cursor.fetchone()[0]))
    return found


def lists(people: dict) -> list[tuple]:
    """Each list: its name, its queries; median and shortest of seven answers, and this process's CPU, in seconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    asked = [
        ("desk of a city", "city", reverse("applications:desk")),
        ("record of decisions", "auditor", reverse("oversight:events")),
        ("who read what", "auditor", reverse("oversight:reads")),
        ("market records", "province", reverse("evaluations:market")),
        ("inbox", "city", reverse("notifications:inbox")),
        ("mails", "system_admin", reverse("admin:notifications_mail_changelist")),
    ]
    found = []
    for name, who, path in asked:
        client = Client()
        client.force_login(people[who], backend="portal.accounts.backends.RoleBackend")
        took, cpu = [], []
        for _turn in range(9):
            began, busy = time.monotonic(), time.process_time()
            answer = client.get(path)
            took.append(time.monotonic() - began)
            cpu.append(time.process_time() - busy)
            assert answer.status_code == 200, (name, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found.append(
            (name, len(queries), statistics.median(took[2:]), min(took[2:]), statistics.median(cpu[2:]))
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
