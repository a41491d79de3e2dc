"""The addresses of this room."""

from django.urls import path, register_converter

from portal.oversight.views import record, roots, workdays


class HashConverter:
    """A SHA-256 in lower-case hex."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(HashConverter, "sha256")

app_name = "oversight"
urlpatterns = [
    path("audit/", record.events, name="events"),
    path("audit/events.csv", record.events_csv, name="events_csv"),
    path("audit/chain/<str:kind>/<str:id>/", record.chain, name="chain"),
    path("audit/reads/", record.reads, name="reads"),
    path("audit/verification/", record.verification, name="verification"),
    path("audit/roots/", roots.roots, name="roots"),
    path("audit/roots.json", roots.roots_json, name="roots_json"),
    path("audit/roots.jsonl", roots.roots_file, name="roots_file"),
    path("audit/verify_record.py", roots.program, name="verify_record"),
    path("audit/receipt/", roots.receipt, name="receipt"),
    path("audit/proof/<sha256:hash>.json", roots.proof_json, name="proof_json"),
    path("workdays/", workdays.calculation, name="calculation"),
    path("workdays/table/", workdays.workdays_table, name="workdays_table"),
    path("workdays/table/remove/", workdays.workdays_remove, name="workdays_remove"),
]
