"""Statutory holidays of years whose notice nobody has published yet.

Days off by law: 全国年节及纪念日放假办法 as amended by 国务院令第795号 (in force from 2025): New Year 1 day;
Spring Festival 4 (the eve and the first three days); Qingming 1; Labour Day 2; Dragon Boat 1;
Mid-Autumn 1; National Day 3. Bridges and moved working days are set by a notice each year, so a
computed year stays provisional.
"""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

# Spring Festival, Qingming, Dragon Boat, Mid-Autumn: GB/T 33661-2017 (the rules of the Chinese calendar)
# as printed in the almanac tables of the Purple Mountain Observatory.
LUNAR: dict[int, tuple[date, date, date, date]] = {
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
}
NAMES = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Qingming"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-Autumn Festival"),
    "National Day": _("National Day"),
    "Anti-Fascist 70th Day": _("Anti-Fascist War Victory Day"),
}
"""Holidays by the names that ``chinese_calendar`` gives them."""


def holidays(year: int) -> dict[date, object]:
    """The days off by law in ``year`` and their names; beyond the table only those of the solar calendar."""
    found = {date(year, 1, 1): NAMES["New Year's Day"]}
    if year in LUNAR:
        spring, qingming, dragon_boat, mid_autumn = LUNAR[year]
        found |= {spring + timedelta(days=n): NAMES["Spring Festival"] for n in range(-1, 3)}
        found[qingming] = NAMES["Tomb-sweeping Day"]
        found[dragon_boat] = NAMES["Dragon Boat Festival"]
        found[mid_autumn] = NAMES["Mid-autumn Festival"]
    found |= {date(year, 5, day): NAMES["Labour Day"] for day in (1, 2)}
    found |= {date(year, 10, day): NAMES["National Day"] for day in (1, 2, 3)}
    return found
