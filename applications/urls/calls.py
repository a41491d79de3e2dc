"""Calls (annex 1, step 1)."""

from django.urls import path

from applications.views import calls

urlpatterns = [
    path("province/calls/", calls.call_list, name="call_list"),
    path("province/calls/new/", calls.call_new, name="call_new"),
    path("province/calls/<int:pk>/", calls.call_manage, name="call_manage"),
    path("province/calls/<int:pk>/edit/", calls.call_edit, name="call_edit"),
    path("province/calls/<int:pk>/publish/", calls.call_publish, name="call_publish"),
    path("province/calls/<int:pk>/extend/", calls.call_extend, name="call_extend"),
    path("province/calls/<int:pk>/cancel/", calls.call_cancel, name="call_cancel"),
]
