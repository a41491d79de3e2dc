"""Addresses that every page asks for: looked up once, and the same page in another language."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


def address(name: str) -> str:
    """The address of a view without arguments, in the language of now."""
    return _address(name, get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1024)
def _address(name: str, _language: str | None, urlconf: str, _prefix: str) -> str:
    return reverse(name, urlconf)


def in_language(path: str, code: str) -> str:
    """``path`` in another language: portal.urls tells them apart by the first part, and only by that."""
    root = get_script_prefix()
    rest = path.removeprefix(root)
    for language, _name in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            rest = rest.removeprefix(f"{language}/")
    return root + (rest if code == settings.LANGUAGE_CODE else f"{code}/{rest}")
