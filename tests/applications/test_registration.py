"""Registration, joining, disputes and confirmation, through the pages and the domain's doors."""

import struct
import zlib

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import disputes, registration, uscc
from applications.models import Dispute, Enterprise, EnterpriseProof, JoinRequest
from applications.policies import Refused
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.documents.files import store_bytes
from tests.factories import enterprise, owner, person

pytestmark = pytest.mark.django_db
PASSWORD = "Kaleidoskop-2026"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()


def png() -> bytes:
    """A white picture of 8 by 8."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = png()


def scan(name="scan.png"):
    return SimpleUploadedFile(name, PNG, "image/png")


def typed(code, **changes):
    return {
        "uscc": code,
        "name": "测试云造科技有限公司",
        "city": "440100",
        "county": "440106",
        "contact": "测试甲",
        "phone": "020-83130000",
        "email": "a@example.test",
        "username": "ceshi-a",
        "password": PASSWORD,
        "password_again": PASSWORD,
        "consent": "on",
        "licence": scan(),
        "authorisation": scan(),
        **changes,
    }


CODE = uscc.invented("440106", 7)


def test_an_enterprise_registers_and_the_record_holds_no_person(client):
    answer = client.post(reverse("applications:register"), typed(CODE))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == "/registered/new/"
    made = Enterprise.objects.get(uscc=CODE)
    assert (made.name, made.city_id, made.county_id, made.proof) == (
        "测试云造科技有限公司",
        "440100",
        "440106",
        "claimed",
    )
    assert made.proofs.count() == 2
    [event] = history("enterprise", str(made.pk))
    assert event.action == "register"
    assert set(event.data) == {"uscc", "licence", "authorisation"}
    assert User.objects.get(username="ceshi-a").organisation == made.organisation


def test_the_same_form_sent_twice_registers_once(client):
    for _try in range(2):
        answer = client.post(reverse("applications:register"), typed(CODE))
        assert (answer.status_code, answer.url) == (302, "/registered/new/")
    assert Enterprise.objects.count() == 1
    assert User.objects.filter(role=Role.ENTERPRISE).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uscc": "123"}, "uscc"),
        ({"county": "440305"}, "county"),
        ({"county": ""}, "county"),
        ({"phone": "12"}, "phone"),
        ({"password_again": "other"}, "password_again"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"consent": ""}, "consent"),
    ],
)
def test_each_fault_stands_at_its_field_and_the_files_are_kept(client, changes, field):
    answer = client.post(reverse("applications:register"), typed(CODE, **changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors
    assert Enterprise.objects.count() == 0
    tokens = {proof["name"]: proof["token"] for proof in answer.context["proofs"]}
    mended = typed(CODE, **tokens)
    del mended["licence"], mended["authorisation"]
    assert client.post(reverse("applications:register"), mended).status_code == 302
    assert Enterprise.objects.get().proofs.count() == 2


def test_letters_that_look_like_digits_bring_a_hint(client):
    code = uscc.invented("440100", 3)
    wrong = code.replace("0", "O", 1)
    answer = client.post(reverse("applications:register"), typed(wrong))
    assert code in str(answer.context["form"].errors["uscc"])


def test_dongguan_has_no_county(client):
    code = uscc.invented("441900", 5)
    client.post(reverse("applications:register"), typed(code, city="441900", county=""))
    assert Enterprise.objects.get(uscc=code).county is None


def test_a_taken_code_offers_to_join_and_the_first_person_decides(client, at):
    first = enterprise()
    boss = owner(first)
    answer = client.post(reverse("applications:register"), typed(first.uscc))
    assert answer.status_code == 422
    assert answer.context["form"].taken
    answer = client.post(reverse("applications:register"), typed(first.uscc, how="join"))
    assert answer.url == "/registered/join/"
    asked = JoinRequest.objects.get()
    assert not asked.person.is_active
    client.force_login(boss)
    assert client.get(reverse("applications:enterprise")).status_code == 200
    for _try in range(2):
        client.post(reverse("applications:join_answer", args=[asked.pk]), {"answer": "accept"})
    asked.person.refresh_from_db()
    assert asked.person.is_active
    actions = [event.action for event in history("enterprise", str(first.pk))]
    assert actions == ["ask_to_join", "join"]


def test_a_foreign_enterprise_answers_no_request_and_reads_no_proof(client):
    first = enterprise()
    client.post(reverse("applications:register"), typed(first.uscc, how="join"))
    asked = JoinRequest.objects.get()
    client.post(reverse("applications:register"), typed(CODE, username="ceshi-b"))
    proof = Enterprise.objects.get(uscc=CODE).proofs.first()
    client.force_login(owner(enterprise()))
    assert client.post(reverse("applications:join_answer", args=[asked.pk])).status_code == 404
    assert client.get(reverse("applications:join_file", args=[asked.pk])).status_code == 404
    assert client.get(reverse("applications:proof_file", args=[proof.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "division", "status"),
    [("county", "440106", 200), ("county", "440103", 404), ("city", "440100", 200), ("city", "440300", 404)],
)
def test_proofs_are_read_by_the_authorities_of_the_place(client, role, division, status):
    client.post(reverse("applications:register"), typed(CODE))
    proof = Enterprise.objects.get(uscc=CODE).proofs.first()
    client.force_login(person(role, division=division))
    assert client.get(reverse("applications:proof_file", args=[proof.pk])).status_code == status


def dispute(client, of):
    client.post(reverse("applications:register"), typed(of.uscc, how="dispute", statement="印章在我方"))
    return Dispute.objects.get()


def test_an_upheld_dispute_moves_the_account_on_record(client, at):
    first = enterprise()
    before = owner(first)
    opened = dispute(client, first)
    first.refresh_from_db()
    assert first.proof == "disputed"
    security = person(Role.SECURITY_ADMIN)
    assert disputes.decide(opened, uphold=True, reason="以盖章材料为准", by=security, at=at)
    assert not disputes.decide(opened, uphold=False, reason="再次", by=security, at=at)
    before.refresh_from_db()
    opened.claimant.refresh_from_db()
    first.refresh_from_db()
    assert (before.is_active, opened.claimant.is_active) == (False, True)
    assert (first.contact, first.proof) == ("测试甲", "claimed")
    assert [e.action for e in history("enterprise", str(first.pk))] == [
        "dispute",
        "move",
    ]


def test_a_dismissed_dispute_leaves_everything(client, at):
    first = enterprise()
    opened = dispute(client, first)
    disputes.decide(opened, uphold=False, reason="证明不足", by=person(Role.SECURITY_ADMIN), at=at)
    first.refresh_from_db()
    assert first.proof == "claimed"


def test_only_the_security_administrator_decides_with_reasons(client, at):
    opened = dispute(client, enterprise())
    with pytest.raises(PermissionDenied):
        disputes.decide(opened, uphold=True, reason="x", by=person(Role.SYSTEM_ADMIN), at=at)
    with pytest.raises(Refused):
        disputes.decide(opened, uphold=True, reason=" ", by=person(Role.SECURITY_ADMIN), at=at)


def test_the_administrator_reads_the_proofs_of_both_sides(client, at, django_capture_on_commit_callbacks):
    first = enterprise()
    registered = owner(first)
    with django_capture_on_commit_callbacks(execute=True):
        for kind in EnterpriseProof.Kind.values:
            stored = store_bytes(f"{kind}-held.pdf", b"%PDF-1.4 held", "application/pdf", by=None)
            EnterpriseProof.objects.create(
                enterprise=first, kind=kind, file=stored, uploaded_by=registered, uploaded_at=at
            )
        opened = dispute(client, first)
    client.force_login(person(Role.SECURITY_ADMIN))
    page = client.get(reverse("applications:dispute", args=[opened.pk])).content.decode()
    for kind in EnterpriseProof.Kind.values:
        held = reverse("applications:dispute_file", args=[opened.pk, f"held-{kind}"])
        assert held in page
        assert b"".join(client.get(held)) == b"%PDF-1.4 held"
        claimed = reverse("applications:dispute_file", args=[opened.pk, kind])
        assert b"".join(client.get(claimed)) != b"%PDF-1.4 held"
    assert client.get(reverse("applications:dispute_file", args=[opened.pk, "held-other"])).status_code == 404


def test_the_dispute_pages_work_and_their_queries_do_not_grow(client, django_assert_num_queries):
    security = person(Role.SECURITY_ADMIN)
    counts = []
    for number in (1, 2, 3):
        form = typed(enterprise().uscc, how="dispute", statement="印章", username=f"claimant-{number}")
        client.post(reverse("applications:register"), form)
    client.force_login(security)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for kept in (3, 1):
        Dispute.objects.exclude(pk__in=Dispute.objects.order_by("pk").values_list("pk")[:kept]).delete()
        client.get(reverse("applications:dispute_list"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("applications:dispute_list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert client.get(reverse("applications:dispute", args=[Dispute.objects.first().pk])).status_code == 200


def test_the_authority_of_the_place_confirms_once(at):
    made = enterprise()
    county = person(Role.COUNTY, division="440106")
    assert registration.confirm(made, by=county, at=at)
    assert not registration.confirm(made, by=county, at=at)
    with pytest.raises(PermissionDenied):
        registration.confirm(made, by=person(Role.COUNTY, division="440103"), at=at)
    made.refresh_from_db()
    assert (made.proof, made.confirmed_by, made.confirmed_at) == ("confirmed", county.organisation, at)


def test_a_newer_proof_asks_for_a_new_confirmation(at):
    made = enterprise()
    boss = owner(made)
    registration.confirm(made, by=person(Role.COUNTY, division="440106"), at=at)
    file = store_bytes("new.png", PNG, "image/png", by=boss)
    registration.replace_proof(made, kind="licence", file=file, by=boss, at=at)
    registration.replace_proof(made, kind="licence", file=file, by=boss, at=at)
    made.refresh_from_db()
    assert (made.proof, made.proofs.count()) == ("claimed", 1)


def test_registration_is_limited_from_one_address(client):
    for _try in range(20):
        client.post(reverse("applications:register"), {})
    answer = client.post(reverse("applications:register"), typed(CODE))
    assert answer.status_code == 429
    assert "测试云造科技有限公司" in answer.content.decode()
    assert Enterprise.objects.count() == 0
