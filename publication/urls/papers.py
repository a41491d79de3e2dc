"""What goes with lists and members: tables, corrections, certificates."""

from django.urls import path

from publication.views import announcing, certificate, list_files

urlpatterns = [
    path("lists/<int:pk>.<slug:form>", list_files.list_file, name="list_file"),
    path("certificate/", certificate.certificate, name="certificate"),
    path("province/announcements/<int:pk>/correct/", announcing.correct, name="announcement_correct"),
]
