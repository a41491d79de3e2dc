"""Relations, ties and files for the tests of conflicts."""

from reviews import register_relations
from reviews.conflicts import ties
from reviews.models import Relation
from tests import factories as make


def code(serial: int) -> str:
    """A valid code of an invented company."""
    return make.uscc.invented("440100", 500_000 + serial)


def relation(expert, *, at, by=None, **columns) -> Relation:
    columns = {"kind": "employer", "organisation": "某某公司", **columns}
    return register_relations.state(expert.user, by=by or expert.user, at=at, **columns)


def tie(holder: str, subject: str, *, by, at, **columns):
    columns = {"kind": "shareholder", "nature": "company", "note": "公示系统 2026-11-01", **columns}
    return ties.enter(holder=holder, subject=subject, by=by, at=at, **columns)
