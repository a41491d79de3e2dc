"""The 21 cities as a grid of tiles: no boundary map is published, for those need an approved number."""

from dataclasses import dataclass
from math import ceil, sqrt

from django.utils.translation import get_language

SHADES = 5
"""Shades above nothing; the darkest is the city with most."""


@dataclass(frozen=True)
class City:
    code: str
    name: str
    english: str
    row: int
    column: int


CITIES = [
    City("440200", "韶关", "Shaoguan", 0, 3),
    City("441800", "清远", "Qingyuan", 1, 2),
    City("441600", "河源", "Heyuan", 1, 4),
    City("441400", "梅州", "Meizhou", 1, 5),
    City("445300", "云浮", "Yunfu", 2, 0),
    City("441200", "肇庆", "Zhaoqing", 2, 1),
    City("440600", "佛山", "Foshan", 2, 2),
    City("440100", "广州", "Guangzhou", 2, 3),
    City("441300", "惠州", "Huizhou", 2, 4),
    City("445200", "揭阳", "Jieyang", 2, 5),
    City("445100", "潮州", "Chaozhou", 2, 6),
    City("440700", "江门", "Jiangmen", 3, 1),
    City("442000", "中山", "Zhongshan", 3, 2),
    City("441900", "东莞", "Dongguan", 3, 3),
    City("440300", "深圳", "Shenzhen", 3, 4),
    City("441500", "汕尾", "Shanwei", 3, 5),
    City("440500", "汕头", "Shantou", 3, 6),
    City("440900", "茂名", "Maoming", 4, 0),
    City("441700", "阳江", "Yangjiang", 4, 1),
    City("440400", "珠海", "Zhuhai", 4, 2),
    City("440800", "湛江", "Zhanjiang", 5, 0),
]
BY_NAME = {name: city for city in CITIES for name in (city.code, city.name, city.name + "市", city.english)}


@dataclass(frozen=True)
class Tile:
    """One city as the map shows it; ``shade`` 0 (nothing) to 5 (most), by the root of its share."""

    name: str
    value: int
    href: str
    row: int
    column: int
    shade: int


def tiles(rows: list[dict]) -> list[Tile]:
    """All 21 cities from north to south; a city without a row of ``rows`` counts nothing.

    ``rows``: ``code`` or ``name`` (either language), ``value`` and, optionally, ``href``.
    """
    given = {BY_NAME[row.get("code") or row["name"]].code: row for row in rows}
    most = max([row["value"] for row in rows], default=0)
    english = (get_language() or "").startswith("en")
    shown = []
    for city in CITIES:
        row = given.get(city.code, {})
        value = row.get("value", 0)
        shade = ceil(SHADES * sqrt(value / most)) if value else 0
        name = city.english if english else city.name
        shown.append(Tile(name, value, row.get("href", ""), city.row, city.column, shade))
    return shown
