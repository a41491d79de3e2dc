"""Mail: queued in the transaction, sealed while it waits, in the reader's language."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notifications import upkeep, worker
from portal.notifications.models import InboxItem, Job, SealedMail
from portal.notifications.notices import NoticeKind, link_for, notices, notify, words
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def delivery(settings):
    settings.EMAIL_BACKEND = "portal.notifications.mail.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://pool.example.test"
    mail.outbox = []


@pytest.fixture
def kind(monkeypatch):
    made = NoticeKind("test.call", _("Call published"), _("“%(call)s” was published."))
    monkeypatch.setitem(notices._items, "test.call", made)
    return made


def now():
    return timezone.now() + timedelta(seconds=1)


def test_a_reset_mail_is_not_readable_while_it_waits_and_gone_when_delivered():
    send_mail("重置密码", "https://pool.example.test/reset/secret-link/", None, ["somebody@example.test"])
    [job] = Job.objects.all()
    row = SealedMail.objects.get()
    kept = bytes(row.content) + repr(job.args).encode()
    for word in ("secret-link", "somebody", "重置密码"):
        assert word.encode() not in kept
    assert worker.run_due_jobs(now()) == 1
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("重置密码", ["somebody@example.test"])
    assert "secret-link" in sent.body
    assert not SealedMail.objects.exists()


def test_the_key_is_made_once_and_private(settings):
    send_mail("a", "b", None, ["c@example.test"])
    path = Path(settings.KEYS_DIR) / "mail.key"
    key = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    send_mail("a", "b", None, ["c@example.test"])
    assert path.read_bytes() == key
    assert [file.name for file in path.parent.iterdir()] == ["mail.key"]


def test_every_part_of_a_mail_arrives():
    message = EmailMultiAlternatives(
        "s", "b", "from@example.test", ["to@example.test"], ["bcc@example.test"], cc=["cc@example.test"],
        reply_to=["reply@example.test"], headers={"X-Kind": "test"},
    )  # fmt: skip
    message.attach_alternative("<p>b</p>", "text/html")
    message.attach("table.csv", "一,二", "text/csv")
    message.send()
    worker.run_due_jobs(now())
    [sent] = mail.outbox
    assert sent.recipients() == ["to@example.test", "cc@example.test", "bcc@example.test"]
    assert (sent.reply_to, sent.extra_headers["X-Kind"]) == (["reply@example.test"], "test")
    assert [tuple(part) for part in sent.alternatives] == [("<p>b</p>", "text/html")]
    assert [tuple(part) for part in sent.attachments] == [("table.csv", "一,二", "text/csv")]


def test_a_mail_of_a_rolled_back_action_is_never_sent():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_mail("a", "b", None, ["c@example.test"])
        1 / 0
    assert worker.run_due_jobs(now()) == 0


def test_a_mail_that_cannot_be_queued_does_not_break_the_action(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.KEYS_DIR = tmp_path / "file" / "keys"
    assert send_mail("a", "b", None, ["c@example.test"]) == 0


def test_a_mail_server_that_is_away_keeps_the_mail(settings, monkeypatch):
    send_mail("a", "b", None, ["c@example.test"])
    settings.MAIL_DELIVERY_BACKEND = "no.such.Backend"
    worker.run_due_jobs(now())
    assert SealedMail.objects.count() == 1
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    worker.run_due_jobs(now() + timedelta(minutes=1))
    assert (len(mail.outbox), SealedMail.objects.count()) == (1, 0)


def test_what_could_not_be_delivered_is_wiped_after_three_days(at):
    send_mail("a", "b", None, ["c@example.test"])
    SealedMail.objects.update(created_at=at)
    upkeep.tidy(at=at + timedelta(days=3))
    assert SealedMail.objects.count() == 1
    upkeep.tidy(at=at + timedelta(days=3, seconds=1))
    assert SealedMail.objects.count() == 0


def test_jobs_done_long_ago_are_forgotten_named_ones_stay(at):
    for once in (None, "named"):
        Job.objects.create(handler="x", once=once, status="done", due_at=at, created_at=at, done_at=at)
    upkeep.tidy(at=at + timedelta(days=91))
    assert list(Job.objects.values_list("once", flat=True)) == ["named"]


def test_a_notice_is_mailed_once_in_the_language_of_its_reader(kind, at):
    chinese, english = factories.person("province"), factories.person("province", language="en")
    notify("test.call", to=[chinese, english], params={"call": "2026年申报"}, link="/en/calls/1/", at=at)
    worker.run_due_jobs(at)
    first, second = mail.outbox
    assert (first.to, second.to) == ([chinese.email], [english.email])
    assert first.subject == "申报通知已发布"
    assert "“2026年申报”已发布。" in first.body
    assert "https://pool.example.test/calls/1/" in first.body
    assert second.subject == "Call published"
    assert "https://pool.example.test/en/calls/1/" in second.body
    assert english.name in second.body
    Job.objects.update(status="queued")
    worker.run_due_jobs(at)
    assert len(mail.outbox) == 2


def test_no_mail_to_people_without_address_or_account(kind, at):
    silent = factories.person("province", email="")
    gone = factories.person("province", is_active=False)
    notify("test.call", to=[silent, gone], params={"call": "x"}, at=at)
    worker.run_due_jobs(at)
    assert mail.outbox == []
    assert not Job.objects.exclude(status="done").exists()
    assert InboxItem.objects.count() == 2


def test_a_subject_is_one_line(kind, at, monkeypatch):
    monkeypatch.setitem(notices._items, "test.call", NoticeKind("test.call", "%(call)s", "b"))
    notify("test.call", to=[factories.person("province")], params={"call": "一\n二"}, at=at)
    worker.run_due_jobs(at)
    assert mail.outbox[0].subject == "一 二"


def test_words_show_moments_in_local_time_and_leave_unknown_places_empty(kind, monkeypatch):
    monkeypatch.setitem(notices._items, "t", NoticeKind("t", "%(missing)s", "%(until)s 100%%"))
    title, body = words("t", {"until": "2026-11-10T09:30:00+00:00"})
    assert title == ""
    assert "17:30" in body
    assert "100%" in body
    assert words("gone.kind", {}) == ("通知", "")


@pytest.mark.parametrize(
    ("link", "language", "shown"),
    [
        ("/calls/1/", "zh-hans", "/calls/1/"),
        ("/calls/1/", "en", "/en/calls/1/"),
        ("/en/calls/1/", "zh-hans", "/calls/1/"),
        ("/en/calls/1/", "en", "/en/calls/1/"),
        ("/enterprises/", "zh-hans", "/enterprises/"),
        ("", "en", ""),
    ],
)
def test_links_follow_the_reader(link, language, shown):
    assert link_for(link, language) == shown


def test_a_password_reset_waits_sealed_and_arrives(client):
    user = factories.person("province")
    answer = client.post("/accounts/password/reset/", {"email": user.email})
    assert answer.status_code == 302
    [row] = SealedMail.objects.all()
    assert user.email.encode() not in bytes(row.content)
    worker.run_due_jobs(now())
    [sent] = mail.outbox
    assert sent.to == [user.email]
    assert "/accounts/password/reset/key/" in sent.body
    assert not SealedMail.objects.exists()
