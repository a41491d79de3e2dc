"""The addresses of the support room, within those of evaluations."""

from django.urls import path

from evaluations.support.views import directories, events, needs, registers, taking_part

urlpatterns = [
    path("directories/", directories.directories_public, name="directories_public"),
    path("directories/<int:year>/<int:pk>/", directories.directory_public, name="directory_public"),
    path("events/", taking_part.events_public, name="events_public"),
    path("events/<int:pk>/", taking_part.event_public, name="event_public"),
    path("support/directories/", directories.directory_list, name="directory_list"),
    path("support/directories/of/<int:pk>/", directories.directory_new, name="directory_new"),
    path("support/directories/<int:pk>/", directories.directory, name="directory"),
    path("support/events/", events.event_list, name="event_list"),
    path("support/events/new/", events.event_new, name="event_new"),
    path("support/events/mine/", taking_part.events_mine, name="events_mine"),
    path("support/events/<int:pk>/", events.event, name="event"),
    path("support/events/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("support/events/<int:pk>/check-in/", events.event_check_in, name="event_check_in"),
    path("support/events/mine/<int:pk>/", taking_part.event_mine, name="event_mine"),
    path("support/check-in/<str:token>/", events.check_in, name="check_in"),
    path("support/needs/", needs.need_list, name="need_list"),
    path("support/needs/new/", needs.need_new, name="need_new"),
    path("support/needs/<int:pk>/", needs.need, name="need"),
    path("support/priority/", registers.priority, name="priority"),
    path("support/priority/<slug:which>.<slug:form>", registers.priority_file, name="priority_file"),
    path("support/referrals/", registers.referral_list, name="referral_list"),
    path("support/referrals/new/", registers.referral_new, name="referral_new"),
    path("support/referrals/<int:pk>/", registers.referral, name="referral"),
    path("support/received/", registers.received_list, name="received_list"),
    path("support/received/<int:pk>/", registers.received_member, name="received_member"),
    path("support/mine/", registers.support_mine, name="support_mine"),
]
