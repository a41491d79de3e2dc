from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "portal.workdays"
    label = "workdays"
    verbose_name = _("working days")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.ui import clock
        from portal.workdays import calendar, table
        from portal.workdays.models import ConfirmedYear, DayOverride

        request_started.connect(table.look_again, dispatch_uid="workdays_look_again")
        for model in (DayOverride, ConfirmedYear):
            for signal in (post_save, post_delete):
                signal.connect(
                    table.forget, sender=model, dispatch_uid=f"forget_{model.__name__}_{id(signal)}"
                )
        clock.sources.add(clock.DAYS_LEFT, calendar.days_left)
