"""Entering a holiday notice: days of the province's table, and the year that they make final."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.audit.chain import record
from portal.workdays import table
from portal.workdays.models import ConfirmedYear, DayOverride
from portal.workdays.moved import Change, follow


@dataclass(frozen=True)
class Setting:
    """A day as a notice sets it."""

    date: date
    working: bool


@dataclass(frozen=True)
class Entered:
    """What an entry did: rows written, and deadlines moved by each follower."""

    written: int
    moved: dict[str, int]

    @property
    def deadlines(self) -> int:
        return sum(self.moved.values())


@contextmanager
def _changing():
    """One transaction, after which (and, should it fail, all the same) the calendar is read anew."""
    try:
        with transaction.atomic():
            yield
            transaction.on_commit(table.forget)
    finally:
        table.forget()


def enter(*, days: Iterable[Setting], notice: str, by, at: datetime, confirm: int | None = None) -> Entered:
    """Write the days of a notice; ``confirm`` names the year that is final with them.

    Entering the same again changes nothing and writes no event.
    """
    days = sorted(set(days), key=lambda setting: setting.date)
    before = _working({setting.date.year for setting in days} | ({confirm} if confirm else set()))
    with _changing():
        written = _write_days(days, notice)
        final = frozenset({confirm} if confirm and _confirm(confirm, notice, at) else ())
        if not written and not final:
            return Entered(0, {})
        change = Change(_changed(before), final, notice)
        return _settle(change, "enter", before, written, by=by, at=at)


def remove(*, when: date, by, at: datetime) -> Entered:
    """Take a day out of the province's table; one that is not in it changes nothing."""
    before = _working({when.year})
    with _changing():
        row = DayOverride.objects.select_for_update().filter(date=when).first()
        if row is None:
            return Entered(0, {})
        row.delete()
        change = Change(_changed(before), frozenset(), row.note)
        return _settle(change, "remove", before, [when.isoformat()], by=by, at=at)


def _changed(before: dict[date, bool]) -> frozenset[date]:
    """The days that work now and didn't, or the other way round."""
    table.forget()
    after = _working({day.year for day in before})
    return frozenset(day for day in after if after[day] != before[day])


def _working(years: set[int]) -> dict[date, bool]:
    return {day.date: day.working for year in years for day in table.current().year(year).days}


def _write_days(days: list[Setting], notice: str) -> list[str]:
    """Insert or change the rows that differ; returns each as ``2027-10-01 off``."""
    rows = {
        row.date: row
        for row in DayOverride.objects.select_for_update().filter(date__in=[d.date for d in days])
    }
    written = []
    for setting in days:
        row = rows.get(setting.date)
        if row and (row.working, row.note) == (setting.working, notice):
            continue
        DayOverride.objects.update_or_create(
            date=setting.date, defaults={"working": setting.working, "note": notice}
        )
        written.append(f"{setting.date} {'on' if setting.working else 'off'}")
    return written


def _confirm(year: int, notice: str, at: datetime) -> bool:
    _row, made = ConfirmedYear.objects.get_or_create(
        year=year, defaults={"notice": notice, "confirmed_at": at}
    )
    return made


def _settle(change: Change, action: str, before: dict, written: list[str], *, by, at: datetime) -> Entered:
    """Let the followers move what runs, and put all of it on record."""
    moved = follow(change, by=by, at=at)
    record(
        kind="workdays",
        id=str(min(before).year),
        action=action,
        by=by,
        data={
            "days": written,
            "confirmed": sorted(change.years),
            "notice": change.note,
            "changed": sorted(day.isoformat() for day in change.days),
            "moved": moved,
        },
        at=at,
    )
    return Entered(len(written), moved)
