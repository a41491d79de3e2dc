"""The province: deliberation, publicity, announcement (annex 1, steps 8 and 10)."""

from django.urls import path

from publication.views import announcing, deliberation, minutes, publicity

urlpatterns = [
    path("province/deliberations/", deliberation.deliberations, name="deliberations"),
    path("province/deliberations/new/<int:call>/", deliberation.meeting_new, name="meeting_new"),
    path("province/deliberations/<int:pk>/", deliberation.meeting, name="meeting"),
    path("province/deliberations/<int:pk>/vote/<slug:matter>/", minutes.meeting_vote, name="meeting_vote"),
    path("province/deliberations/<int:pk>/recuse/", minutes.meeting_recuse, name="meeting_recuse"),
    path("province/deliberations/<int:pk>/decide/", minutes.meeting_decide, name="meeting_decide"),
    path(
        "province/deliberations/<int:pk>/decisions/<int:decision>/take-back/",
        minutes.meeting_take_back,
        name="meeting_take_back",
    ),
    path("province/deliberations/<int:pk>/minute/", minutes.meeting_minute, name="meeting_minute"),
    path("province/deliberations/<int:pk>/approve/", minutes.meeting_approve, name="meeting_approve"),
    path("province/publicity/", publicity.publicities_manage, name="publicities_manage"),
    path("province/publicity/new/<int:call>/", publicity.publicity_begin, name="publicity_begin"),
    path("province/publicity/<int:pk>/", publicity.publicity_manage, name="publicity_manage"),
    path("province/announcements/", announcing.announcing, name="announcing"),
    path("province/announcements/new/<int:pk>/", announcing.announce, name="announce"),
]
