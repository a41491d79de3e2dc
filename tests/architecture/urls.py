"""The whole URL table of the site, walked from the resolver."""

import re
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

SAMPLES = {
    "int": 987654321,
    "slug": "licence",
    "str": "sample",
    "path": "1",
    "sha256": "0" * 64,
}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    pattern: URLPattern

    @property
    def view(self):
        return self.pattern.callback

    @property
    def takes_object(self) -> bool:
        """Whether the address names something: an id, a code, a digest."""
        return "<" in self.route

    @property
    def sample(self) -> dict:
        """Arguments that name nothing there is; empty for addresses written as regular expressions."""
        found = getattr(self.pattern.pattern, "converters", {})
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", self.route)
        return {name: SAMPLES[kind or "str"] for kind, name in kinds if name in found}


def every_address() -> list[Address]:
    return list(_walk(get_resolver(), (), ""))


def _walk(resolver, namespaces, route):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, inner, route + str(entry.pattern))
        else:
            yield Address(
                ":".join([*namespaces, entry.name or "(unnamed)"]), route + str(entry.pattern), entry
            )
