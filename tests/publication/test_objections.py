"""The life of an objection: taken in sealed, investigated, ruled on; the lock follows."""

import base64
import io
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.roles import Role
from portal.documents import signing
from portal.documents.models import OfficialDocument
from portal.documents.rendering import render_pdf
from publication import (
    announcing,
    answering,
    completing,
    confirmation,
    investigation,
    notices,
    objections,
    publicity,
)
from publication.models import Membership, Objection
from publication.objections import Paper, Statement
from tests import factories
from tests.publication.conftest import PASSPHRASE

pytestmark = pytest.mark.django_db
SECRET = ["某举报单位有限公司", "李四四", "+8602083130001", "objector@example.test", "虚构案例的事实"]
STATEMENT = Statement("unit", SECRET[0], "", SECRET[1], SECRET[2], SECRET[3], SECRET[4])
SCAN = Paper("盖章说明某举报单位.pdf", b"%PDF-1.4 plain text of the statement")
END = datetime(2026, 11, 19, tzinfo=ZoneInfo("Asia/Shanghai"))


def object_to(
    running, at, *, against="entry", nonce="a" * 32, signed=SCAN, entry=None, confirmed=True, **target
):
    if against == "entry":
        entry = entry or running.version.entries.order_by("position").first()
    made = objections.submit(
        running,
        against=against,
        entry=entry,
        statement=STATEMENT,
        signed=signed,
        evidence=[Paper("证据.pdf", b"%PDF-1.4 plain evidence")],
        code=objections.tracking_code(nonce),
        at=at,
        **target,
    )
    if not confirmed:
        return made
    return completing.confirm(made, confirmation.confirmation_code(made), at=at)


def state_of(entry):
    return Application.objects.get(pk=entry.application_id).state


def announce(running, by, at=END):
    return announcing.announce(running, title="公告", body="正文", by=by, at=at)


@pytest.fixture
def running(province, officer, at):
    return factories.in_publicity(factories.call(at=at), 3, by=province, at=at)


