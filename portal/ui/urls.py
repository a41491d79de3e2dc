"""The addresses of this room."""

from django.urls import path

from portal.ui import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("help/accessibility/", views.accessibility, name="accessibility"),
]
