"""Which schema a dossier follows: by kind and version, so that old files stay readable."""

from applications.dossier.evaluation import EVALUATION_1
from applications.dossier.recognition import RECOGNITION_1
from applications.dossier.specs import Context, Schema
from portal.accounts.models import Division

SCHEMAS: dict[tuple[str, int], Schema] = {
    (schema.kind, schema.version): schema for schema in (RECOGNITION_1, EVALUATION_1)
}


def schema_of(application) -> Schema:
    """The schema of a file's call."""
    return SCHEMAS[application.kind, application.call.schema_version]


def cities() -> dict[str, str]:
    """The 21 cities by code, in the reader's language."""
    rows = Division.objects.filter(level="city").order_by("code")
    return {division.code: division.label for division in rows}


def context_of(application) -> Context:
    """What a file in work is judged against."""
    from django.utils import timezone

    call = application.call
    return Context(call.year, timezone.localdate(call.closes_at), application.uscc, cities())
