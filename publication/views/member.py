"""A member's public page: its status and the whole history of it, its products and agreed cases."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from applications.models import Enterprise
from portal.documents.making import verification_address
from portal.documents.rendering import qr_svg
from publication import member_parts
from publication.catalogue_words import facts
from publication.models import CatalogueEntry
from publication.views.public import public_page


@public_page
def enterprise(request, uscc: str):
    """Status, history, former names, products, cases, and how to check them."""
    rows = Enterprise.objects.select_related("city", "membership")
    found = rows.filter(uscc=uscc.upper()).first()
    if found is None:  # an address with a code of former days leads to the present one
        moved = get_object_or_404(rows.filter(former_names__uscc=uscc.upper()).distinct())
        return redirect("publication:enterprise", moved.uscc)
    if not hasattr(found, "membership"):
        raise Http404
    context = {
        "enterprise": found,
        "membership": found.membership,
        "history": found.membership.history.select_related("announcement__version__call").order_by("-id"),
        "former_names": found.former_names.order_by("-until"),
        "shown": _shown_by(found.membership),
        "clause": member_parts.CLAUSE,
        "parts": member_parts.shown(found.membership),
        "qr": qr_svg(verification_address(found.membership.code)),
    }
    return render(request, "publication/public/enterprise.html", context)


def _shown_by(membership) -> dict[str, list]:
    """The member's products and agreed cases, each with what it says of itself."""
    groups: dict[str, list] = {kind: [] for kind in CatalogueEntry.Kind.values}
    for entry in membership.catalogue.filter(is_listed=True) if membership.is_member else []:
        groups[entry.kind].append((entry, facts(entry.kind, entry.content)))
    return groups
