"""Components drawn once for as long as they show the same: a page's frame costs more than its rows.

A component that is drawn here sees the values that it is given and nothing else, neither request nor
person; the same values are the key under which it is kept. So what is kept can't be out of date, and
nobody sees what was drawn for another. What differs each time (a form's token, this page's address)
takes a place, and is put there afterwards.
"""

import secrets
from collections.abc import Hashable
from functools import lru_cache

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST = 1024  # components that a process keeps, a few kilobytes each
MARK = secrets.token_hex(16)  # nothing that anybody typed can hold it


def draw(template: str, **values: Hashable) -> SafeString:
    """The component with ``values`` in the reader's language."""
    if settings.DEBUG:  # templates are being written
        return get_template(template).render(values)
    return _drawn(template, get_language(), tuple(values.items()))


@lru_cache(maxsize=MOST)
def _drawn(template: str, _language: str | None, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return get_template(template).render(dict(values))


def place(name: str) -> SafeString:
    """Where :func:`put` puts something; as a value of :func:`draw`."""
    return mark_safe(f"{name}-{MARK}")  # letters and digits


def put(markup: SafeString, **values: object) -> SafeString:
    """``markup`` with each value in its place, escaped unless it is safe."""
    for name, value in values.items():
        markup = markup.replace(place(name), conditional_escape(value))
    return mark_safe(markup)
