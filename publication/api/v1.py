"""Version 1 of the interface. What is here only grows; a change that breaks readers is a version 2."""

import hashlib
from datetime import date
from typing import Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError

from applications.queries import published_calls
from portal.ui.paging import page
from publication import catalogue_search, figures, queries, verification
from publication.api import schemas
from publication.models import Announcement, Membership, Publicity
from publication.pool_page import MAX_AGE

NAMESPACE = "api_v1"
PAGE = 100
NEWEST = 50
LISTS_OF_KEYS = ("industries", "price_models", "collects", "new_models")
PLAIN = {"pattern": r"^[^\x00]*$"}  # PostgreSQL can't hold a NUL, so none may be asked for


class OpenInterface(NinjaAPI):
    """Every answer may be read from any origin, kept for a minute, and asked for again by its digest."""

    def create_response(self, request, data, **kwargs) -> HttpResponse:
        response = super().create_response(request, data, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200:
            return response
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        etag = quote_etag(_digest(response.content))
        response["ETag"] = etag
        return get_conditional_response(request, etag, response=response)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


api = OpenInterface(
    title="Guangdong provincial pool of industrial-internet suppliers",
    version="1.0.0",
    description="Read-only. Announced and publicised data only; no personal data. Times are UTC, days local.",
    urls_namespace=NAMESPACE,
    docs_url=None,
)
PROBLEM = {404: schemas.Problem}


def _city(division) -> dict:
    return {"code": division.pk, "name": division.name}


def _member(row: Membership) -> dict:
    return {
        "code": row.code,
        "name": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "city": _city(row.enterprise.city),
        "supplier_class": row.supplier_class,
        "tier": row.tier,
        "is_member": row.is_member,
        "since": row.since,
    }


def _next(request, shown) -> str | None:
    return request.build_absolute_uri(request.path + shown.next_query) if shown.next_query else None


@api.get("/members", response=schemas.Members, url_name="members", tags=["members"])
def members(
    request,
    city: str = Query("", max_length=6, **PLAIN, description="Division code of the city"),
    supplier_class: str = Query("", alias="class", max_length=10, **PLAIN),
    tier: str = Query("", max_length=16, **PLAIN),
    year: str = Query("", max_length=4, **PLAIN, description="Year of entry"),
    q: str = Query("", max_length=60, **PLAIN, description="Part of a name, old ones too, a USCC or a code"),
    after: str = Query("", **PLAIN, description="From `next` of the page before"),
):
    """The members of the pool, newest first, 100 a page."""
    rows = queries.members(city=city, supplier_class=supplier_class, year=year, text=q, tier=tier)
    shown = page(request, rows, order=("-since", "pk"), size=PAGE)
    return {"items": [_member(row) for row in shown.rows], "next": _next(request, shown)}


@api.get(
    "/members/{uscc}", response={200: schemas.WholeMember, **PROBLEM}, url_name="member", tags=["members"]
)
def member(request, uscc: str = Path(max_length=18, **PLAIN)):
    """One member, present or past, by its present or a former USCC, with its whole status history."""
    row = _by_uscc(uscc.upper())
    if row is None:
        raise HttpError(404, "No present or past member has this code.")
    history = row.history.order_by("pk")
    return {
        **_member(row),
        "former_names": list(row.enterprise.former_names.order_by("until").values("name", "uscc", "until")),
        "history": [
            {
                "from_date": line.from_date,
                "what": line.what,
                "supplier_class": line.supplier_class,
                "result": line.result,
                "announcement": line.announcement_id,
            }
            for line in history
        ],
    }


def _by_uscc(uscc: str) -> Membership | None:
    rows = Membership.objects.select_related("enterprise__city")
    there = rows.filter(enterprise__uscc=uscc).first()
    return there or rows.filter(enterprise__former_names__uscc=uscc).exclude(enterprise__uscc="").first()


@api.get("/verify", response=schemas.Verification, url_name="verify", tags=["members"])
def verify(
    request,
    q: str = Query(
        ..., min_length=1, max_length=120, **PLAIN, description="Code, USCC or whole name, old ones too"
    ),
    on: date | None = Query(None, description="The day asked about; today by default"),
):
    """Whether an enterprise is, or was on a day, a member of the pool."""
    day = on or timezone.localdate()
    found = []
    for row in verification.find(q):
        then = verification.standing(row, day)
        found.append(
            {
                "code": row.code,
                "name": row.enterprise.name,
                "uscc": row.enterprise.uscc,
                "is_member": then.is_member,
                "supplier_class": then.supplier_class,
                "tier": then.tier,
                "since": then.since,
            }
        )
    return {"asked": q, "on": day, "found": bool(found), "members": found}


@api.get("/products", response=schemas.Products, url_name="products", tags=["products"])
def products(
    request,
    q: str = Query("", max_length=60, **PLAIN, description="Part of the product's or the maker's name"),
    form: Literal["", "saas", "app", "platform", "service"] = Query(""),
    industry: str = Query("", max_length=20, **PLAIN),
    price: str = Query("", max_length=20, **PLAIN, description="Price model"),
    collects: Literal["", "equipment", "systems", "materials"] = Query(""),
    uscc: str = Query("", max_length=18, **PLAIN, description="Of one member"),
    after: str = Query("", **PLAIN, description="From `next` of the page before"),
):
    """The approved products of members, by name, 100 a page."""
    asked = {"q": q, "form": form, "industry": industry, "price": price, "collects": collects}
    rows = catalogue_search.narrowed(asked)
    if uscc:
        rows = rows.filter(membership__enterprise__uscc=uscc.upper())
    shown = page(request, rows.order_by(), order=("name", "pk"), size=PAGE)
    return {"items": [_product(row) for row in shown.rows], "next": _next(request, shown)}


def _product(row) -> dict:
    enterprise = row.membership.enterprise
    return {
        **{key: [] for key in LISTS_OF_KEYS},
        **row.content,
        "id": row.pk,
        "name": row.name,
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "approved_at": row.approved_at,
    }


@api.get("/notices", response=list[schemas.Notice], url_name="notices", tags=["notices"])
def notices(request):
    """The newest calls, publicity notices and announcements."""
    rows = [
        ("call", call.pk, call.title, call.published_at)
        for call in published_calls().order_by("-pk")[:NEWEST]
    ]
    rows += [
        ("publicity", row.pk, row.version.call.title, row.begun_at) for row in queries.publicities()[:NEWEST]
    ]
    rows += [("announcement", row.pk, row.title, row.at) for row in queries.announcements()[:NEWEST]]
    rows.sort(key=lambda row: row[3], reverse=True)
    return [
        {
            "kind": kind,
            "id": pk,
            "title": title,
            "at": at,
            "address": request.build_absolute_uri(reverse(f"publication:{kind}", args=[pk])),
        }
        for kind, pk, title, at in rows[:NEWEST]
    ]


NUMBER = Path(ge=1, le=2**31 - 1)


@api.get(
    "/publicities/{number}/entries",
    response={200: schemas.Entries, **PROBLEM},
    url_name="publicity",
    tags=["lists"],
)
def publicity(request, number: int = NUMBER, after: str = Query("", **PLAIN)):
    """The lines of a list that is or was in public."""
    return _entries(
        request, get_object_or_404(Publicity.objects.select_related("version"), pk=number).version
    )


@api.get(
    "/announcements/{number}/entries",
    response={200: schemas.Entries, **PROBLEM},
    url_name="announcement",
    tags=["lists"],
)
def announcement(request, number: int = NUMBER, after: str = Query("", **PLAIN)):
    """The lines of an announced list."""
    return _entries(
        request, get_object_or_404(Announcement.objects.select_related("version"), pk=number).version
    )


def _entries(request, version) -> dict:
    shown = page(request, queries.entries_of(version).order_by(), order=("position",), size=PAGE)
    items = [
        {
            "position": row.position,
            "name": row.name,
            "uscc": row.uscc,
            "city": _city(row.city),
            "supplier_class": row.supplier_class,
            "result": row.result,
        }
        for row in shown.rows
    ]
    return {"sha256": version.sha256, "items": items, "next": _next(request, shown)}


@api.get("/statistics", response=schemas.Statistics, url_name="statistics", tags=["statistics"])
def statistics(request):
    """Progress to the targets, members by city and by year of entry."""
    return {
        "targets": [
            {"supplier_class": row.supplier_class, "members": row.members, "target": row.target}
            for row in figures.progress()
        ],
        "cities": [
            {"city": _city(row.city), "platform": row.platform, "service": row.service}
            for row in figures.by_city()
        ],
        "years": dict(figures.by_year()),
    }
