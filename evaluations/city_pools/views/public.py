"""City pools in public: the 21 cities, each pool by class, its published lists, policies and outcomes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evaluations.city_pools import classes, entries, publishing, tabs
from evaluations.city_pools.forms import PoolFilter
from evaluations.models import CityPoolVersion, PoolClass
from evaluations.mutual_recognition import following, policies, questions
from portal.accounts.models import Division
from portal.ui.paging import page
from publication.views.public import public_page

NEWEST = 5


@public_page
def city_pools(request):
    """The 21 cities with the size of their pools, their last lists and their policies."""
    counts, latest = entries.by_city(), publishing.latest()
    held = policies.by_city()
    cities = Division.objects.filter(level=Division.Level.CITY)
    context = {
        "rows": [
            {
                "city": city,
                "counts": counts[city.pk],
                "last": latest.get(city.pk),
                "policies": held.get(city.pk, 0),
            }
            for city in cities
        ],
        "tiles": [
            {
                "code": city.pk,
                "value": counts[city.pk].public,
                "href": reverse("evaluations:city_pool", args=[city.pk]),
            }
            for city in cities
        ],
        "outcomes": following.outcomes()[:NEWEST],
    }
    return render(request, "evaluations/city_pools/public_list.html", context)


def _city(code: str) -> Division:
    return get_object_or_404(Division, pk=code, level=Division.Level.CITY)


@public_page
def city_pool(request, code: str):
    """A city's pool by source and class, with search; what it asks; its lists, policies and outcomes."""
    city, filters = _city(code), PoolFilter(request.GET)
    text = filters.answers.get("q", "")
    found = tabs.of_pool(city, text=text, public=True)
    tab = tabs.chosen(found, request.GET.get("tab", ""))
    context = {
        "city": city,
        "filters": filters,
        "text": text,
        "tabs": found,
        "tab": tab.key,
        "kind": tab.kind,
        "page": page(request, tab.rows, order=tab.order, size=50),
        "pool": classes.of_city(city),
        "own": PoolClass.objects.filter(city=city),
        "versions": CityPoolVersion.objects.filter(city=city).defer("content")[:NEWEST],
        "policies": policies.public().filter(city=city).order_by("-published__issued_on", "-pk"),
        "outcomes": following.outcomes().filter(city=city)[:NEWEST],
    }
    return render(request, "evaluations/city_pools/public_pool.html", context)


@public_page
def version(request, code: str, number: int):
    """A published list as it was, with its digest."""
    found = get_object_or_404(CityPoolVersion.objects.select_related("city"), city=_city(code), number=number)
    later = CityPoolVersion.objects.filter(city=found.city_id, number__gt=number).order_by("number").first()
    context = {"version": found, "city": found.city, "lines": publishing.entries_of(found), "later": later}
    return render(request, "evaluations/city_pools/public_version.html", context)


@public_page
def version_file(request, code: str, number: int):
    """Exactly the bytes that the digest covers."""
    found = get_object_or_404(CityPoolVersion, city=_city(code), number=number)
    response = HttpResponse(found.content.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="city-pool-{code}-{number}.json"'
    return response


@public_page
def policy(request, code: str, pk: int):
    """A published policy: clauses, check-list, digest, earlier published versions."""
    found = get_object_or_404(policies.public(), pk=pk, city=_city(code))
    number = request.GET.get("version", "")
    shown = found.versions.filter(published_at__isnull=False)
    version = get_object_or_404(shown, number=int(number[:9])) if number.isdecimal() else found.published
    context = {
        "policy": found,
        "version": version,
        "is_latest": version.pk == found.published_id,
        "answers": questions.rows(version.answers),
        "versions": shown.defer("text", "clauses"),
        "regulation": questions.REGULATION,
    }
    return render(request, "evaluations/mutual/public_policy.html", context)


@public_page
def outcomes(request):
    """What became of reports of discriminatory treatment, the newest first."""
    rows = page(
        request, following.outcomes().order_by(), order=("-closed_at", "-pk"), size=20, filled=("closed_at",)
    )
    return render(request, "evaluations/mutual/public_outcomes.html", {"page": rows})
