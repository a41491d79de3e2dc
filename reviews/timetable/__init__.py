"""Which file is heard when and in which room. Pure: no Django, so that anybody can recompute a timetable.

The files come in the order that was drawn. A file has the earliest slot that leaves every file drawn after
it a lawful place, so a file waits only where one of these rules makes it wait:

* one file in a room at a time;
* nobody in two rooms at the same time (panels share experts);
* nobody in the room who has a conflict with the file: neither its panel nor the room's clerk.

Who sits in the same room in the slot before or after, and has a conflict with the file between, leaves the
room for it; rooms are given so that this happens as rarely as possible. People are numbers, times minutes
after midnight.
"""

from reviews.timetable.answer import place
from reviews.timetable.parts import Block, Place, Room, Slot, Timetable, Turn, cut
from reviews.timetable.rules import faults, leavers

__all__ = ["Block", "Place", "Room", "Slot", "Timetable", "Turn", "cut", "faults", "leavers", "place"]
