"""The whole URL table of the site, walked from the resolver."""

from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

SAMPLES = {
    "int": 987654321,
    "slug": "licence",
    "str": "sample",
    "path": "1",
    "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    pattern: URLPattern

    @property
    def view(self):
        return self.pattern.callback


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
