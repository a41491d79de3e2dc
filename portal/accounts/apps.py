from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("accounts and organisations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep divisions and authorities in place after every migrate; enter first pages and the record."""
        from portal.accounts import first_pages, places, sign_ins

        post_migrate.connect(places.ensure, sender=self, dispatch_uid="places")
        first_pages.register()
        sign_ins.connect()
