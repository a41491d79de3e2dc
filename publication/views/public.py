"""The public site: the same page for everybody, without session, so that it can be cached whole."""

from functools import wraps
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from applications.models import Call, SupplierClass
from applications.queries import published_calls
from portal import page_cache
from portal.accounts.access import PUBLIC, access
from portal.accounts.models import Organisation
from portal.documents.tables import Column, csv_bytes
from portal.ui.paging import page
from portal.workdays import calendar as workdays
from publication import figures, pool_page, queries, selfcheck
from publication.models import Announcement, ListVersion, Publicity
from publication.pool_page import MAX_AGE

NEWEST = 8


def public_page(view):
    """Mark a view as public: open to everybody, only read, the same for all.

    It is kept whole in front of Django until something is published (``portal.page_cache``). Caches on
    the way ask again each time, with the page's digest: so what is published is seen at once.
    """

    @access(PUBLIC)
    @require_safe
    @wraps(view)
    def cached(request, *args, **kwargs):
        drawn_at = page_cache.generation()
        page_cache.drawing.set(drawn_at)
        response = view(request, *args, **kwargs)
        if response.streaming:
            patch_cache_control(response, public=True, max_age=MAX_AGE)
            return response
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        page_cache.may_be_kept(response, drawn_at)
        if response.status_code != HTTPStatus.OK:
            return response
        response["ETag"] = page_cache.etag_of(response.content)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    cached.access = PUBLIC
    return cached


@public_page
def home(request):
    """What is on now, search, newest notices, targets and cities."""
    now = timezone.now()
    context = {
        "now": now,
        "cards": _cards(now),
        "items": _newest(now)[:NEWEST],
        "progress": figures.progress(),
        "city_rows": _tiles(figures.by_city()),
    }
    return render(request, "publication/public/home.html", context)


def _tiles(counts: list[figures.CityCount]) -> list[dict]:
    """The cities for the map, each leading to its members."""
    pool_address = reverse("publication:pool")
    return [
        {"code": row.city.code, "value": row.members, "href": f"{pool_address}?city={row.city.code}"}
        for row in counts
    ]


def _cards(now) -> list[dict]:
    """One card for each running thing: lists in public first, then calls that are open."""
    cards = [
        {"kind": "publicity", "publicity": row, "left": _days_left(row.ends_at, now)}
        for row in queries.running_publicities(now)[:3]
    ]
    open_calls = published_calls().filter(status=Call.Status.PUBLISHED, opens_at__lte=now, closes_at__gte=now)
    cards += [
        {"kind": "call", "call": row, "left": _days_left(row.closes_at, now)}
        for row in open_calls.order_by("closes_at")[:3]
    ]
    return cards


def _days_left(until, now) -> int:
    return max(0, workdays.days_left(until, at=now))


def _newest(now) -> list[dict]:
    """The newest notices of all kinds together."""
    items = [
        {"kind": "call", "at": c.published_at, "object": c}
        for c in published_calls().order_by("-published_at")[:NEWEST]
    ]
    items += [{"kind": "publicity", "at": p.begun_at, "object": p} for p in queries.publicities()[:NEWEST]]
    items += [{"kind": "announcement", "at": a.at, "object": a} for a in queries.announcements()[:NEWEST]]
    return sorted(items, key=lambda item: item["at"], reverse=True)


@public_page
def call_list(request):
    """Every published call, newest first."""
    rows = page(request, published_calls().order_by(), order=("-published_at", "-pk"), size=20)
    return render(request, "publication/public/calls.html", {"page": rows, "now": timezone.now()})


@public_page
def call(request, pk: int):
    """A call in full: text, window, materials, rubric, rules, notices."""
    found = get_object_or_404(published_calls(), pk=pk)
    now = timezone.now()
    context = {
        "call": found,
        "now": now,
        "left": workdays.days_left(found.closes_at, at=now),
        "is_open": found.is_open(now),
        "materials": found.materials.all(),
        "indicators": found.indicators.all(),
        "rules": [(Call._meta.get_field(name).verbose_name, getattr(found, name)) for name in PUBLIC_RULES],
        "publicities": queries.publicities().filter(version__call=found),
        "announcements": queries.announcements().filter(version__call=found),
    }
    return render(request, "publication/public/call.html", context)


