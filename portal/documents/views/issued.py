"""The documents that an authority has issued, for those who seal them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import access, needs
from portal.accounts.permissions import Permission
from portal.documents import scans
from portal.documents.forms import ScanForm
from portal.documents.issuing import kinds
from portal.ui.paging import page

HANDLE = needs(Permission.HANDLE_DOCUMENTS, Permission.HANDLE_OBJECTIONS)


@access(HANDLE)
@require_safe
def issued_list(request):
    """What my authority has issued, newest first."""
    rows = scans.issued_for(request.user)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(number__icontains=text)
    shown = page(request, rows, order=("-pk",))
    for document in shown.rows:
        document.kind_title = kinds[document.kind].title
    context = {"page": shown, "q": text}
    return render(request, "documents/pages/issued.html", context)


@access(HANDLE)
@require_http_methods(["GET", "POST"])
def issued(request, code: str):
    """One document, its PDF and its scans; a POST attaches a scan."""
    document = get_object_or_404(scans.issued_for(request.user), code=code)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (stored := form.take_in(by=request.user)):
        scans.attach(document, stored, by=request.user, at=timezone.now())
        messages.success(request, _("The scan is attached."))
        return redirect("documents:issued", document.code)
    context = {"document": document, "kind": kinds[document.kind], "form": form}
    return render(request, "documents/pages/issued_one.html", context, status=422 if form.errors else 200)
