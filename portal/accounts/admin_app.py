"""Django's admin as an app, with the portal's own site for it."""

from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    default_site = "portal.accounts.admin_site.PortalAdmin"
