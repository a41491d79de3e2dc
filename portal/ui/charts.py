"""Geometry of the few pictures beside tables: bars by year against a target, and bars in the rows of a table.

They are inline SVG that a template draws, without script and without style attributes; the same figures
always stand in a table, so the pictures are one image with a name for screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 200
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 30, 26
WIDEST = 56  # a bar, when there are few
ROW = 100


@dataclass(frozen=True)
class Bar:
    """A bar of a picture: place and size in the picture's own units, with what is written at it."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class YearBars:
    """Bars by year, with the height of the target's line."""

    bars: tuple[Bar, ...]
    target: int
    target_y: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def base(self) -> int:
        return HEIGHT - BOTTOM


def year_bars(points: Sequence[tuple[object, int]], *, target: int) -> YearBars:
    """One bar a point ``(label, value)``; the scale holds the target and the highest value."""
    room, most = HEIGHT - TOP - BOTTOM, max([target, *[value for _label, value in points]])
    step = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    width = min(WIDEST, step * 0.6)

    def height(value: int) -> float:
        return round(room * value / most, 1) if most else 0

    bars = tuple(
        Bar(
            str(label),
            value,
            round(LEFT + step * (number + 0.5) - width / 2, 1),
            round(TOP + room - height(value), 1),
            round(width, 1),
            height(value),
        )
        for number, (label, value) in enumerate(points)
    )
    return YearBars(bars, target, round(TOP + room - height(target), 1))


def shares(values: Sequence[float]) -> list[float]:
    """The length of each value's bar in a table's row, of 100 for the greatest."""
    most = max(values, default=0)
    return [round(ROW * value / most, 1) if most else 0 for value in values]
