"""The inbox."""

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import SIGNED_IN, access
from portal.notifications import inbox
from portal.notifications.notices import link_for, words
from portal.ui.paging import page


@access(SIGNED_IN)
@require_safe
def inbox_list(request):
    """The person's notices, unread first."""
    rows = inbox.items_of(request.user)
    if request.GET.get("show") == "unread":
        rows = rows.filter(unread=True)
    shown = page(request, rows, order=("-unread", "-at", "-pk"), size=30)
    for row in shown.rows:
        row.title, row.text = words(row.kind, row.params)
    newest = inbox.items_of(request.user).aggregate(newest=Max("pk"))["newest"]
    context = {"page": shown, "newest": newest, "unread": inbox.unread_count(request.user)}
    return render(request, "notifications/inbox.html", context)


@access(SIGNED_IN)
@require_POST
def inbox_open(request, pk: int):
    """Mark a notice as read and go where it points; it stays in the list."""
    item = get_object_or_404(inbox.items_of(request.user), pk=pk)
    inbox.mark_read(item, at=timezone.now())
    link = link_for(item.link, get_language())
    if item.link and url_has_allowed_host_and_scheme(link, allowed_hosts=None):
        return redirect(link)
    return redirect("notifications:inbox")


@access(SIGNED_IN)
@require_POST
def inbox_read_all(request):
    """Mark everything as read that stood in the list when it was opened."""
    until = request.POST.get("until", "")
    count = inbox.mark_all_read(request.user, until=int(until), at=timezone.now()) if until.isdecimal() else 0
    messages.success(request, _("%(count)s notices were marked as read.") % {"count": count})
    return redirect("notifications:inbox")