PUBLIC_RULES = [
    "county_days",
    "city_days",
    "correction_days",
    "most_returns",
    "panel_size",
    "written_weight",
    "defence_weight",
    "site_weight",
    "defence_from",
    "site_from",
    "load_limit",
    "rotation_most",
    "rotation_years",
    "spread_limit",
    "recusal_request_days",
    "publicity_days",
    "objection_reply_days",
]


@public_page
def notices(request):
    """Publicity notices and announcements, newest first."""
    kind = request.GET.get("kind", "publicity")
    if kind == "announcement":
        rows = page(request, queries.announcements().order_by(), order=("-at", "-pk"), size=20)
    else:
        kind = "publicity"
        rows = page(request, queries.publicities().order_by(), order=("-begun_at", "-pk"), size=20)
    return render(
        request, "publication/public/notices.html", {"page": rows, "kind": kind, "now": timezone.now()}
    )


@public_page
def publicity(request, pk: int):
    """A proposed list in public: basis, period with its derivation, how to object, the list."""
    found = get_object_or_404(
        Publicity.objects.select_related("version__call", "document").defer("document__data"), pk=pk
    )
    now = timezone.now()
    rows = page(request, queries.entries_of(found.version).order_by(), order=("position",), size=100)
    context = {
        "publicity": found,
        "page": rows,
        "total": found.version.entries.count(),
        "is_running": found.ends_at > now,
        "left": _days_left(found.ends_at, now),
        "province": Organisation.province(),
        "superseding": _later_lists(found),
        "seen": selfcheck.seen(found),
    }
    return render(request, "publication/public/publicity.html", context)


def _later_lists(found: Publicity):
    """Corrected or added entries of the same call that went into public afterwards."""
    later = Publicity.objects.filter(version__call=found.version.call, begun_at__gt=found.begun_at)
    return later.filter(version__scope=ListVersion.Scope.AMENDMENT).select_related("version")


@public_page
def announcement(request, pk: int):
    """An announcement with its list."""
    rows = Announcement.objects.select_related("version__call", "document", "corrects__version__call")
    found = get_object_or_404(rows.defer("document__data"), pk=pk)
    rows = page(request, queries.entries_of(found.version).order_by(), order=("position",), size=100)
    correction = Announcement.objects.filter(corrects=found).select_related("version__call").first()
    context = {"announcement": found, "page": rows, "total": found.version.entries.count()}
    context["correction"] = correction
    return render(request, "publication/public/announcement.html", context)


def _filters(request) -> dict:
    names = {"city": "city", "supplier_class": "class", "year": "year", "text": "q", "tier": "tier"}
    return {argument: request.GET.get(name, "")[:60] for argument, name in names.items()}


@public_page
def pool(request):
    """The members of the pool, filtered and searched."""
    chosen = _filters(request)
    members = queries.members(**chosen).order_by().values(*pool_page.SHOWN)
    rows = page(request, members, order=("-since", "pk"), size=50)
    context = {
        "page": rows,
        "cells": pool_page.cells(rows.rows),
        "chosen": chosen,
        "total": pool_page.total(chosen),
        "cities": pool_page.cities(),
        "classes": SupplierClass.choices,
        "years": [year for year, _members in pool_page.years()],
    }
    return render(request, "publication/public/pool.html", context)


COLUMNS = [
    Column(_("Verification code")),
    Column(_("Enterprise")),
    Column(_("Unified social credit code")),
    Column(_("City")),
    Column(_("Class")),
    Column(_("Since")),
]


@public_page
def pool_csv(request):
    """The filtered members as CSV."""
    rows = (
        [
            m.code,
            m.enterprise.name,
            m.enterprise.uscc,
            m.enterprise.city.label,
            m.get_supplier_class_display(),
            m.since,
        ]
        for m in queries.members(**_filters(request)).order_by("-since", "pk").iterator(chunk_size=2000)
    )
    response = HttpResponse(csv_bytes(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="members.csv"'
    return response


@public_page
def statistics(request):
    """Targets, cities, classes and years, each with its table."""
    cities = figures.by_city()
    context = {
        "progress": figures.progress(),
        "targets": figures.targets_over_time(),
        "cities": cities,
        "total": sum(row.members for row in cities),
        "years": figures.by_year(),
        "tiers": figures.by_tier(),
        "city_rows": _tiles(cities),
    }
    return render(request, "publication/public/statistics.html", context)
