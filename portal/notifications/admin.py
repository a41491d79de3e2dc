"""Jobs and mails in the admin: the system administrator sees what failed and tries it again."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.notifications import mails
from portal.notifications.jobs import LATE, retry, waiting_since
from portal.notifications.models import Job, Mail
from portal.notifications.notices import words


class Watched(admin.ModelAdmin):
    """Rows that people read and never write; the page says when the queue is late."""

    def changelist_view(self, request, extra_context=None):
        waits = int(waiting_since(timezone.now()) // 60)
        if waits >= LATE.total_seconds() // 60:
            text = ngettext(
                "The queue is late: the job that is due longest has waited for %(waits)d minute. Mails and documents arrive later; nothing is lost.",
                "The queue is late: the job that is due longest has waited for %(waits)d minutes. Mails and documents arrive later; nothing is lost.",
                waits,
            )
            messages.warning(request, text % {"waits": waits})
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Job)
class JobAdmin(Watched):
    """The outbox."""

    list_display = ["id", "handler", "status", "attempts", "due_at", "done_at", "error_line"]
    list_filter = ["status", "handler"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = ["try_again"]

    @admin.display(description=gettext_lazy("error"))
    def error_line(self, job):
        return job.error.splitlines()[0][:120] if job.error else ""

    def has_retry_permission(self, request):
        return self.has_view_permission(request)

    @admin.action(description=gettext_lazy("Try again (failed for good only)"), permissions=["retry"])
    def try_again(self, request, queryset):
        count = retry(queryset, by=request.user, at=timezone.now())
        messages.success(request, _("%(count)s jobs were queued again.") % {"count": count})


@admin.register(Mail)
class MailAdmin(Watched):
    """What became of each mail; never what stands in it."""

    list_display = [
        "id",
        "what",
        "user",
        "address",
        "status",
        "tries",
        "reason_line",
        "queued_at",
        "ended_at",
    ]
    list_filter = ["status"]
    list_select_related = ["user"]
    list_per_page = 50
    ordering = ["-id"]
    show_full_result_count = False
    search_fields = ["user__username", "user__name", "address"]
    search_help_text = gettext_lazy("User name, name or the host of the address")
    fields = ["what", "user", "address", "status", "tries", "reason", "queued_at", "ended_at"]
    actions = ["try_again"]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what(self, mail):
        """The title of the notice, its places left empty; a letter is of Django or a library."""
        return _("Mail of the account") if mail.kind == mails.LETTER else words(mail.kind, {})[0]

    @admin.display(description=gettext_lazy("reason"))
    def reason_line(self, mail):
        return mail.reason.splitlines()[0][:120] if mail.reason else ""

    def has_retry_permission(self, request):
        return self.has_view_permission(request)

    @admin.action(description=gettext_lazy("Try again (failed or come back)"), permissions=["retry"])
    def try_again(self, request, queryset):
        chosen = list(queryset)
        done = mails.retry(chosen, by=request.user, at=timezone.now())
        messages.success(request, _("%(count)s mails were queued again.") % {"count": done})
        if done < len(chosen):
            text = _("The others are under way, or their text was deleted: a new link has to be asked for.")
            messages.warning(request, text)
