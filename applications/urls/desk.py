"""Desks and the application page (annex 1, steps 3 and 4)."""

from django.urls import path

from applications.views import application, city, clock, desk

urlpatterns = [
    path("desk/", desk.desk_page, name="desk"),
    path("desk/export/", desk.desk_export, name="desk_export"),
    path("desk/decide/", desk.desk_decide, name="desk_decide"),
    path("desk/calls/", city.rounds, name="rounds"),
    path("desk/calls/<int:pk>/", city.round_page, name="round"),
    path("desk/calls/<int:pk>/order/", city.round_order, name="round_order"),
    path("desk/calls/<int:pk>/letter/", city.round_letter, name="round_letter"),
    path("desk/calls/<int:pk>/letter/make/", city.round_compose, name="round_compose"),
    path("desk/letters/<int:pk>/", city.letter, name="letter"),
    path("desk/summaries/<int:pk>.xlsx", city.summary_sheet, name="summary_sheet"),
    path("desk/summaries/<int:pk>.pdf", city.summary_pdf, name="summary_pdf"),
    path("applications/", desk.application_list, name="application_list"),
    path("applications/export/", desk.application_export, name="application_export"),
    path("applications/<int:pk>/", application.application, name="application"),
    path("applications/<int:pk>/work/", application.application_work, name="application_work"),
    path("applications/<int:pk>/work/save/", application.application_work_save, name="application_work_save"),
    path(
        "applications/<int:pk>/decide/<slug:key>/", application.application_decide, name="application_decide"
    ),
    path("applications/<int:pk>/clock/", clock.application_clock, name="application_clock"),
]
