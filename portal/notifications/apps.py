from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = _("notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.notifications import inbox, upkeep
        from portal.ui.header import Badge, badges

        upkeep.register()
        badges.add("inbox", Badge("inbox", _("Inbox"), "notifications:inbox", inbox.unread_count))
