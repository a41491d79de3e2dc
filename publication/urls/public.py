"""The public site."""

from django.urls import path

from publication.views import guides, member, open_data, public, search

urlpatterns = [
    path("", public.home, name="home"),
    path("calls/", public.call_list, name="calls"),
    path("calls/<int:pk>/", public.call, name="call"),
    path("notices/", public.notices, name="notices"),
    path("publicity/<int:pk>/", public.publicity, name="publicity"),
    path("announcements/<int:pk>/", public.announcement, name="announcement"),
    path("pool/", public.pool, name="pool"),
    path("pool/members.csv", public.pool_csv, name="pool_csv"),
    path("pool/<str:uscc>/", member.enterprise, name="enterprise"),
    path("help/", guides.help_index, name="help"),
    path("help/<slug:key>/", guides.help_guide, name="help_guide"),
    path("search/", search.search, name="search"),
    path("statistics/", public.statistics, name="statistics"),
    path("notices/feed/", open_data.feed, name="feed"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("open-data/<slug:key>.<slug:form>", open_data.open_data_file, name="open_data_file"),
]
