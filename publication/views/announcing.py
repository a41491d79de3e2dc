"""The province's pages on announcements."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.views.refusals import refusals_on
from portal.accounts.access import access, needs
from portal.accounts.fresh import binding
from portal.accounts.permissions import Permission
from portal.ui.paging import page
from publication import announcing as domain
from publication import correcting, lock, queries
from publication.forms.province import AnnounceForm, CorrectForm
from publication.models import Announcement, Publicity
from publication.views.publicity import with_open_objections

ANNOUNCE = needs(Permission.ANNOUNCE)


@access(ANNOUNCE)
@require_safe
def announcing(request):
    """Publicised lists that aren't announced yet, first those that end first; then the announcements."""
    waiting = with_open_objections(Publicity.objects.defer("derivation")).filter(is_announced=False)
    made = queries.announcements().select_related("document").defer("body", "document__data")
    made = made.annotate(correction_pk=F("correction__pk"))
    return render(
        request,
        "publication/province/announcing.html",
        {
            "waiting": waiting.order_by("ends_at", "pk")[:50],
            "page": page(request, made.order_by(), order=("-pk",), size=30),
            "now": timezone.now(),
        },
    )


@access(ANNOUNCE)
@require_http_methods(["GET", "POST"])
@binding
def announce(request, pk: int):
    """The lock of a list, the prepared text, and the button when the lock is open."""
    publicity = get_object_or_404(Publicity.objects.select_related("version__call"), pk=pk)
    now = timezone.now()
    made = domain.announcement_of(publicity)
    if made:
        messages.info(request, _("This list is announced already."))
        return redirect("publication:announcement", made.pk)
    form = AnnounceForm(request.POST or None, initial=domain.prepared(publicity, at=now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = domain.announce(publicity, **form.cleaned_data, by=request.user, at=now)
            messages.success(request, _("The result is announced; the members are in the pool."))
            return redirect("publication:announcing")
    entries = domain.standing(publicity)
    context = {
        "publicity": publicity,
        "form": form,
        "lock": lock.of(publicity, at=now),
        "entries": entries,
        "fallen": publicity.version.entries.count() - len(entries),
    }
    status = 422 if form.is_bound else 200
    return render(request, "publication/province/announce.html", context, status=status)


@access(ANNOUNCE)
@require_http_methods(["GET", "POST"])
def correct(request, pk: int):
    """A correction of an announced list, as a new version that names the old one."""
    rows = Announcement.objects.select_related("version__call", "document").defer("document__data")
    old = get_object_or_404(rows, pk=pk)
    form = CorrectForm(request.POST or None, announcement=old, initial=correcting.prepared(old))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = correcting.correct(old, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The correction is announced; the old version stays readable."))
            return redirect("publication:announcement", made.pk)
    context = {"form": form, "announcement": old}
    status = 422 if form.is_bound else 200
    return render(request, "publication/province/correct.html", context, status=status)
