"""The evaluation dossier: prefilled, complete, frozen, with a receipt."""

from decimal import Decimal as D

import pytest

from applications import filing
from applications.dossier.completeness import missing_items
from applications.models import Application
from portal.demo import dossiers, evaluation_dossiers
from portal.documents.files import store_bytes
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db


def test_it_begins_with_the_pool_the_recognition_and_the_market_records(at):
    member = factories.member(supplier_class="platform")
    recognised = make.submitted(member, make.call(at=at), at=at)
    Application.objects.filter(pk=recognised.pk).update(state="announced")
    factories.record(member, "V1", amount=D(123_400))
    factories.record(member, "V2", settled_on=None)
    file = filing.begin(member, factories.round_of(at=at), by=member.organisation.people.first(), at=at)
    kept = {section.key: section.data for section in file.sections.all()}
    cases = recognised.versions.get().content["sections"]["cases"]["cases"]
    assert kept["basic"]["supplier_class"] == "platform"
    assert [row["name"] for row in kept["benchmarks"]["projects"]] == [case["title"] for case in cases]
    assert (kept["cloud"]["served"], kept["cloud"]["contracts"], kept["cloud"]["vouchers"]) == (
        "2",
        "22.34",
        "3",
    )


def test_nothing_is_known_of_a_member_without_records(at):
    member = factories.member()
    file = filing.begin(member, factories.round_of(at=at), by=make.owner(member), at=at)
    assert [
        (section.key, section.data["supplier_class"]) for section in file.sections.filter(key="basic")
    ] == [("basic", "service")]


def test_a_complete_file_is_frozen_with_a_receipt(at):
    member = factories.member()
    owner, call = make.owner(member), factories.round_of(at=at)
    file = filing.begin(member, call, by=owner, at=at)
    from applications import drafts

    drafts.save_sections(file, evaluation_dossiers.sections(3, year=call.year), by=owner, at=at)
    assert {item.section for item in missing_items(file)} == {"attachments"}
    for material in call.materials.filter(mandatory=True):
        stored = store_bytes("a.pdf", dossiers.material(material.name, 1), "application/pdf", by=owner)
        drafts.keep(file, material, stored, by=owner, at=at)
    done = filing.submit(file, by=owner, at=at)
    assert (done.state, done.holder.kind) == ("at_city", "city")
    assert done.number == f"E2026-{call.batch}-440100-0001"
    assert done.versions.get().receipt is not None
