"""One search over members, notices and products: part of a name (old ones too), a code, part of a title."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from applications.models import Call, FormerName
from applications.queries import published_calls
from publication import catalogue_search, queries
from publication.models import Announcement, CatalogueEntry, ListEntry, Membership, Publicity

MOST = 20  # of each kind; the lists themselves go on from there


@dataclass(frozen=True)
class Results:
    """What goes by a text; at most :data:`MOST` of each."""

    members: list[Membership]
    calls: list[Call]
    publicities: list[Publicity]
    announcements: list[Announcement]
    products: list[CatalogueEntry]

    @property
    def nothing(self) -> bool:
        return not any([self.members, self.calls, self.publicities, self.announcements, self.products])


def search(text: str) -> Results:
    """Look for ``text``; nothing goes by an empty one."""
    text = " ".join(text.split())
    if not text:
        return Results([], [], [], [], [])
    titled = Q(title__icontains=text) | Q(title_en__icontains=text) | Q(document_number__icontains=text)
    return Results(
        list(queries.members(text=text).order_by("-since", "pk")[:MOST]),
        list(published_calls().filter(titled).order_by("-published_at", "-pk")[:MOST]),
        list(queries.publicities().filter(_listing(text))[:MOST]),
        list(queries.announcements().filter(_listing(text) | Q(title__icontains=text))[:MOST]),
        list(catalogue_search.narrowed({"q": text}).order_by("name", "pk")[:MOST]),
    )


def _listing(text: str) -> Q:
    """Lists of a call of that title, or that name an enterprise that goes, or went, by ``text``."""
    old = FormerName.objects.filter(enterprise=OuterRef("enterprise")).filter(
        Q(name__icontains=text) | Q(uscc=text.upper())
    )
    lines = ListEntry.objects.filter(version=OuterRef("version")).filter(
        Q(name__icontains=text) | Q(uscc__startswith=text.upper()) | Exists(old)
    )
    return (
        Q(version__call__title__icontains=text) | Q(version__call__title_en__icontains=text) | Exists(lines)
    )
