"""Every address of the site. Public pages carry the language: ``/`` and ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.accounts.unified import back
from publication.api.v1 import api
from publication.sitemap import site_map

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("portal.probes.urls")),
    path("accounts/unified/back/", back, {"provider_id": "unified"}, name="openid_connect_callback"),
    path("sitemap.xml", site_map, name="sitemap"),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("portal.ui.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.documents.urls")),
    path("", include("portal.oversight.urls")),
    path("", include("applications.urls")),
    path("", include("reviews.urls")),
    path("", include("publication.urls")),
    path("", include("evaluations.urls")),
    prefix_default_language=False,
)

handler400 = "portal.ui.views.errors.bad_request"
handler403 = "portal.ui.views.errors.forbidden"
handler404 = "portal.ui.views.errors.not_found"
handler500 = "portal.ui.views.errors.server_error"
