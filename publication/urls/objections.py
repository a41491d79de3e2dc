"""Objections (annex 1, step 9)."""

from django.urls import path

from publication.views import answering, investigation, objections, unlocking

urlpatterns = [
    path("objections/new/", objections.objection_new, name="objection_new"),
    path("objections/track/", objections.objection_track, name="objection_track"),
    path("objections/track/complete/", objections.objection_complete, name="objection_complete"),
    path("objections/track/confirm/", objections.objection_confirm, name="objection_confirm"),
    path("objections/track/document/", objections.objection_document, name="objection_document"),
    path("objections/", investigation.objection_list, name="objections"),
    path("objections/unlock/", unlocking.objections_unlock, name="objections_unlock"),
    path("objections/lock/", unlocking.objections_lock, name="objections_lock"),
    path("objections/<int:pk>/", investigation.objection, name="objection"),
    path("objections/<int:pk>/evidence/<int:evidence>/", investigation.evidence, name="objection_evidence"),
    path("objections/<int:pk>/admit/", investigation.admit, name="objection_admit"),
    path("objections/<int:pk>/refuse/", investigation.refuse, name="objection_refuse"),
    path("objections/<int:pk>/redact/", investigation.redact, name="objection_redact"),
    path("objections/<int:pk>/forward/", investigation.forward, name="objection_forward"),
    path("objections/<int:pk>/note/", investigation.note, name="objection_note"),
    path("objections/<int:pk>/rule/", investigation.rule, name="objection_rule"),
    path("objections/<int:pk>/answer/", answering.answer, name="objection_answer"),
    path("objections/<int:pk>/answer/files/<int:file>/", answering.answer_file, name="objection_answer_file"),
]
