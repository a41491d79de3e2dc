"""Rows of long lists, drawn fast: the markup of a row is made once, each row only fills its places.

In a template ``{% rows cells %} … [[name]] … {% endrows %}``: the body is rendered once (its
translations, its columns); then every mapping of ``cells`` fills ``[[name]]`` with its value, escaped
unless it is safe. ``{% drawn_rows "component.html" cells … %}`` keeps the markup as well; there a row
stands between ``{{ begin }}`` and ``{{ end }}``.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

PLACE = re.compile(r"\[\[(\w+)\]\]")


def fill(markup: str, cells: Iterable[Mapping[str, object]]) -> SafeString:
    """``markup`` once for each of ``cells``; what a value contains is never read as a place again."""
    pieces = list(_pieces(markup))
    names, made = pieces[1::2], []
    for row in cells:
        pieces[1::2] = [_escaped(row[name]) for name in names]
        made.append("".join(pieces))
    return mark_safe("".join(made))


@lru_cache(maxsize=128)
def _pieces(markup: str) -> tuple[str, ...]:
    """Markup and names by turns."""
    return tuple(PLACE.split(markup))


def _escaped(value: object) -> str:
    return value if type(value) is SafeString else html.escape(str(value))


def addresses(name: str, sample: object) -> Callable[[object], str]:
    """The addresses of a view for many rows, looked up once with ``sample``, an argument that it takes."""
    before, _sample, after = reverse(name, args=[sample]).rpartition(str(sample))
    return lambda argument: f"{before}{argument}{after}"
