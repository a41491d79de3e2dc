"""Django's admin, narrowed: it holds what the table opens, signs nobody in, and every page is declared."""

from django.contrib import admin
from django.urls import URLResolver
from django.utils.translation import gettext_lazy as _

from portal.accounts.access import NOBODY, Rule, declare
from portal.accounts.backends import ADMIN_MODELS
from portal.accounts.roles import STAFF_ROLES, roles_with

STAFF = Rule("admin", frozenset(STAFF_ROLES))
PAGES = ("changelist", "add", "change", "history")
# Authorities follow the divisions (GB/T 2260), enterprises register themselves, jobs follow from acts.
NEVER_ADDED = {"accounts.organisation", "accounts.division", "notifications.job", "notifications.mail"}

declare(STAFF, ["admin:index", "admin:app_list", "admin:jsi18n"])
# Signing in and out and passwords have one door each, allauth's.
declare(
    NOBODY,
    [
        "admin:login",
        "admin:logout",
        "admin:password_change",
        "admin:password_change_done",
        "admin:autocomplete",
        "admin:view_on_site",
    ],
)


def _declare_models() -> None:
    """Each model's pages for the administrator who carries its right; nothing is ever deleted."""
    for permission, labels in ADMIN_MODELS.items():
        rule = Rule(f"admin:{permission}", frozenset(roles_with(permission) & STAFF_ROLES))
        for label in labels:
            for page in PAGES:
                closed = page == "add" and label in NEVER_ADDED
                declare(NOBODY if closed else rule, [_name(label, page)])
            declare(NOBODY, [_name(label, "delete")])


def _name(label: str, page: str) -> str:
    return f"admin:{label.replace('.', '_')}_{page}"


_declare_models()


class PortalAdmin(admin.AdminSite):
    """The administrators' pages."""

    site_title = _("Administration")
    site_header = _("Provincial pool portal: administration")
    index_title = _("Administration")
    site_url = None
    final_catch_all_view = False
    enable_nav_sidebar = True

    def get_urls(self):
        """Only pages with a name of their own, so that each can be declared (old redirects have none)."""
        urls = super().get_urls()
        for resolver in urls:
            if isinstance(resolver, URLResolver):
                resolver.urlconf_name[:] = [page for page in resolver.urlconf_name if page.name]
        return urls

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in only models that the table of administrators names; libraries' own stay outside."""
        models = model_or_iterable if isinstance(model_or_iterable, (list, tuple)) else [model_or_iterable]
        named = set().union(*ADMIN_MODELS.values())
        for model in models:
            if model._meta.label_lower in named:
                super().register(model, admin_class, **options)


class AuditedAdmin(admin.ModelAdmin):
    """Nothing is deleted in the admin."""

    actions_on_bottom = False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
