"""The addresses of this room."""

from django.urls import path

from evaluations.city_pools import urls as city_pools
from evaluations.mutual_recognition import urls as mutual_recognition
from evaluations.overview import views as overview
from evaluations.support.urls import urlpatterns as support
from evaluations.views import (
    benchmarks,
    changes,
    figures,
    hearings,
    interface,
    market,
    mine,
    my_changes,
    records,
    rounds,
    rules,
    signs,
)

app_name = "evaluations"
urlpatterns = [
    path("evaluations/", rounds.round_list, name="rounds"),
    path("evaluations/<int:pk>/", rounds.round_page, name="round"),
    path("evaluations/<int:pk>/rules/", rules.rules, name="rules"),
    path("evaluations/<int:pk>/thresholds/", rounds.thresholds, name="thresholds"),
    path("evaluations/<int:pk>/members/<int:enterprise>/", hearings.member, name="member"),
    path("evaluations/<int:pk>/members/<int:enterprise>/questions/", signs.signs, name="signs"),
    path("evaluations/mine/", mine.mine, name="mine"),
    path("evaluations/hearings/<int:pk>/", hearings.hearing, name="hearing"),
    path("evaluations/hearings/<int:pk>/evidence/", hearings.hearing_evidence, name="hearing_evidence"),
    path("evaluations/files/<int:pk>/figures/<slug:metric>/", figures.figure, name="figure"),
    path("benchmarks/", benchmarks.register, name="benchmarks"),
    path("benchmarks/new/", benchmarks.benchmark_new, name="benchmark_new"),
    path("benchmarks/<int:pk>/", benchmarks.benchmark, name="benchmark"),
    path("benchmarks/import/", benchmarks.benchmarks_import, name="benchmarks_import"),
    path("benchmarks/import/template/", benchmarks.benchmarks_template, name="benchmarks_template"),
    path("benchmarks/import/<int:pk>/", benchmarks.benchmarks_plan, name="benchmarks_plan"),
    path("market/", market.market, name="market"),
    path("market/import/", market.market_import, name="market_import"),
    path("market/import/template/", market.market_template, name="market_template"),
    path("market/import/<int:pk>/", market.market_plan, name="market_plan"),
    path("market/import/<int:pk>/file/", market.market_file, name="market_file"),
    path("market/aside/", market.market_aside, name="market_aside"),
    path("market/aside/<int:pk>/", market.market_row, name="market_row"),
    path("market/senders/", market.senders, name="senders"),
    path("market/senders/<int:pk>/revoke/", market.sender_revoke, name="sender_revoke"),
    path("market/records/<int:pk>/", records.record, name="record"),
    path("market/disputes/<int:pk>/", records.dispute, name="dispute"),
    path("market/disputes/<int:pk>/evidence/", records.dispute_evidence, name="dispute_evidence"),
    path("market/interface/records/", interface.receive, name="interface"),
    path("changes/", changes.changes, name="changes"),
    path("changes/mine/", my_changes.my_changes, name="my_changes"),
    path("changes/mine/begin/<slug:kind>/", my_changes.change_begin, name="change_begin"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("changes/<int:pk>/edit/", my_changes.change_edit, name="change_edit"),
    path("changes/<int:pk>/edit/save/", my_changes.change_autosave, name="change_autosave"),
    path("changes/<int:pk>/material/<slug:key>/", my_changes.change_section, name="change_section"),
    path(
        "changes/<int:pk>/material/<slug:key>/save/",
        my_changes.change_section_autosave,
        name="change_section_autosave",
    ),
    path("changes/<int:pk>/evidence/<int:evidence>/", changes.change_evidence, name="change_evidence"),
    path("changes/<int:pk>/evidence/add/<slug:kind>/", my_changes.change_attach, name="change_attach"),
    path("changes/<int:pk>/evidence/<int:evidence>/remove/", my_changes.change_detach, name="change_detach"),
    path("changes/<int:pk>/withdraw/", my_changes.change_withdraw, name="change_withdraw"),
    path("changes/<int:pk>/forward/", changes.change_forward, name="change_forward"),
    path("changes/<int:pk>/decide/", changes.change_decide, name="change_decide"),
    *city_pools.urlpatterns,
    *mutual_recognition.urlpatterns,
    path("overview/", overview.overview, name="overview"),
    path("overview.xlsx", overview.overview_file, name="overview_file"),
    *support,
]
