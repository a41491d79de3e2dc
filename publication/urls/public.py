"""The public site."""

from django.urls import path

from publication.views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("calls/", public.call_list, name="calls"),
    path("calls/<int:pk>/", public.call, name="call"),
    path("notices/", public.notices, name="notices"),
    path("publicity/<int:pk>/", public.publicity, name="publicity"),
    path("announcements/<int:pk>/", public.announcement, name="announcement"),
    path("pool/", public.pool, name="pool"),
    path("pool/members.csv", public.pool_csv, name="pool_csv"),
    path("pool/<str:uscc>/", public.enterprise, name="enterprise"),
    path("statistics/", public.statistics, name="statistics"),
]
