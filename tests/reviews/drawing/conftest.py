from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.accounts.roles import Role
from reviews.drawing import confirming, drafts, freezing, proposing, running
from reviews.models import Draw, Expert, ExpertField
from tests import factories as make

KINDS = ["technical", "technical", "technical", "financial", "management"]
FIELDS = {"technical": "mes", "financial": "audit", "management": "business"}
VALUE, PUBLISHED = "03081419273211", "03 08 14 19 27 32 + 11"


@pytest.fixture
def province(db) -> User:
    return make.person(Role.PROVINCE)


@pytest.fixture
def roster(db) -> list[Expert]:
    """Fifteen experts: nine technical, three financial, three of management, of three cities."""
    known = {field.key: field for field in ExpertField.objects.all()}
    made = []
    for number in range(15):
        kind = KINDS[number % 5]
        one = make.expert(kind=kind, region=["440100", "440300", "440600"][number % 3])
        one.fields.add(known[FIELDS[kind]])
        made.append(one)
    return made


@pytest.fixture
def value_at(at):
    """When the public value becomes known."""
    return at + timedelta(days=2)


@pytest.fixture
def rules(value_at):
    """``rules(limit=20, **more)``: what a draft says."""

    def given(**more) -> drafts.RulesOfDraw:
        said = {
            "limit": 20,
            "fields": drafts.FIELDS,
            "what": "试验号码，按公布顺序",
            "source": "试验公布单位",
            "known_at": value_at,
        }
        return drafts.RulesOfDraw(**{**said, **more})

    return given


@pytest.fixture
def drafted(opened, roster, rules, staff, at):
    """``drafted(files=2, **rules)``: a draft with its rules, for files that were just opened."""

    def draft(files: int = 2, **more) -> Draw:
        review = opened(files)[0].review
        return drafts.set_rules(drafts.prepare(review, by=staff, at=at), rules(**more), by=staff, at=at)

    return draft


@pytest.fixture
def frozen(drafted, province, staff, at):
    """``frozen(files=2)``: proposed, confirmed by the province, frozen."""

    def freeze(files: int = 2, **more) -> Draw:
        draw = drafted(files, **more)
        proposing.propose(draw, at=at)
        confirming.submit(draw, by=staff, at=at)
        confirming.confirm(draw, confirmation="试验〔2026〕1号", by=province, at=at)
        return freezing.freeze(draw, by=staff, at=at)

    return freeze


@pytest.fixture
def drawn(frozen, staff, value_at):
    """``drawn(files=2)``: the public value is entered and the panels sit."""

    def run(files: int = 2, **more) -> Draw:
        draw = running.enter_value(frozen(files, **more), PUBLISHED, by=staff, at=value_at)
        return running.run(draw, at=value_at)

    return run
