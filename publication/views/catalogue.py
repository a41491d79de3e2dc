"""The public catalogue: find a product, read it, compare up to four side by side."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from portal.ui.paging import page
from publication.catalogue import listed
from publication.catalogue_search import MOST, chosen, narrowed
from publication.catalogue_words import TRAITS, Kind, facts, said
from publication.forms.catalogue import CatalogueFilter
from publication.models import CatalogueEntry
from publication.views.public import public_page


@public_page
def catalogue(request):
    """All products of members, filtered; ticked ones go side by side."""
    filters = CatalogueFilter(request.GET)
    rows = page(request, narrowed(filters.answers).order_by(), order=("name", "pk"), size=30)
    ticked = chosen(request.GET)
    context = {
        "filters": filters,
        "page": rows,
        "cards": [(entry, _short(entry)) for entry in rows.rows if entry not in ticked],
        "ticked": [(entry, _short(entry)) for entry in ticked],
        "most": MOST,
    }
    return render(request, "publication/catalogue/list.html", context)


def _short(entry: CatalogueEntry) -> dict[str, str]:
    return {trait.key: said(trait, entry.content) for trait in TRAITS[Kind.PRODUCT]}


@public_page
def product(request, pk: int):
    """One product with all that its maker says of it."""
    entry = get_object_or_404(listed(Kind.PRODUCT).select_related("membership__enterprise__city"), pk=pk)
    context = {"entry": entry, "facts": facts(entry.kind, entry.content)}
    return render(request, "publication/catalogue/product.html", context)


@public_page
def compare(request):
    """Up to four products, one column each; what none of them says is left out."""
    entries = chosen(request.GET)
    rows = [(_("Enterprise"), [entry.membership.enterprise.name for entry in entries])]
    rows += [
        (trait.label, [said(trait, entry.content) for entry in entries]) for trait in TRAITS[Kind.PRODUCT]
    ]
    context = {
        "entries": [(entry, _without(entries, entry)) for entry in entries],
        "rows": [
            {"label": label, "cells": list(zip(entries, values, strict=True)), "differ": len(set(values)) > 1}
            for label, values in rows
            if any(values)
        ],
        "asked": len(set(request.GET.getlist("p"))),
        "most": MOST,
        "keep": _query(entries),
    }
    return render(request, "publication/catalogue/compare.html", context)


def _query(entries: list[CatalogueEntry]) -> str:
    return "?" + "&".join(f"p={entry.pk}" for entry in entries)


def _without(entries: list[CatalogueEntry], one: CatalogueEntry) -> str:
    return _query([entry for entry in entries if entry != one])
