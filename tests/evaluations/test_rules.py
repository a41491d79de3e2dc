"""The province edits the rules of a draft; what doesn't fit together is refused, and publication fixes them."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from applications import calls
from applications.models import Call, Kind
from applications.models.call import Fixed
from evaluations import editing, rounds, tables
from portal.accounts.roles import Role
from portal.audit.chain import history
from tests import factories as make
from tests.evaluations import factories

pytestmark = pytest.mark.django_db
WEIGHTS = {"benchmarks": (25, "judged"), "cloud": (25, "computed"), "iteration": (15, "judged"), "development": (10, "judged"), "clients": (15, "computed"), "city_opinion": (10, "city")}  # fmt: skip


@pytest.fixture
def draft(province):
    at = timezone.now()
    made = Call.objects.create(
        kind=Kind.EVALUATION, year=at.year, batch=1, title="评价", document_number="粤工信函〔2026〕1号", body="正文",
        written_weight=100, defence_weight=0, site_weight=0, opens_at=at, closes_at=at + timedelta(days=30),
        created_by=province, created_at=at,
    )  # fmt: skip
    calls.add_defaults(made)
    return Call.objects.get(pk=made.pk)


def kept(draft, by, **changes):
    rules = rounds.rules_of(draft)
    given = {
        "limits": {name: getattr(draft, name) for name in editing.LIMITS},
        "rules": {name: getattr(rules, name) for name in editing.RULES},
        "weights": WEIGHTS,
        "table": tables.DEFAULT,
    }
    for part, values in changes.items():
        given[part] = values if part == "table" else given[part] | values
    return editing.edit(draft, **given, by=by, at=timezone.now())


def test_all_rules_are_kept_together_and_enter_the_digest(draft, province):
    before = calls.rules_digest(draft)
    kept(
        draft,
        province,
        limits={"excellent_threshold": 90, "pass_threshold": 65, "city_days": 12},
        rules={"missing": "nothing", "hearing_days": 7},
        weights={"benchmarks": (20, "judged"), "cloud": (30, "computed")},
    )
    draft.refresh_from_db()
    rules = rounds.rules_of(draft)
    assert (draft.excellent_threshold, draft.pass_threshold, draft.city_days) == (90, 65, 12)
    assert (rules.missing, rules.hearing_days) == ("nothing", 7)
    assert rounds.computed_weights(draft) == {"cloud": 30, "clients": 15}
    assert calls.rules_digest(draft) != before
    assert [event.action for event in history("call", str(draft.pk))] == ["edit_evaluation_rules"]


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": {"cloud": (26, "computed")}},
        {"limits": {"excellent_threshold": 60, "pass_threshold": 60}},
        {"table": tables.DEFAULT[1:]},
        {"weights": {"clients": (15, "judged")}},  # the table's figures count for it
        {"table": [{**tables.DEFAULT[0], "steps": [[1, 0], [5, 100]]}, *tables.DEFAULT[1:]]},
    ],
)
def test_what_does_not_fit_together_is_refused_and_nothing_is_kept(draft, province, changes):
    before = calls.rules_digest(draft)
    with pytest.raises(ValidationError):
        kept(draft, province, **changes)
    assert calls.rules_digest(Call.objects.get(pk=draft.pk)) == before


def test_after_the_publication_nothing_can_be_changed(draft, province):
    calls.publish(draft, by=province, at=timezone.now())
    with pytest.raises(Fixed):
        kept(draft, province, rules={"hearing_days": 9})


def test_others_edit_nothing(draft):
    with pytest.raises(PermissionDenied):
        kept(draft, make.person(Role.ALLIANCE))


@pytest.mark.parametrize(
    ("metric", "steps", "fault"),
    [
        ("clients", [[0, 0], [5, 50], [10, 100]], ""),
        ("clients", [[0, 0], [5, 50], [5, 100]], "steps"),
        ("clients", [[0, 0], [5, 101]], "steps"),
        ("clients", [], "steps"),
        ("clients", [[0, 50], [5, 40]], "order"),
        ("clients", [[1, 0], [5, 40]], "cover"),
        ("complaints", [[0, 100], [3, 50]], ""),
        ("complaints", [[0, 0], [3, 50]], "order"),
        ("rating", [[1, 0], ["3.5", 50]], ""),
        ("rating", [[2, 0], ["3.5", 50]], "cover"),
    ],
)
def test_steps_rise_are_monotone_and_cover_every_figure(metric, steps, fault):
    assert tables.steps_fault(metric, steps) == fault


def test_missing_data_may_count_as_nothing():
    values = {"clients": D(5), "settled": D(20), "redemption": None, "connection": None}
    # cloud: 25 × (40×65 + 30×60 + 15×0 + 15×0) ÷ 10,000 = 11.00; spread it is 15.71 (test_tables)
    assert tables.points(tables.DEFAULT, {"cloud": 25}, values, "nothing") == {"cloud": D("11.00")}


def form_of(page) -> dict:
    """What the browser would send: every field as it stands."""
    sent = {}
    for form in page.context["forms"].every:
        for field in form:
            value = field.value()
            sent[field.html_name] = (
                "" if value is None else getattr(value, "isoformat", lambda value=value: value)()
            )
    return sent


def test_the_page_keeps_what_is_typed_and_shows_it_as_it_will_be_read(client, draft, province):
    client.force_login(province)
    address = reverse("evaluations:rules", args=[draft.pk])
    assert address in client.get(reverse("applications:call_manage", args=[draft.pk])).content.decode()
    sent = form_of(client.get(address))
    sent |= {
        "clients-steps": "0 → 0\n2：50\n7.5 -> 100 %\n",
        "indicator-weight-benchmarks": 25,
        "preview": "",
    }
    done = client.post(address, sent)
    assert (done.status_code, done.url) == (302, f"{address}?show=preview")
    assert rounds.rules_of(draft).table[0]["steps"] == [[0, 0], [2, 50], ["7.5", 100]]
    assert "7.5 → 100" in client.get(done.url).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clients-steps", "0 → 0\n很多 → 50"),
        ("clients-steps", "1 → 0"),
        ("complaints-steps", "0 → 0\n5 → 100"),
        ("clients-share", "41"),
        ("indicator-weight-cloud", "24"),
        ("excellent_threshold", "60"),
        ("hearing_days", "2"),
        ("period_to", "2001-01-01"),
    ],
)
def test_what_is_wrong_is_said_and_not_kept(client, draft, province, field, value):
    client.force_login(province)
    address, before = reverse("evaluations:rules", args=[draft.pk]), calls.rules_digest(draft)
    answer = client.post(address, {**form_of(client.get(address)), field: value})
    assert answer.status_code == 422
    assert any(form.errors for form in answer.context["forms"].every)
    assert calls.rules_digest(Call.objects.get(pk=draft.pk)) == before


def test_a_published_round_shows_its_rules_and_takes_no_change(client, province):
    call = factories.round_of(at=timezone.now())
    client.force_login(province)
    address = reverse("evaluations:rules", args=[call.pk])
    page = client.get(address)
    assert (page.status_code, page.context["is_draft"]) == (200, False)
    assert client.post(address, {"hearing_days": "9"}).status_code == 302
    assert rounds.rules_of(call).hearing_days == 5
