"""Finding products of the public catalogue, and those that go side by side."""

from django.db.models import Case, Q, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.http import QueryDict

from publication.catalogue import listed
from publication.catalogue_words import Kind
from publication.models import CatalogueEntry

MOST = 4
"""Products side by side."""
LISTS = {"industry": "industries", "price": "price_models", "collects": "collects"}


def narrowed(answers: dict) -> QuerySet[CatalogueEntry]:
    """The listed products that answer to the filters."""
    rows = listed(Kind.PRODUCT).select_related("membership__enterprise__city")
    if text := answers.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(membership__enterprise__name__icontains=text))
    if form := answers.get("form"):
        rows = rows.filter(content__form=form)
    if days := answers.get("days"):
        rows = rows.filter(content__deployment_days__lte=int(days))
    for name, key in LISTS.items():
        if value := answers.get(name):
            # As text, for SQLite can't look into a list; keys are plain words that hold no quotes.
            rows = rows.annotate(**{f"as_{key}": Cast(f"content__{key}", TextField())})
            rows = rows.filter(**{f"as_{key}__contains": f'"{value}"'})
    return rows


def chosen(values: QueryDict) -> list[CatalogueEntry]:
    """The products ticked for comparison, in the order in which they were ticked."""
    keys = [int(text) for text in values.getlist("p") if text.isascii() and text.isdigit() and len(text) < 10]
    keys = list(dict.fromkeys(keys))[:MOST]
    rows = listed(Kind.PRODUCT).filter(pk__in=keys).select_related("membership__enterprise__city")
    order = Case(*[When(pk=key, then=place) for place, key in enumerate(keys)], default=MOST)
    return list(rows.order_by(order)) if keys else []
