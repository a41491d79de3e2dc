"""Who comes when a drawn member leaves: the first sealed substitute who breaks no rule, and nobody by hand."""

import pytest

from applications.policies import Refused
from reviews import draw as pure
from reviews import recusals, replacements, seats, spread
from reviews.draw.plan import from_document
from reviews.draw.substitutes import order
from reviews.drawing import replacing, running, secrets
from reviews.models import Assignment, Draw, Expert, ExtraSeat, Recusal, ReviewFile
from tests import factories as make
from tests.reviews.drawing.conftest import PUBLISHED

pytestmark = pytest.mark.django_db


@pytest.fixture
def draw(drawn) -> Draw:
    return drawn(1)


@pytest.fixture
def file(draw) -> ReviewFile:
    return ReviewFile.objects.get()


def lawful_order(draw: Draw) -> list[int]:
    """The experts' ids in the sealed order of the only file, as the secret gives them."""
    plan, drawn = from_document(draw.record["frozen"]), draw.record["draw"]
    members = [row["expert"] for row in drawn["panels"][0]["members"]]
    secret = secrets.unseal(draw.secrets).substitute_secret
    by_place = {one.place: one.expert_id for one in draw.experts.all()}
    return [by_place[place] for place in order(plan, secret, drawn["value"], 0, members).experts]


def first_who_fits(draw: Draw, file: ReviewFile, out: Assignment, *, besides=()) -> int:
    """By hand: the first in order with whom the panel has three technical, one financial, two regions."""
    by_id = {one.expert_id: one.expert for one in draw.experts.select_related("expert")}
    rest = [seat.expert for seat in seats.running(file) if seat.pk != out.pk]
    for pk in lawful_order(draw):
        panel = [*rest, by_id[pk]]
        kinds = [one.kind for one in panel]
        lawful = kinds.count("technical") >= 3 and "financial" in kinds
        if lawful and len({one.region_id for one in panel}) > 1 and pk not in besides:
            return pk
    raise AssertionError("nobody fits")


def granted(file: ReviewFile, seat: Assignment, by, at) -> None:
    owner = make.owner(file.application.enterprise)
    asked = recusals.request_recusal(seat, ground="kin", reasons="亲属任职", by=owner, at=at)
    recusals.rule(asked, granted=True, reasons="属实", by=by, at=at)


def leaving(file: ReviewFile, kind: str) -> Assignment:
    return next(seat for seat in seats.running(file) if seat.expert.kind == kind)


def test_a_granted_recusal_opens_the_next_at_once(draw, file, staff, value_at):
    out = leaving(file, "financial")
    expected = first_who_fits(draw, file, out)
    granted(file, out, staff, value_at)
    draw.refresh_from_db()
    [event] = draw.record["events"]
    assert event["opened"][-1]["outcome"] == "seated"
    fresh = Assignment.objects.get(replaces=out)
    assert fresh.expert_id == expected
    assert (fresh.shown_at, fresh.recusal_until is not None) == (value_at, True)
    assert event["ground"] == "kin"
    pure.replay(draw.record)


def test_who_came_into_conflict_since_is_passed_over(draw, file, staff, value_at):
    out = next(s for s in seats.running(file) if s.expert.kind == "technical" and not s.is_chair)
    first = Expert.objects.get(pk=first_who_fits(draw, file, out))
    first.is_available = False
    first.save()
    second = first_who_fits(draw, file, out, besides={first.pk})
    granted(file, out, staff, value_at)
    draw.refresh_from_db()
    places = {one.expert_id: one.place for one in draw.experts.all()}
    outcome = {look["expert"]: look["outcome"] for look in draw.record["events"][0]["opened"]}
    assert outcome[places[first.pk]] == "unavailable"
    assert Assignment.objects.get(replaces=out).expert_id == second


def test_a_chair_who_leaves_hands_the_chair_on(draw, file, staff, value_at):
    out = next(seat for seat in seats.running(file) if seat.is_chair)
    replacing.report_unavailable(out, reasons="住院", by=staff, at=value_at)
    draw.refresh_from_db()
    by_place = {one.place: one.expert_id for one in draw.experts.all()}
    [chair] = [seat for seat in seats.running(file) if seat.is_chair]
    assert chair.expert_id == by_place[draw.record["events"][0]["chair"]]
    assert draw.record["events"][0]["ground"] == "unavailable"


def test_nobody_is_picked_by_hand_while_substitutes_are_left(draw, file, staff, value_at):
    out = seats.running(file).last()
    granted(file, out, staff, value_at)
    second = Assignment.objects.get(replaces=out)
    with pytest.raises(Refused, match="不得人工指派"):
        replacements.replace(second, make.expert(), is_chair=False, by=staff, at=value_at)


def test_when_nobody_is_left_seats_are_filled_by_hand(draw, file, roster, staff, value_at):
    sitting = {seat.expert_id for seat in seats.running(file)}
    for one in roster:
        if one.pk not in sitting:
            one.is_available = False
            one.save()
    out = leaving(file, "technical")
    granted(file, out, staff, value_at)
    assert file.draw_files.get().is_exhausted
    new = make.expert(kind="technical")
    replacements.replace(out, new, is_chair=False, by=staff, at=value_at)
    assert new.pk in {seat.expert_id for seat in seats.running(file)}


def test_the_spread_takes_its_expert_from_the_sealed_order(draw, file, staff, value_at):
    expert = replacing.one_more(file, by=staff, at=value_at)
    draw.refresh_from_db()
    [event] = draw.record["events"]
    assert (event["vacated"], event["ground"]) == (None, "spread")
    six = [*(seat.expert for seat in seats.running(file)), expert]
    assert sum(one.kind == "technical" for one in six) >= 4  # 60 % of six
    pure.replay(draw.record)
    again = pure.reveal(draw.record, substitute_secret=secrets.unseal(draw.secrets).substitute_secret)
    pure.replay(again)


def test_a_member_recused_between_freezing_and_draw_never_sits(frozen, roster, staff, value_at):
    draw = frozen(1)
    for one in roster[:3]:
        one.is_available = False
        one.save()
    running.run(running.enter_value(draw, PUBLISHED, by=staff, at=value_at), at=value_at)
    sitting = set(Assignment.objects.filter(ended_at=None).values_list("expert", flat=True))
    assert len(sitting) == 5
    assert not sitting & {one.pk for one in roster[:3]}
    assert not Recusal.objects.exists()


def test_a_draw_without_substitutes_leaves_the_extra_seat_to_the_staff(draw, file, roster, staff, value_at):
    ExtraSeat.objects.create(file=file, stage=file.stage, found_at=value_at)
    sitting = {seat.expert_id for seat in seats.running(file)}
    Expert.objects.exclude(pk__in=sitting).update(is_available=False)
    with pytest.raises(Refused):
        spread.seat_one_more(file, None, by=staff, at=value_at)
    assert not spread.was_drawn(file)
    sixth = make.expert(region="440300")
    assert spread.seat_one_more(file, sixth, by=staff, at=value_at).expert == sixth
