"""What became of each mail, shown to the system administrator, who tries it again."""

import smtplib
import sys
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit.chain import history
from portal.notifications import mails, upkeep, worker
from portal.notifications.models import Job, Mail, SealedMail
from portal.notifications.notices import NoticeKind, notices, notify
from portal.probes.gauges import gauges
from tests import factories

pytestmark = pytest.mark.django_db
REFUSED = "refused@example.test"


class Picky(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages):
        for message in messages:
            if REFUSED in message.to:
                raise smtplib.SMTPRecipientsRefused({REFUSED: (550, b"5.1.1 no such user")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def delivery(settings, monkeypatch):
    settings.EMAIL_BACKEND = "portal.notifications.mail.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "tests.notifications.test_mails.Picky"
    settings.DEFAULT_FROM_EMAIL = "省资源池 <portal@pool.example.test>"
    made = NoticeKind("test.call", _("Call published"), _("“%(call)s” was published."))
    monkeypatch.setitem(notices._items, "test.call", made)
    mail.outbox = []


def told(*people, at):
    notify("test.call", to=people, params={"call": "x"}, at=at)


def run_until_given_up(at):
    """Eight attempts: at once, then after 0.5, 1, 2, 4, 8, 16, 32 minutes."""
    for attempt in range(worker.MOST_ATTEMPTS):
        worker.run_due_jobs(at)
        at += worker.wait_after(attempt + 1) + timedelta(seconds=1)


def test_a_mail_is_queued_then_handed_over_under_a_name_of_its_own(at):
    reader = factories.person("province", email="li.wei@example.test")
    told(reader, at=at)
    row = Mail.objects.get()
    assert (row.status, row.tries, row.user, row.address) == ("queued", 0, reader, "l…@example.test")
    worker.run_due_jobs(at)
    row.refresh_from_db()
    assert (row.status, row.tries, row.reason) == ("sent", 1, "")
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{row.token}@pool.example.test>"


def test_one_mail_that_is_refused_breaks_neither_the_action_nor_the_others(at):
    """The act is committed, everybody else has the mail, and the refused one says why and how often."""
    refused = factories.person("province", email=REFUSED)
    others = [factories.person("province") for _one in range(2)]
    with transaction.atomic():
        told(refused, *others, at=at)
        factories.call(at=at)
    run_until_given_up(at)
    assert [sent.to for sent in mail.outbox if sent.subject == "申报通知已发布"][:2] == [
        [one.email] for one in others
    ]
    row = Mail.objects.get(user=refused, kind="test.call")
    assert (row.status, row.tries) == ("failed", 8)
    assert "no such user" in row.reason
    assert set(Mail.objects.filter(user__in=others).values_list("status", flat=True)) == {"sent"}


def test_between_two_tries_it_is_still_queued_and_says_why(at):
    told(factories.person("province", email=REFUSED), at=at)
    worker.run_due_jobs(at)
    row = Mail.objects.get()
    assert (row.status, row.tries, row.ended_at) == ("queued", 1, None)
    assert row.reason.startswith("SMTPRecipientsRefused")


def test_a_job_whose_process_dies_each_time_fails_its_mail_too(at):
    told(factories.person("province"), at=at)
    Job.objects.update(attempts=worker.MOST_ATTEMPTS)
    worker.run_due_jobs(at)
    assert Mail.objects.get().status == "failed"
    assert mail.outbox == []


def test_without_address_or_account_nothing_is_sent_and_it_says_so(at):
    told(factories.person("province", email=""), factories.person("province", is_active=False), at=at)
    worker.run_due_jobs(at)
    assert set(Mail.objects.values_list("status", flat=True)) == {"dropped"}


def test_a_letter_of_a_library_has_its_row_without_its_address(at):
    reader = factories.person("province", email="li.wei@example.test")
    send_mail("重置密码", "https://pool.example.test/secret-link/", None, [reader.email])
    row = Mail.objects.get()
    assert (row.kind, row.user, row.address) == ("letter", reader, "l…@example.test")
    worker.run_due_jobs(timezone.now() + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.status, row.sealed) == ("sent", None)


def test_a_letter_that_was_wiped_is_failed_and_says_so(at):
    send_mail("a", "b", None, [REFUSED])
    SealedMail.objects.update(created_at=at)
    upkeep.tidy(at=at + timedelta(days=3, seconds=1))
    row = Mail.objects.get()
    assert (row.status, row.reason, row.sealed) == ("failed", mails.WIPED, None)


def report(row: Mail, *, action: str = "failed", returned: str = "text/rfc822-headers") -> bytes:
    """A report as Postfix writes it (RFC 3464, RFC 6522)."""
    head = f"From: portal@pool.example.test\r\nMessage-ID: <{row.token}@pool.example.test>\r\n"
    head += "" if returned == "text/rfc822-headers" else "\r\nthe text\r\n"
    parts = [
        ("text/plain", "I'm sorry to have to inform you that your message could not be delivered.\r\n"),
        (
            "message/delivery-status",
            (
                "Reporting-MTA: dns; mail.example.test\r\nArrival-Date: Tue, 10 Nov 2026 10:00:00 +0800\r\n\r\n"
                "Final-Recipient: rfc822; li.wei@example.test\r\n"
                f"Action: {action}\r\nStatus: 5.1.1\r\n"
                "Diagnostic-Code: smtp; 550 5.1.1 <li.wei@example.test>:\r\n Recipient address rejected\r\n\r\n"
            ),
        ),
        (returned, head),
    ]
    body = "".join(f"--=_b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    kind = 'multipart/report; report-type=delivery-status; boundary="=_b"'
    return (
        "From: MAILER-DAEMON@example.test\r\nTo: portal@pool.example.test\r\nSubject: Undelivered Mail\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}--=_b--\r\n"
    ).encode()


def bounce(content: bytes, monkeypatch) -> str:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(content)))
    out = StringIO()
    call_command("bounce", stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_mail_that_came_back_is_noted(at, monkeypatch, returned):
    told(factories.person("province"), at=at)
    worker.run_due_jobs(at)
    row = Mail.objects.get()
    assert bounce(report(row, returned=returned), monkeypatch) == f"Mail {row.pk} came back."
    row.refresh_from_db()
    assert row.status == "bounced"
    assert row.reason == "5.1.1 smtp; 550 5.1.1 <li.wei@example.test>: Recipient address rejected"
    bounce(report(row), monkeypatch)  # twice is once
    assert Mail.objects.get().ended_at == row.ended_at


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_server_that_still_tries_is_no_return(at, monkeypatch, action):
    told(factories.person("province"), at=at)
    worker.run_due_jobs(at)
    said = bounce(report(Mail.objects.get(), action=action), monkeypatch)
    assert said == "No mail of this portal has come back."
    assert Mail.objects.get().status == "sent"


def test_reports_of_others_and_other_mails_change_nothing(at, monkeypatch):
    told(factories.person("province"), at=at)
    worker.run_due_jobs(at)
    stranger = SimpleNamespace(token="0" * 32)
    assert bounce(report(stranger), monkeypatch) == "No mail of this portal has come back."
    letter = EmailMessage()
    letter["Subject"] = "自动回复：不在办公室"
    letter.set_content("休假中")
    for content in (letter.as_bytes(), b"", b"\xff" * 5000, b"x" * (5 * 1024 * 1024 + 1)):
        with pytest.raises(CommandError, match="not a report of delivery"):
            bounce(content, monkeypatch)
    assert Mail.objects.get().status == "sent"


def test_the_administrator_sees_what_failed_and_tries_it_again(client, at, settings):
    admin = factories.person("system_admin")
    reader = factories.person("province", email=REFUSED)
    told(reader, at=at)
    run_until_given_up(at)
    row = Mail.objects.get()
    client.force_login(admin)
    page = reverse("admin:notifications_mail_changelist")
    shown = client.get(f"{page}?status__exact=failed").content.decode()
    assert "SMTPRecipientsRefused" in shown
    assert reader.email not in shown.replace(row.reason.replace("'", "&#x27;"), "")
    assert client.post(page, {"action": "try_again", "_selected_action": [row.pk]}).status_code == 302
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    worker.run_due_jobs(timezone.now() + timedelta(seconds=1))
    row.refresh_from_db()
    assert (row.status, row.tries, len(mail.outbox)) == ("sent", 1, 1)
    assert [event.action for event in history("mail", str(row.pk))] == ["retry"]


def test_a_notice_that_came_back_is_sent_again_a_letter_never(client, at):
    reader = factories.person("province")
    told(reader, at=at)
    send_mail("a", "https://pool.example.test/secret-link/", None, [reader.email])
    worker.run_due_jobs(timezone.now() + timedelta(seconds=1))
    assert len(mail.outbox) == 2
    for row in Mail.objects.all():
        mails.bounced(row, reason="5.2.2 full", at=at)
    done = mails.retry(Mail.objects.all(), by=factories.person("system_admin"), at=timezone.now())
    worker.run_due_jobs(timezone.now() + timedelta(seconds=1))
    assert (done, len(mail.outbox)) == (1, 3)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, at, django_assert_num_queries, rows):
    client.force_login(factories.person("system_admin"))
    told(*[factories.person("province") for _one in range(rows)], at=at)
    with django_assert_num_queries(6):
        client.get(reverse("admin:notifications_mail_changelist"))


def test_nobody_else_reads_it(client, at):
    for role in ("security_admin", "province", "auditor"):
        client.force_login(factories.person(role))
        assert client.get(reverse("admin:notifications_mail_changelist")).status_code in (302, 403)


def test_what_was_settled_long_ago_is_forgotten_and_what_failed_is_counted(at):
    told(factories.person("province"), factories.person("province"), at=at)
    first, second = Mail.objects.order_by("pk")
    mails.bounced(first, reason="x", at=at)
    assert gauges["portal_mails_undelivered"].read(at) == [("failed", 0), ("bounced", 1)]
    upkeep.tidy(at=at + timedelta(days=91))
    assert list(Mail.objects.all()) == [second]
