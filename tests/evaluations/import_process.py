"""A process whose only business is to take a table in, so that it can be killed: see ``test_import_killed``.

Each line on its standard input is one try, ``turn moment``: it forks a worker that kills itself with SIGKILL before
its statement number ``moment`` (0: never), and says whether it was killed and how many statements it sent.
"""

import json
import os
import signal
import sys
from datetime import timedelta

ROWS, BROKEN = 5_000, 7


def prepare() -> None:
    """A member, a table with some broken rows, and the job that takes it in."""
    from django.utils import timezone

    from applications import uscc
    from evaluations.market import importing, work
    from portal.accounts.roles import Role
    from tests import factories as make
    from tests.evaluations import factories
    from tests.evaluations.test_market import row, table

    at_once, importing.AT_ONCE = importing.AT_ONCE, 1  # a job, though the table is short
    at, province, member = timezone.now(), make.person(Role.PROVINCE), factories.member()
    clients = [uscc.invented("441900", 800 + number) for number in range(50)]
    rows = [
        row(
            member,
            f"V{n}",
            client_uscc=clients[n % 50],
            amount="x" if n < BROKEN else "100000",
        )
        for n in range(ROWS)
    ]
    batch = importing.hand_in(table(rows, by=province), by=province, at=at)
    work.take_in(batch, digest=importing.plan(batch).digest, by=province, at=at)
    importing.AT_ONCE = at_once


def work_on(turn: int, moment: int) -> int:
    """What a worker does that finds the job; each turn comes when the lease of the one before has run out."""
    from django.db import connection
    from django.utils import timezone

    from portal.notifications import worker

    sent = 0

    def counted(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if sent == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        worker.run_due_jobs(timezone.now() + turn * (worker.LEASE + timedelta(seconds=1)))
    return sent


def say(**what) -> None:
    print(json.dumps(what), flush=True)


def attempt(turn: int, moment: int) -> None:
    heard, told = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(told, str(work_on(turn, moment)).encode())
        os._exit(0)
    os.close(told)
    with os.fdopen(heard) as words:
        sent = words.read()
    _pid, status = os.waitpid(pid, 0)
    say(killed=os.WIFSIGNALED(status), sent=int(sent or 0))


def main() -> None:
    import django

    django.setup()
    from django.db import connections

    prepare()
    connections.close_all()
    say(ready=True)
    for line in sys.stdin:
        attempt(*map(int, line.split()))


if __name__ == "__main__":
    main()
