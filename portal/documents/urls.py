"""The addresses of this room."""

from django.urls import path

from portal.documents import views

urlpatterns = [
    path("documents/<slug:code>.pdf", views.document_download, name="document_download"),
    path("verify/", views.verify, name="verify"),
    path("verify/<slug:code>/", views.verify_code, name="verify_code"),
]