def test_nothing_of_the_objector_is_stored_in_the_clear(running, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    investigation.add_note(objection, text="电话核实李四四", by=officer, at=at)
    investigation.dismiss(objection, ruling="查无实据", by=officer, at=at)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        dump = b"".join(
            repr(row).encode()
            for table in connection.introspection.table_names(cursor)
            for row in rows_of(table)
        )
    kept = b"".join(path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    for word in [*SECRET, SCAN.name, "plain text of the statement", "plain evidence", "证据.pdf"]:
        assert word.encode() not in dump + kept
        assert repr(word.encode())[2:-1].encode() not in dump
    assert objections.tracking_code("a" * 32).encode() not in dump


def test_neither_the_database_file_nor_a_dump_holds_the_objector(running, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    investigation.add_note(objection, text="电话核实李四四", by=officer, at=at)
    investigation.uphold(objection, remedy="remove", ruling="属实", by=officer, at=at)
    out = io.StringIO()
    call_command("dumpdata", stdout=out, database="default")
    places = [out.getvalue().encode()]
    if connection.vendor == "sqlite":
        places.append(connection.connection.serialize())  # the file, byte by byte

    assert objection.number.encode() in places[0]
    for word in [*SECRET, SCAN.name, "plain text of the statement"]:
        forms = [word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode()]
        forms += [base64.b64encode(word.encode())[:-4]]
        for place in places:
            assert not [form for form in forms if form in place], word


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def test_dismissed_gives_the_entry_back(running, province, officer, at):
    objection = object_to(running, at)
    first = objection.entry
    investigation.admit(objection, by=officer, at=at)
    investigation.admit(objection, by=officer, at=at)
    assert state_of(first) == State.UNDER_OBJECTION
    with pytest.raises(Refused):
        announce(running, province)

    investigation.dismiss(objection, ruling="查无实据", by=officer, at=at)

    assert state_of(first) == State.IN_PUBLICITY
    assert announce(running, province).version.entries.count() == 3


def test_the_entry_is_held_until_its_last_objection_is_closed(running, officer, at):
    first, second = object_to(running, at), object_to(running, at, nonce="b" * 32)
    whole = object_to(running, at, nonce="c" * 32, against="list")
    for one in (first, second, whole):
        investigation.admit(one, by=officer, at=at)
    states = [state_of(e) for e in running.version.entries.all()]
    assert states == [State.UNDER_OBJECTION] * 3

    investigation.dismiss(whole, ruling="不成立", by=officer, at=at)
    assert [state_of(e) for e in running.version.entries.all()] == [
        State.UNDER_OBJECTION,
        State.IN_PUBLICITY,
        State.IN_PUBLICITY,
    ]
    investigation.dismiss(first, ruling="不成立", by=officer, at=at)
    assert state_of(first.entry) == State.UNDER_OBJECTION
    investigation.dismiss(second, ruling="不成立", by=officer, at=at)
    assert state_of(first.entry) == State.IN_PUBLICITY


def test_upheld_removes_that_entry_alone(running, province, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    investigation.uphold(objection, remedy="remove", ruling="材料虚假", by=officer, at=at)

    assert state_of(objection.entry) == State.DECLINED
    assert announce(running, province).version.entries.count() == 2
    assert Membership.objects.count() == 2


def test_upheld_corrects_and_publicises_anew(running, province, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    investigation.uphold(
        objection,
        remedy="correct",
        ruling="类别有误",
        correction={"supplier_class": "platform"},
        by=officer,
        at=at,
    )
    later = at + timedelta(days=2)
    amended = publicity.begin(running.version.call, first_day=later.date(), by=province, at=later)

    assert (amended.version.scope, amended.version.entries.get().supplier_class) == ("amendment", "platform")
    assert announce(running, province).version.entries.count() == 2
    with pytest.raises(Refused):
        announce(amended, province)
    made = announce(amended, province, amended.ends_at)
    assert made.version.entries.get().enterprise == objection.enterprise
    assert Membership.objects.count() == 3


def test_upheld_adds_one_left_out(province, officer, at):
    call = factories.call(at=at)
    kept, left = factories.reviewed(call, 2)
    held = factories.meeting(call, by=province, at=at)
    factories.decided(held, [kept], at=at)
    factories.decided(held, [left], "decline", at=at)
    factories.approved(held, at=at)
    running = publicity.begin(call, first_day=at.date(), by=province, at=at)
    objection = object_to(running, at, against="left_out", enterprise=left.enterprise)
    investigation.admit(objection, by=officer, at=at)

    investigation.uphold(objection, remedy="add", ruling="应予认定", by=officer, at=at)

    added = publicity.begin(call, first_day=at.date(), by=province, at=at)
    assert [e.application_id for e in added.version.entries.all()] == [left.pk]
    assert announce(added, province, added.ends_at).version.entries.get().result == "recognised"


def test_late_is_refused_and_twice_is_once(running, at):
    with pytest.raises(Refused):
        object_to(running, END)
    first = object_to(running, END - timedelta(seconds=1))
    assert object_to(running, END - timedelta(seconds=1)) == first
    assert Objection.objects.count() == 1


def test_unsealed_is_incomplete_and_refused_after_the_period(running, officer, at):
    objection = object_to(running, at, signed=None)
    other = object_to(running, at, signed=None, nonce="b" * 32)
    assert objection.status == "incomplete"
    with pytest.raises(Refused):
        investigation.admit(objection, by=officer, at=at)
    assert completing.complete(other, signed=SCAN, at=at).status == "received"

    notices.look_at_objections(at=END)
    notices.look_at_objections(at=END)

    objection.refresh_from_db()
    assert (objection.status, objection.ruled_by) == ("refused", None)
    with pytest.raises(Refused):
        completing.complete(objection, signed=SCAN, at=END)


def test_the_mailed_code_confirms_the_address(running, officer, at):
    objection = object_to(running, at, confirmed=False)
    code = confirmation.confirmation_code(objection)
    assert (objection.status, len(code)) == ("incomplete", 8)
    with pytest.raises(Refused):
        completing.confirm(objection, "ABCDEFGH", at=at)

    confirmed = completing.confirm(objection, f" {code[:4].lower()} {code[4:]}", at=at)
    assert (confirmed.status, confirmed.confirmed_at) == ("received", at)
    assert completing.confirm(objection, code, at=at + timedelta(hours=1)).confirmed_at == at


def test_the_mail_with_the_code_names_nobody(running, at, django_capture_on_commit_callbacks):
    from django.core import mail

    from portal.notifications import worker

    objection = object_to(running, at, confirmed=False)
    worker.run_due_jobs(timezone.now() + timedelta(minutes=1))
    [sent] = [one for one in mail.outbox if objection.number in one.body]
    assert sent.to == [SECRET[3]]
    assert confirmation.confirmation_code(objection) in sent.body
    for word in (SECRET[0], SECRET[1], SECRET[4], objection.entry.name):
        assert word not in sent.subject + sent.body


def test_an_address_filed_at_the_last_minute_may_be_confirmed_within_a_day(running, at):
    filed = END - timedelta(minutes=1)
    objection = object_to(running, filed, confirmed=False)
    other = object_to(running, filed, confirmed=False, nonce="b" * 32)

    notices.look_at_objections(at=END + timedelta(hours=1))
    code = confirmation.confirmation_code(objection)
    assert completing.confirm(objection, code, at=filed + timedelta(hours=23)).status == "received"
    notices.look_at_objections(at=filed + timedelta(hours=24))

    other.refresh_from_db()
    assert other.status == "refused"
    assert "验证码" in other.ruling


def test_the_enterprise_reads_the_redacted_copy_and_answers(running, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    with pytest.raises(Refused):
        investigation.forward(objection, by=officer, at=at)
    investigation.redact(objection, text="案例与事实不符", by=officer, at=at)
    objection = investigation.forward(objection, by=officer, at=at)
    assert objection.answer_due_at == datetime(2026, 11, 17, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Refused):
        answering.answer(objection, text="晚", by=officer, at=objection.answer_due_at + timedelta(seconds=1))
    person = factories.owner(objection.enterprise)
    proof = Paper("合同.pdf", b"%PDF-1.4 contract")
    answered = answering.answer(objection, text="属实，见合同", evidence=[proof], by=person, at=at)
    assert answered.answered_at == at
    assert [one.file.name for one in answered.answer_files.all()] == ["合同.pdf"]


def test_a_ruling_is_a_document_that_names_no_objector(client, running, province, officer, at):
    objection = object_to(running, at)
    investigation.admit(objection, by=officer, at=at)
    investigation.redact(objection, text="案例与事实不符", by=officer, at=at)
    investigation.forward(objection, by=officer, at=at)
    person, stranger = factories.owner(objection.enterprise), factories.owner(factories.enterprise())
    investigation.dismiss(objection, ruling="查无实据", by=officer, at=at)

    documents = {one.kind: one for one in OfficialDocument.objects.filter(subject_kind="objection")}
    assert set(documents) == {"objection_receipt", "objection_reply", "objection_ruling"}
    ruling = documents["objection_ruling"]
    assert (ruling.data["grounds"], ruling.data["ruling"]) == ("案例与事实不符", "查无实据")
    for kind, who, status in [
        ("objection_ruling", person, 202),
        ("objection_ruling", province, 202),
        ("objection_ruling", stranger, 404),
        ("objection_reply", person, 404),
        ("objection_reply", province, 404),
        ("objection_reply", officer, 202),
    ]:
        client.force_login(who)
        answer = client.get(reverse("documents:download", args=[documents[kind].code]))
        assert answer.status_code == status, (kind, who)


def test_refused_without_investigation_there_is_a_reply_and_no_ruling(running, officer, at):
    objection = object_to(running, at, signed=None)
    investigation.refuse(objection, reasons="未盖章", by=officer, at=at)
    kinds = OfficialDocument.objects.filter(subject_kind="objection").values_list("kind", flat=True)
    assert set(kinds) == {"objection_receipt", "objection_reply"}


PAGES = [
    "deliberations",
    "publicities_manage",
    "announcing",
]


@pytest.fixture
def now(running, monkeypatch):
    """Views look at a clock inside the period."""
    import time_machine

    with time_machine.travel(datetime(2026, 11, 11, 2, tzinfo=ZoneInfo("UTC")), tick=False):
        yield


def test_province_pages(client, running, province, at, now):
    object_to(running, at)
    client.force_login(province)
    for name in PAGES:
        assert client.get(reverse(f"publication:{name}")).status_code == 200
    held = running.version.call.deliberations.get()
    assert client.get(reverse("publication:meeting", args=[held.pk])).status_code == 200
    assert client.get(reverse("publication:meeting_new", args=[held.call_id])).status_code == 200
    assert client.get(reverse("publication:publicity_begin", args=[held.call_id])).status_code == 200
    page = client.get(reverse("publication:publicity_manage", args=[running.pk])).content.decode()
    assert "YY" in page and SECRET[0] not in page
    assert client.get(reverse("publication:announce", args=[running.pk])).status_code == 200
    refused = client.post(
        reverse("publication:announce", args=[running.pk]), {"title": "公告", "body": "正文"}
    )
    assert refused.status_code == 422


def pdf(name="说明.pdf"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from portal.demo import dossiers

    return SimpleUploadedFile(name, dossiers.material("licence", 1), content_type="application/pdf")


def typed(form, running, **changes):
    return {
        "publicity": running.pk,
        "against": "entry",
        "entry": running.version.entries.order_by("position").first().pk,
        "party": "unit",
        "name": SECRET[0],
        "contact": SECRET[1],
        "phone": "020-83130001",
        "email": SECRET[3],
        "grounds": SECRET[4],
        "evidence": pdf(),
        "token": form.initial["token"],
        "sum": str(sum(form.token["numbers"])),
        **changes,
    }


def test_objecting_in_the_browser(client, running, now):
    url = reverse("publication:objection_new")
    assert client.get(url).status_code == 200
    form = client.get(url, {"publicity": running.pk}).context["form"]
    for changes in ({"name": "匿名"}, {"name": ""}, {"sum": "99"}, {"phone": "1"}, {"website": "x"}):
        answer = client.post(url, typed(form, running, **changes))
        assert answer.status_code == 422
        assert SECRET[4] in answer.content.decode()
    assert Objection.objects.count() == 0

    answer = client.post(url, typed(form, running))
    again = client.post(url, typed(form, running))

    assert answer.status_code == again.status_code == 200
    code = answer.context["code"]
    assert (Objection.objects.count(), again.context["code"]) == (1, code)
    track = reverse("publication:objection_track")
    assert client.get(track).status_code == 200
    assert client.post(track, {"code": "wrong"}).status_code == 422
    page = client.post(track, {"code": code.lower().replace("-", "")})
    assert page.status_code == 200
    assert page.context["may_complete"]
    done = client.post(reverse("publication:objection_complete"), {"code": code, "signed": pdf()})
    assert done.status_code == 200
    made = Objection.objects.get()
    assert made.status == "incomplete"
    confirm = reverse("publication:objection_confirm")
    assert client.post(confirm, {"code": code, "confirmation": "AAAAAAAA"}).status_code == 422
    mailed = confirmation.confirmation_code(made)
    assert client.post(confirm, {"code": code, "confirmation": mailed}).status_code == 200
    assert Objection.objects.get().status == "received"


def test_a_statement_changed_after_its_signature_is_refused_at_once(client, running, officer, at, now):
    from django.core.files.uploadedfile import SimpleUploadedFile

    whole = signing.sign(render_pdf("documents/base.html", {"data": {}, "document": {}}))
    form = client.get(reverse("publication:objection_new"), {"publicity": running.pk}).context["form"]
    url = reverse("publication:objection_new")

    def sent(content):
        upload = SimpleUploadedFile("声明.pdf", content, content_type="application/pdf")
        return client.post(url, typed(form, running, signed=upload))

    refused = sent(whole + b"\n% changed\n")
    assert refused.status_code == 422
    assert "signed" in refused.context["form"].errors
    assert sent(whole).status_code == 200
    client.force_login(officer)
    client.post(reverse("publication:objections_unlock"), {"passphrase": PASSPHRASE})
    objection = Objection.objects.get()
    shown = client.get(reverse("publication:objection", args=[objection.pk]))
    [statement] = [paper for paper in shown.context["opened"].evidence if paper["row"].is_statement]
    assert statement["signature"].whole
    assert "Self-made certificate of this portal" in shown.content.decode()


def test_officer_pages(client, running, officer, at, now):
    objection = object_to(running, at)
    client.force_login(officer)
    page = reverse("publication:objection", args=[objection.pk])
    assert client.get(reverse("publication:objections")).status_code == 200
    assert SECRET[0] not in client.get(page).content.decode()
    unlock = reverse("publication:objections_unlock")
    assert client.get(unlock).status_code == 200
    assert client.post(unlock, {"passphrase": "not the passphrase"}).status_code == 422
    assert client.post(f"{unlock}?next={objection.pk}", {"passphrase": PASSPHRASE}).status_code == 302
    shown = client.get(page).content.decode()
    assert SECRET[0] in shown and SCAN.name in shown
    for row in objection.evidence.all():
        answer = client.get(reverse("publication:objection_evidence", args=[objection.pk, row.pk]))
        assert answer.content.startswith(b"%PDF")
    redact = reverse("publication:objection_redact", args=[objection.pk])
    assert client.post(redact, {"redacted": f"{SECRET[0]}说"}).status_code == 422
    assert client.post(redact, {"redacted": "案例不实"}).status_code == 302
    for name, data in [
        ("admit", {}),
        ("note", {"note": "核实"}),
        ("forward", {}),
        ("rule", {"rule-result": "dismiss", "rule-ruling": "不成立"}),
    ]:
        url = reverse(f"publication:objection_{name}", args=[objection.pk])
        assert client.post(url, data).status_code == 302
    objection.refresh_from_db()
    assert objection.status == "dismissed"
    assert client.get(page).status_code == 200
    client.post(reverse("publication:objections_lock"))
    assert SECRET[0] not in client.get(page).content.decode()


@pytest.mark.parametrize(
    "role",
    [Role.PROVINCE, Role.ALLIANCE, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.EXPERT],
)
def test_only_officers_open_an_objection(client, running, officer, at, role):
    objection = object_to(running, at)
    client.force_login(factories.person(role))
    assert client.get(reverse("publication:objection", args=[objection.pk])).status_code == 403


@pytest.mark.parametrize("name", ["objections", "publicities_manage", "announcing", "deliberations"])
def test_lists_ask_no_more_for_more_rows(client, running, province, officer, at, name, now):
    from django.test.utils import CaptureQueriesContext

    client.force_login(officer if name == "objections" else province)
    counts = []
    for nonces in ("a", "bc"):
        for nonce in nonces:
            object_to(running, at, nonce=nonce * 32)
            factories.in_publicity(factories.call(at=at), 1, by=province, at=at)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"publication:{name}")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
