"""A member keeps its products and agreed cases; everything goes to the alliance for approval first."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from publication import catalogue
from publication.catalogue_prefill import offers
from publication.catalogue_words import facts
from publication.forms.catalogue import FORMS
from publication.models import CatalogueEntry, EntryChange, Membership

KEEP = needs(Permission.KEEP_PRODUCTS)
DECIDED_SHOWN = 20


def _membership(request) -> Membership | None:
    rows = Membership.objects.select_related("enterprise__organisation")
    return rows.filter(enterprise__organisation_id=request.user.organisation_id, is_member=True).first()


@access(KEEP)
@require_safe
def products(request):
    """What the public reads, what waits, what was decided, and what the dossier offers."""
    membership = _membership(request)
    context = {"membership": membership}
    if membership:
        changes = membership.entry_changes.select_related("entry")
        waiting = {change.entry_id: change for change in changes.filter(status="waiting")}
        shown = membership.catalogue.filter(is_listed=True)
        context |= {
            "groups": [
                (kind, label, [(row, waiting.get(row.pk)) for row in shown if row.kind == kind])
                for kind, label in CatalogueEntry.Kind.choices
            ],
            "waiting": changes.filter(status="waiting"),
            "decided": changes.filter(status__in=["approved", "refused"]).order_by("-decided_at", "-id")[
                :DECIDED_SHOWN
            ],
            "offers": offers(membership),
        }
    return render(request, "publication/catalogue/mine.html", context)


@access(KEEP)
@require_http_methods(["GET", "POST"])
def entry_new(request, kind: str):
    """A new product or case, filled from the dossier where ``?from=`` names one of its rows."""
    membership = _membership(request)
    if kind not in FORMS or membership is None:
        raise Http404
    form = FORMS[kind](request.POST or None, initial=_offered(request, membership, kind))
    return _entry_page(request, membership, kind, form, None)


def _offered(request, membership: Membership, kind: str) -> dict:
    number = request.GET.get("from", "")
    found = (one for one in offers(membership) if one.kind == kind and str(one.number) == number)
    offer = next(found, None)
    return offer.initial if offer else {}


@access(KEEP)
@require_http_methods(["GET", "POST"])
def entry_edit(request, pk: int):
    """Change an entry; what waits already is what the form begins with."""
    entry = _own_entry(request, pk)
    waiting = entry.changes.filter(status="waiting").exclude(what=EntryChange.What.WITHDRAW).first()
    held = waiting or entry
    form = FORMS[entry.kind](request.POST or None, initial={"name": held.name, **held.content})
    return _entry_page(request, entry.membership, entry.kind, form, entry)


def _own_entry(request, pk: int) -> CatalogueEntry:
    rows = CatalogueEntry.objects.select_related("membership__enterprise__organisation")
    return get_object_or_404(
        rows, pk=pk, is_listed=True, membership__enterprise__organisation_id=request.user.organisation_id
    )


def _entry_page(request, membership: Membership, kind: str, form, entry):
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            catalogue.ask(
                membership,
                kind=kind,
                name=form.cleaned_data["name"],
                content=form.content,
                entry=entry,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Sent to the alliance for approval. The public reads it afterwards."))
            return redirect("publication:products")
    context = {"form": form, "entry": entry, "kind": kind, "label": CatalogueEntry.Kind(kind).label}
    return render(request, "publication/catalogue/entry.html", context, status=422 if form.is_bound else 200)


@access(KEEP)
@require_http_methods(["GET", "POST"])
def entry_withdraw(request, pk: int):
    """Ask to take an entry out, after looking at it once more."""
    entry = _own_entry(request, pk)
    if request.method == "POST":
        try:
            catalogue.withdraw(entry.membership, entry, by=request.user, at=timezone.now())
        except catalogue.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The withdrawal was sent to the alliance for approval."))
        return redirect("publication:products")
    context = {"entry": entry, "facts": facts(entry.kind, entry.content)}
    return render(request, "publication/catalogue/withdraw.html", context)
