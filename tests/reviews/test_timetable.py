"""The timetable of a day of defences, worked by hand."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.timetable import Block, Place, Room, Slot, Turn, cut, faults, leavers, place, search

ROOMS = [Room("one", 901), Room("two", 902)]
MORNING = cut(9 * 60, 11 * 60, 30)


def turn(key, panel, barred=()):
    return Turn(key, frozenset(panel), frozenset(barred))


def test_a_day_is_cut_into_slots_that_leave_the_break_free():
    # 09:00–10:30 in two slots of 40 minutes; the third would run into the break, so it begins after it.
    assert cut(540, 720, 40, [(630, 645)]) == [Slot(540, 580), Slot(580, 620), Slot(645, 685)]
    assert cut(540, 575, 40) == []


def test_files_of_different_panels_are_heard_at_the_same_time_in_the_drawn_order():
    turns = [turn("c", [1, 2]), turn("a", [3, 4]), turn("b", [1, 5])]
    made = place(turns, ROOMS, MORNING)
    # b shares expert 1 with c, so it waits for the second slot, and stays in c's room.
    assert made.places == {"c": Place(0, 0), "a": Place(0, 1), "b": Place(1, 0)}
    assert (made.blocks, made.leavers, made.in_order) == ([], {}, True)


def test_a_file_waits_where_its_earlier_slot_would_leave_no_place_for_a_later_one():
    slots = MORNING[:3]
    # d, e, f share expert 9 and need all three slots; a and b alone could both take the first one.
    turns = [turn("a", [1]), turn("b", [2]), turn("d", [9]), turn("e", [9]), turn("f", [9])]
    made = place(turns, ROOMS, slots)
    assert {key: made.places[key].slot for key in "abdef"} == {"a": 0, "b": 1, "d": 0, "e": 1, "f": 2}


def test_a_clerk_with_a_conflict_sits_in_another_room():
    made = place([turn("a", [1], [901])], ROOMS, MORNING)
    assert made.places == {"a": Place(0, 1)}


def test_an_expert_with_a_conflict_leaves_the_room_when_no_other_place_spares_it():
    one_room = ROOMS[:1]
    turns = [turn("a", [1, 2]), turn("b", [3], [1])]
    made = place(turns, one_room, MORNING)
    assert made.leavers == {"b": frozenset({1})}
    # With a second room nobody has to leave: b is heard beside a.
    assert place(turns, ROOMS, MORNING).leavers == {}
    # A break between the two lets everybody out by itself.
    apart = cut(540, 720, 30, [(570, 600)])
    assert leavers(turns, {"a": Place(0, 0), "b": Place(1, 0)}, apart) == {}


def test_what_keeps_files_from_a_timetable_is_named():
    full = place([turn(n, [n]) for n in range(5)], ROOMS, MORNING[:2])
    assert full.blocks == [Block("places", figures=(5, 4))]
    busy = place([turn(n, [7, 10 + n]) for n in range(3)], ROOMS, MORNING[:2])
    assert busy.blocks == [Block("person", (0, 1, 2), (7,), (3, 2))]
    barred = place([turn("a", [1], [901, 902])], ROOMS, MORNING)
    assert barred.blocks == [Block("clerk", ("a",), (901, 902))]
    away = place([Turn("a", frozenset([1]), shut=frozenset([0, 1, 2, 3]))], ROOMS, MORNING)
    assert away.blocks == [Block("elsewhere", ("a",))]
    seated = place([turn("a", [1, 2], [2])], ROOMS, MORNING)
    assert seated.blocks == [Block("panel", ("a",), (2,))]


def test_the_smallest_set_of_files_that_cannot_be_placed_together():
    # a, b, c pairwise share an expert, so they need three slots; d could stand anywhere.
    turns = [turn("d", [50]), turn("a", [1, 2]), turn("b", [2, 3]), turn("c", [3, 1])]
    made = place(turns, ROOMS, MORNING[:2])
    assert made.blocks == [Block("together", ("a", "b", "c"), (1, 2, 3), (2,))]


def test_files_that_keep_their_place_are_built_around():
    turns = [turn("a", [1]), turn("b", [2]), turn("c", [1])]
    made = place(turns, ROOMS, MORNING, fixed={"c": Place(0, 0)})
    assert made.places == {"a": Place(1, 0), "b": Place(0, 1), "c": Place(0, 0)}


def test_a_file_waits_until_its_panel_is_back():
    made = place([Turn("a", frozenset([1]), shut=frozenset([0, 1]))], ROOMS, MORNING)
    assert made.places == {"a": Place(2, 0)}


def test_the_faults_of_a_timetable_made_by_hand():
    turns = [turn("a", [1], [901]), turn("b", [1]), turn("c", [3])]
    places = {"a": Place(0, 0), "b": Place(0, 1), "c": Place(0, 1)}
    assert faults(turns, places, ROOMS) == [
        Block("clerk", ("a",), (901,)),
        Block("two_rooms", ("a", "b"), (1,)),
        Block("taken", ("b", "c")),
    ]


def test_a_search_that_is_given_up_says_so(monkeypatch):
    monkeypatch.setattr(search, "STEPS", 3)
    turns = [turn("d", [50]), turn("a", [1, 2]), turn("b", [2, 3]), turn("c", [3, 1])]
    assert place(turns, ROOMS, MORNING[:2]).blocks == [Block("steps", figures=(3,))]


panels = st.lists(
    st.tuples(
        st.frozensets(st.integers(1, 6), min_size=1, max_size=3),
        st.frozensets(st.integers(900, 902), max_size=1),
    ),
    min_size=1,
    max_size=4,
)


def lawful(turns, many_rooms, many_slots):
    """Every lawful timetable, by trying them all."""
    rooms = ROOMS[:many_rooms]
    cells = [Place(slot, room) for slot in range(many_slots) for room in range(many_rooms)]
    for chosen in permutations(cells, len(turns)):
        places = {turn.key: cell for turn, cell in zip(turns, chosen, strict=True)}
        if not faults(turns, places, rooms):
            yield places


@settings(max_examples=60, deadline=None)
@given(panels, st.integers(1, 2), st.integers(1, 3))
def test_a_timetable_is_found_exactly_where_there_is_one_and_follows_the_draw(given_panels, rooms, slots):
    turns = [Turn(n, panel, barred) for n, (panel, barred) in enumerate(given_panels)]
    made = place(turns, ROOMS[:rooms], MORNING[:slots])
    every = list(lawful(turns, rooms, slots))
    assert bool(made.blocks) == (not every)
    if every:
        assert faults(turns, made.places, ROOMS[:rooms]) == []
        best = min(tuple(places[turn.key].slot for turn in turns) for places in every)
        assert tuple(made.places[turn.key].slot for turn in turns) == best
