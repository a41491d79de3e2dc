"""The addresses of this room."""

from django.urls import path

from portal.documents.views import issued, public

app_name = "documents"
urlpatterns = [
    path("documents/<str:code>.pdf", public.download, name="download"),
    path("documents/issued/", issued.issued_list, name="issued_list"),
    path("documents/issued/<str:code>/", issued.issued, name="issued"),
    path("documents/scans/<int:pk>/", public.scan, name="scan"),
    path("verify/file/", public.check_file, name="check_file"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
]
