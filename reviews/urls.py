"""The addresses of this room."""

from django.urls import path

from reviews.views import experts, mine, panels, recusals, reports, reviews, scoring

app_name = "reviews"
urlpatterns = [
    path("experts/", experts.expert_list, name="experts"),
    path("experts/new/", experts.expert_new, name="expert_new"),
    path("experts/export/", experts.expert_export, name="expert_export"),
    path("experts/me/", experts.profile, name="profile"),
    path("experts/<int:pk>/", experts.expert_page, name="expert"),
    path("experts/<int:pk>/edit/", experts.expert_edit, name="expert_edit"),
    path("experts/<int:pk>/confirm/", experts.expert_confirm, name="expert_confirm"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/calls/<int:pk>/", reviews.review_call, name="review_call"),
    path("reviews/calls/<int:pk>/open/", reviews.review_open, name="review_open"),
    path("reviews/calls/<int:pk>/act/", reviews.review_act, name="review_act"),
    path("reviews/calls/<int:pk>/ranking/", reports.ranking, name="ranking"),
    path("reviews/calls/<int:pk>/scores/<str:form>/", reports.scores_export, name="scores_export"),
    path("reviews/calls/<int:pk>/report/", reports.report_new, name="report_new"),
    path("reviews/reports/", reports.report_list, name="reports"),
    path("reviews/reports/<int:pk>/", reports.report_page, name="report"),
    path("reviews/reports/<int:pk>/export/", reports.report_export, name="report_export"),
    path("reviews/panel/", panels.assign, name="assign"),
    path("reviews/files/<int:pk>/", panels.file_page, name="file"),
    path("reviews/files/<int:pk>/schedule/", panels.schedule, name="schedule"),
    path("reviews/seats/<int:pk>/replace/", panels.replace, name="replace"),
    path("reviews/recusals/", recusals.recusal_list, name="recusals"),
    path("reviews/recusals/<int:pk>/", recusals.recusal_page, name="recusal"),
    path("reviews/recusals/<int:pk>/evidence/", recusals.evidence, name="recusal_evidence"),
    path("reviews/seats/<int:pk>/recusal/", recusals.request_page, name="request_recusal"),
    path("reviews/mine/", mine.my_reviews, name="mine"),
    path("reviews/mine/<int:pk>/", mine.declare, name="declare"),
    path("reviews/mine/<int:pk>/recuse/", mine.recuse, name="recuse"),
    path("reviews/mine/<int:pk>/sheet/", scoring.sheet, name="sheet"),
    path("reviews/mine/<int:pk>/autosave/", scoring.autosave, name="autosave"),
]
