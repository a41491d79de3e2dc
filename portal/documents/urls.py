"""The addresses of this room."""

from django.urls import path

from portal.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<str:code>.pdf", views.download, name="download"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
]
