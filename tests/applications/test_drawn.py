"""The picture of a frozen version: kept by its digest, in each language, never another version's."""

import pytest
from django.utils import translation

from applications.dossier import drawn
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_version_and_language_has_its_own_picture(at):
    file = factories.submitted(factories.enterprise(), factories.call())
    first = file.versions.get()
    chinese = drawn.dossier(first)
    with translation.override("en"):
        english = drawn.dossier(first)
    assert "基本信息" in chinese
    assert "Basic information" in english
    assert drawn.dossier(first) == chinese


def test_a_new_version_is_drawn_anew(at):
    file = factories.submitted(factories.enterprise(), factories.call())
    first = file.versions.get()
    before = drawn.dossier(first)
    content = {
        **first.content,
        "sections": {**first.content["sections"], "team": {"overview": "换了一支新的队伍"}},
    }
    first.content, first.sha256 = content, "0" * 64
    assert "换了一支新的队伍" not in before
    assert drawn.dossier(first) != before


def test_no_more_than_the_limit_is_kept(at, monkeypatch):
    monkeypatch.setattr(drawn, "MOST", 2)
    version = factories.submitted(factories.enterprise(), factories.call()).versions.get()
    for number in range(4):
        version.sha256 = f"{number:064d}"
        drawn.dossier(version)
    assert len(drawn._kept) == 2
