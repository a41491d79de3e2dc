"""What goes with lists and members: certificates, corrections, tables."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from applications.policies import Refused
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.documents.models import OfficialDocument
from portal.documents.tables import read_rows
from publication import announcing, certificates, correcting, lists
from publication.models import Announcement, Immutable, Membership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(province, at):
    return factories.announced(factories.call(at=at), 3, by=province, at=at)


@pytest.fixture
def member(announced):
    return Membership.objects.select_related("enterprise").order_by("pk").first()


def test_a_member_makes_its_certificate_once_for_each_status(client, announced, member, at):
    client.force_login(factories.owner(member.enterprise))
    page = reverse("publication:certificate")
    assert client.get(page).context["present"] is None
    for _click in range(2):
        assert client.post(page).status_code == 302

    made = OfficialDocument.objects.get(kind="member_certificate")
    assert (made.data["name"], made.data["code"]) == (member.enterprise.name, member.code)
    assert made.issuer == Organisation.province()
    assert made.data["basis_number"] == announced.document.number
    assert client.get(page).context["present"] == made
    assert client.get(f"/en/verify/{member.code}/").status_code == 200
    assert client.get(f"/en/verify/{made.code}/").status_code == 200

    member.enterprise.name = "新名称有限公司"
    member.enterprise.save()
    assert certificates.present(Membership.objects.get(pk=member.pk)) is None
    client.post(page)
    assert OfficialDocument.objects.filter(kind="member_certificate").count() == 2


def test_who_left_the_pool_makes_none(member, at):
    Membership.objects.filter(pk=member.pk).update(is_member=False)
    with pytest.raises(Refused):
        certificates.make(member, by=factories.owner(member.enterprise), at=at)


def test_who_is_no_member_reads_why(client):
    client.force_login(factories.owner(factories.enterprise()))
    answer = client.get(reverse("publication:certificate"))
    assert answer.status_code == 200
    assert answer.context["membership"] is None


def test_a_correction_is_a_new_version_that_names_the_old_one(client, announced, province, at):
    later = announced.at + timedelta(days=1)
    entry = announced.version.entries.order_by("position").first()
    old_digest = announced.version.sha256

    made = correcting.correct(
        announced,
        **correcting.prepared(announced),
        entry=entry,
        name="更正后有限公司",
        reasons="名称漏字",
        by=province,
        at=later,
    )

    assert (made.corrects, made.version.supersedes) == (announced, announced.version)
    assert made.version.entries.get(enterprise=entry.enterprise).name == "更正后有限公司"
    announced.version.refresh_from_db()
    assert announced.version.sha256 == old_digest
    assert lists.is_intact(announced.version)
    assert lists.is_intact(made.version)
    assert made.document.data["corrects"]["number"] == announced.document.number
    assert made.document.data["corrects"]["list_sha256"] == old_digest
    with pytest.raises(Refused):
        correcting.correct(announced, title="x", body="y", reasons="再改", by=province, at=later)
    with pytest.raises(Immutable):
        announced.version.save()
    old, new = (client.get(f"/announcements/{one.pk}/").content.decode() for one in (announced, made))
    assert f"/announcements/{made.pk}/" in old
    assert f"/announcements/{announced.pk}/" in new
    assert announcing.announcement_of(announced.version.supersedes.publicity) == announced


def test_a_correction_needs_reasons_and_a_fitting_entry(announced, province, at):
    other = factories.announced(factories.call(at=at), 1, by=province, at=at).version.entries.get()
    for change in (
        {"reasons": ""},
        {"entry": other, "name": "别的", "reasons": "错"},
        {"reasons": "错", "name": ""},
    ):
        texts = {"title": "更正", "body": "正文", "entry": announced.version.entries.first()}
        with pytest.raises(Refused):
            correcting.correct(announced, **{**texts, **change}, by=province, at=at)
    assert Announcement.objects.count() == 2


def test_correcting_in_the_browser(client, announced, province):
    client.force_login(province)
    page = reverse("publication:announcement_correct", args=[announced.pk])
    assert client.get(page).status_code == 200
    entry = announced.version.entries.first()
    data = {"title": "更正", "body": "正文", "entry": entry.pk, "name": "更正后有限公司"}
    assert client.post(page, data).status_code == 422
    assert client.post(page, {**data, "reasons": "漏字"}).status_code == 302
    assert client.get(reverse("publication:announcing")).status_code == 200


def test_a_list_can_be_taken_as_a_table(client, announced):
    names = [entry.name for entry in announced.version.entries.order_by("position")]
    sheet = client.get(f"/lists/{announced.version_id}.xlsx")
    rows = read_rows(b"".join(sheet.streaming_content))
    assert [row[1] for row in rows[1:]] == names
    text = b"".join(client.get(f"/lists/{announced.version_id}.csv").streaming_content).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == names
    assert client.get(f"/lists/{announced.version_id}.pdf").status_code == 404


def test_a_list_that_was_not_published_is_not_found(client, province, at):
    call = factories.call(at=at)
    version = lists.make(call, lines=[], scope="whole", by=province, at=at)
    assert client.get(f"/lists/{version.pk}.csv").status_code == 404


def test_only_members_enterprises_ask_for_a_certificate(client):
    client.force_login(factories.person(Role.PROVINCE))
    assert client.get(reverse("publication:certificate")).status_code == 403
