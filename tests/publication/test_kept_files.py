"""Files of a refused objection form: sealed at once, still there for the corrected form, gone after a day."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from portal.documents.files import path_of
from portal.documents.models import StoredFile
from publication import kept
from publication.models import Objection, SealedUpload
from publication.objections import Paper
from tests import factories
from tests.publication.test_objections import pdf, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch, at):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def running(province, officer, at):
    return factories.in_publicity(factories.call(at=at), by=province, at=at)


def test_files_survive_a_refused_form(client, running, now):
    url = reverse("publication:objection_new") + f"?publicity={running.pk}"
    form = client.get(url).context["form"]
    sent = typed(form, running, name="匿名", signed=pdf("盖章.pdf"))

    refused = client.post(url, sent)

    assert refused.status_code == 422
    assert "盖章.pdf" in refused.content.decode()
    assert SealedUpload.objects.count() == 2
    for row in SealedUpload.objects.all():
        assert path_of(row.file).read_bytes()[:4] == b"RPS1"
        assert "pdf" not in row.file.name
    tokens = {f"{kind}_kept": list(files) for kind, files in refused.context["form"].kept.items()}
    again = {
        name: value for name, value in typed(form, running).items() if name not in ("evidence", "signed")
    }

    done = client.post(url, {**again, **tokens})
    twice = client.post(url, {**again, **tokens})

    assert (done.status_code, twice.context["code"]) == (200, done.context["code"])
    objection = Objection.objects.get()
    assert objection.has_seal
    assert sorted(objection.evidence.values_list("is_statement", flat=True)) == [False, True]
    assert SealedUpload.objects.count() == 0


def test_what_nobody_comes_back_for_is_dropped_after_a_day(officer, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        token = kept.keep(Paper("证据.pdf", b"%PDF-1.4"), "evidence", at=at)
    assert kept.find(token, "evidence").name == "证据.pdf"
    assert kept.find(token, "signed") is None
    assert kept.find(token + "x", "evidence") is None

    assert kept.drop_old(at=at + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert kept.drop_old(at=at + timedelta(hours=25)) == 1

    assert kept.find(token, "evidence") is None
    assert StoredFile.objects.count() == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
