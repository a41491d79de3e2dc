"""The addresses of this room."""

from django.urls import path

from portal.ui.views import site

urlpatterns = [
    path("gallery/", site.gallery, name="gallery"),
    path("help/accessibility/", site.accessibility, name="accessibility"),
    path("robots.txt", site.robots, name="robots"),
]
