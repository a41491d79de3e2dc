"""The alliance's staff approve what members want the catalogue to say, or refuse it with reasons."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.ui.paging import page
from publication import catalogue
from publication.catalogue_words import differences
from publication.forms.catalogue import DecisionForm
from publication.models import EntryChange

APPROVE = needs(Permission.APPROVE_PRODUCTS)
ROWS = EntryChange.objects.select_related("membership__enterprise", "entry")


@access(APPROVE)
@require_safe
def changes(request):
    """What waits, oldest first; what was decided, newest first."""
    tab = "decided" if request.GET.get("tab") == "decided" else "waiting"
    if tab == "waiting":
        rows = page(request, ROWS.filter(status="waiting").order_by(), order=("asked_at", "pk"), size=30)
    else:
        done = ROWS.filter(status__in=["approved", "refused"]).order_by()
        rows = page(request, done, order=("-decided_at", "-pk"), size=30, filled=("decided_at",))
    return render(request, "publication/catalogue/changes.html", {"page": rows, "tab": tab})


@access(APPROVE)
@require_http_methods(["GET", "POST"])
def change(request, pk: int):
    """Before and after, side by side; approve or refuse."""
    found = get_object_or_404(ROWS.select_related("decided_by", "asked_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _decide(request, found, form.cleaned_data["reasons"])
            return redirect("publication:entry_changes")
    context = {
        "change": found,
        "rows": differences(found.kind, _before(found), _after(found)),
        "form": form,
        "is_waiting": found.status == EntryChange.Status.WAITING,
    }
    return render(request, "publication/catalogue/change.html", context, status=422 if form.is_bound else 200)


def _decide(request, found: EntryChange, reasons: str) -> None:
    if "approve" in request.POST:
        catalogue.approve(found, by=request.user, at=timezone.now())
        messages.success(request, _("Approved; the public catalogue shows it now."))
    else:
        catalogue.refuse(found, reasons=reasons, by=request.user, at=timezone.now())
        messages.success(request, _("Refused; the enterprise was told why."))


def _before(found: EntryChange) -> dict:
    if found.status != EntryChange.Status.WAITING:
        return found.before
    return {"name": found.entry.name, "content": found.entry.content} if found.entry else {}


def _after(found: EntryChange) -> dict:
    if found.what == EntryChange.What.WITHDRAW:
        return {}
    return {"name": found.name, "content": found.content}
