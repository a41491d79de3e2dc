"""The addresses of mutual recognition."""

from django.urls import path

from evaluations.mutual_recognition.views import overview, policies, treatment

urlpatterns = [
    path("mutual-recognition/", overview.mutual, name="mutual"),
    path("mutual-recognition/policies/new/", policies.policy_new, name="policy_new"),
    path("mutual-recognition/policies/<int:pk>/", policies.policy, name="policy"),
    path("mutual-recognition/policies/<int:pk>/edit/", policies.policy_edit, name="policy_edit"),
    path("city-pool/mine/reports/", treatment.treatments, name="treatments"),
    path("city-pool/mine/reports/new/", treatment.treatment_new, name="treatment_new"),
    path("mutual-recognition/reports/<int:pk>/", treatment.treatment, name="treatment"),
    path(
        "mutual-recognition/reports/<int:pk>/files/<int:file>/",
        treatment.treatment_file,
        name="treatment_file",
    ),
]
