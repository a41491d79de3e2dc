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
        from portal.ui.navigation import NavItem, items

        upkeep.register()
        jobs = NavItem("jobs", _("Jobs"), "admin:notifications_job_changelist", 62, visible=keeps_jobs)
        items.add(jobs.key, jobs)
        mails = NavItem("mails", _("Mails"), "admin:notifications_mail_changelist", 63, visible=keeps_jobs)
        items.add(mails.key, mails)
        badges.add("inbox", Badge("inbox", _("Inbox"), "notifications:inbox", inbox.unread_count))


def keeps_jobs(user) -> bool:
    """Whether the menu shows the outbox to this person."""
    from portal.accounts.permissions import Permission

    return user.may(Permission.MANAGE_JOBS)
