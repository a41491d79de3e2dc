"""The map of the public site for search engines, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.urls import reverse
from django.views.decorators.http import require_safe

from applications.queries import published_calls
from portal.accounts.access import PUBLIC, access
from publication.catalogue import listed
from publication.models import Announcement, CatalogueEntry, Membership, Publicity

PAGES = ["home", "calls", "notices", "pool", "catalogue", "statistics", "help", "open_data"]


class Pages(Sitemap):
    """Rows of one kind of page; each in Chinese and English, each naming the other."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def __init__(self, rows, address, changed=None) -> None:
        self._rows, self._address, self._changed = rows, address, changed

    def items(self):
        return self._rows()

    def location(self, item) -> str:
        return self._address(item)

    def lastmod(self, item):
        return self._changed(item) if self._changed else None


def _page(name: str):
    return lambda row: reverse(f"publication:{name}", args=[row.pk])


MAPS = {
    "pages": Pages(lambda: PAGES, lambda name: reverse(f"publication:{name}")),
    "calls": Pages(lambda: published_calls().order_by("-pk"), _page("call"), lambda row: row.published_at),
    "publicities": Pages(
        lambda: Publicity.objects.order_by("-pk"), _page("publicity"), lambda row: row.begun_at
    ),
    "announcements": Pages(
        lambda: Announcement.objects.order_by("-pk"), _page("announcement"), lambda row: row.at
    ),
    "products": Pages(
        lambda: listed(CatalogueEntry.Kind.PRODUCT).order_by("pk"),
        _page("product"),
        lambda row: row.approved_at,
    ),
    "members": Pages(
        lambda: Membership.objects.select_related("enterprise").order_by("pk"),
        lambda row: reverse("publication:enterprise", args=[row.enterprise.uscc]),
    ),
}


def add(name: str, rows, address, changed=None) -> None:
    """Enter the public pages of a floor above; ``rows``, ``address`` and ``changed`` as in :class:`Pages`."""
    MAPS[name] = Pages(rows, address, changed)


@access(PUBLIC)
@require_safe
def site_map(request):
    """``/sitemap.xml``; ``?p=2`` is its second page."""
    return sitemap(request, MAPS)
