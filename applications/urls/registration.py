"""Registration, the enterprise's own page, and contested claims."""

from django.urls import path, re_path

from applications.views import disputes, enterprise, registration

urlpatterns = [
    path("register/", registration.register, name="register"),
    re_path("^registered/(?P<what>new|join|dispute)/$", registration.registered, name="registered"),
    path("enterprise/", enterprise.enterprise, name="enterprise"),
    path("enterprise/contact/", enterprise.enterprise_contact, name="enterprise_contact"),
    path("enterprise/proofs/<slug:kind>/replace/", enterprise.proof_replace, name="proof_replace"),
    path("enterprise/proofs/<int:pk>/", enterprise.proof_file, name="proof_file"),
    path("applications/<int:pk>/proof/confirm/", enterprise.proof_confirm, name="proof_confirm"),
    path("enterprise/joins/<int:pk>/authorisation/", enterprise.join_file, name="join_file"),
    path("enterprise/joins/<int:pk>/answer/", enterprise.join_answer, name="join_answer"),
    path("disputes/", disputes.dispute_list, name="dispute_list"),
    path("disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("disputes/<int:pk>/<slug:kind>/", disputes.dispute_file, name="dispute_file"),
]
