"""Rulings and reports as documents: rendered from real data, read by those whom they concern."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.accounts.roles import Role
from portal.documents.issuing import kinds
from portal.documents.models import OfficialDocument
from portal.documents.rendering import render_pdf
from reviews import declarations, many, recusals
from reviews.models import Review, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db


def rendered(document: OfficialDocument) -> bytes:
    kind = kinds[document.kind]
    with translation.override("zh-hans"):
        return render_pdf(kind.template, kind.context(document), language="zh-hans")


def opens(client, user, document) -> bool:
    """202 while the PDF is in the making, 404 for those whom it doesn't concern."""
    client.force_login(user)
    return client.get(reverse("documents:download", args=[document.code])).status_code in {200, 202}


def test_a_ruling_is_a_document_for_those_concerned(client, seats, staff, at):
    owner = make.owner(seats[0].file.application.enterprise)
    entry = recusals.request_recusal(seats[0], ground="dispute", reasons="有纠纷", by=owner, at=at)
    document = recusals.rule(entry, granted=False, reasons="经核实不属实。", by=staff, at=at).document
    assert rendered(document).startswith(b"%PDF")
    readers = [staff, owner, make.person(Role.PROVINCE), make.person(Role.AUDITOR)]
    others = [seats[0].expert.user, seats[1].expert.user, make.owner(make.enterprise())]
    assert [opens(client, user, document) for user in readers] == [True] * 4
    assert [opens(client, user, document) for user in others] == [False] * 3


@pytest.mark.parametrize(("granted", "reads"), [(False, True), (True, False)])
def test_who_declared_reads_the_ruling_only_while_the_seat_goes_on(client, seats, staff, at, granted, reads):
    expert = seats[0].expert.user
    entry = declarations.declare_recusal(seats[0], ground="kin", reasons="亲属", by=expert, at=at)
    document = recusals.rule(entry, granted=granted, reasons="理由。", by=staff, at=at).document
    assert opens(client, expert, document) is reads
    assert not opens(client, make.owner(seats[0].file.application.enterprise), document)


def test_a_report_is_a_document_for_province_and_auditor(client, staff, in_call, at):
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at)
    files = list(ReviewFile.objects.all())
    report = make.sent_report(
        Review.objects.get(), files, basis="依据一\n依据二", by=staff, at=files[0].recusal_until
    )
    document = report.document
    assert document.data["lines"][0]["stages"] == {"written": "80.00", "defence": "80.00", "site": "80.00"}
    assert rendered(document).startswith(b"%PDF")
    roles = [Role.ALLIANCE, Role.PROVINCE, Role.AUDITOR]
    assert all(opens(client, make.person(role), document) for role in roles)
    assert not opens(client, make.owner(make.enterprise()), document)
    assert not opens(client, make.expert().user, document)


def test_sealed_in_bulk_is_what_each_expert_would_have_sealed(seats, at):
    from reviews import sheets

    many.declare_no_conflict(seats, at=at)
    [kept] = many.seal([make.scored(seats[0])], at=at)
    scores = list(kept.scores.order_by("indicator__order").select_related("indicator"))
    assert kept.digest == sheets.digest(kept.salt, sheets.canonical(seats[0], kept, scores))
    assert many.seal([make.scored(seats[0])], at=at) == []
