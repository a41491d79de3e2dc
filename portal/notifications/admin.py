"""Jobs in the admin: the system administrator sees what failed and tries it again."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notifications.jobs import retry
from portal.notifications.models import Job


class Watched(admin.ModelAdmin):
    """Rows that people read and never write."""

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
