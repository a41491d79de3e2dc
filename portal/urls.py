"""Every address of the site. Public pages carry the language: ``/`` and ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("accounts/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("portal.ui.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.documents.urls")),
    path("", include("portal.audit.urls")),
    path("", include("portal.workdays.urls")),
    path("", include("applications.urls")),
    path("", include("reviews.urls")),
    path("", include("publication.urls")),
    path("", include("evaluations.urls")),
    prefix_default_language=False,
)
