"""What this topic enters in the registries: notices, words of the record, prefill, menu, what public pages show."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.city_pools import prefill
from evaluations.models import Admission, CityPool, CityPoolVersion, MarketRecord, PoolClass
from portal import page_cache
from portal.accounts.models import Division
from portal.accounts.permissions import Permission as P
from portal.audit.words import name
from portal.notifications.notices import NoticeKind, notices
from portal.ui.navigation import NavItem, items
from publication import sitemap

NOTICES = (
    NoticeKind(
        "city_pool.applied",
        _("Application to the city pool"),
        _("%(name)s applies to your city's pool."),
    ),
    NoticeKind(
        "city_pool.admitted",
        _("Admitted to the city pool"),
        _("Your application to the pool of %(city)s is admitted."),
    ),
    NoticeKind(
        "city_pool.declined",
        _("Application to the city pool declined"),
        _("Your application to the pool of %(city)s is declined; the reasons stand on its page."),
    ),
    NoticeKind(
        "city_pool.removed",
        _("Removed from the city pool"),
        _("The pool of %(city)s no longer lists you since %(day)s; the reasons stand on its page."),
    ),
)
POOL = {
    "set_conditions": _("set the conditions of the city pool"),
    "add_class": _("added a class to the city pool"),
    "publish": _("published the city pool"),
}
ADMISSION = {
    "submit": _("applied to the city pool"),
    "withdraw": _("withdrew the application to the city pool"),
    "admit": _("admitted to the city pool"),
    "decline": _("declined the application to the city pool"),
    "remove": _("removed from the city pool"),
}


def register() -> None:
    """Enter everything."""
    for kind in NOTICES:
        notices.add(kind.key, kind)
    name("city_pool", _("City pool"), POOL)
    name("admission", _("Application to the city pool"), ADMISSION)
    prefill.register()
    page_cache.watch(Admission, CityPool, CityPoolVersion, PoolClass, MarketRecord)
    for key, url_name, order, right in (
        ("evaluations.city_pool_mine", "evaluations:city_pool_mine", 35, P.APPLY_TO_CITY_POOL),
        ("evaluations.city_pool_desk", "evaluations:city_pool_desk", 47, P.MANAGE_CITY_POOL),
    ):
        visible = lambda user, right=right: user.may(right)  # noqa: E731
        items.add(key, NavItem(key, _("City pool"), url_name, order, visible=visible, group="pool"))
    key = "evaluations.city_pools"
    items.add(key, NavItem(key, _("City pools"), "evaluations:city_pools", 35, area="public", group="pool"))
    cities = Division.objects.filter(level=Division.Level.CITY).order_by("pk")
    sitemap.add(
        "city_pool_lists", lambda: ["city_pools", "outcomes"], lambda page: reverse(f"evaluations:{page}")
    )
    sitemap.add("city_pools", cities.all, lambda city: reverse("evaluations:city_pool", args=[city.pk]))
