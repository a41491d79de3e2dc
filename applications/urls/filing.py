"""Filing by enterprises (annex 1, step 2)."""

from django.urls import path

from applications.views import attachments, filing, submission

urlpatterns = [
    path("filing/", filing.my_applications, name="mine"),
    path("filing/begin/<int:call_pk>/", filing.begin, name="begin"),
    path("filing/<int:pk>/", filing.resume, name="resume"),
    path("filing/<int:pk>/attachments/", attachments.materials, name="attachments"),
    path("filing/<int:pk>/attachments/<slug:key>/add/", attachments.add, name="attachment_add"),
    path(
        "filing/<int:pk>/attachments/<int:attachment_pk>/remove/",
        attachments.remove,
        name="attachment_remove",
    ),
    path("filing/<int:pk>/preview/", submission.preview, name="preview"),
    path("filing/<int:pk>/submit/", submission.submit, name="submit"),
    path("filing/<int:pk>/receipt/", submission.receipt, name="receipt"),
    path("filing/<int:pk>/receipt/<int:number>/", submission.receipt_file, name="receipt_file"),
    path("filing/<int:pk>/withdraw/", submission.withdraw, name="withdraw"),
    path("filing/<int:pk>/review/", submission.ask_for_review, name="ask_for_review"),
    path("filing/<int:pk>/<slug:key>/", filing.section, name="section"),
    path("filing/<int:pk>/<slug:key>/autosave/", filing.autosave, name="autosave"),
    path(
        "applications/<int:pk>/attachments/<int:attachment_pk>/",
        attachments.attachment,
        name="attachment",
    ),
]
