"""What a new dossier carries over from an earlier one."""

from datetime import datetime

from applications.dossier.schemas import SCHEMAS
from applications.dossier.specs import Context
from applications.dossier.validation import tidied
from applications.models import Application, Call, Enterprise, SubmittedVersion
from applications.registry import prefill_sources


def last_submission(
    enterprise: Enterprise, call: Call, *, by: datetime | None = None
) -> SubmittedVersion | None:
    """What the enterprise submitted last in another call of this kind; ``by``: not after that moment."""
    versions = SubmittedVersion.objects.filter(application__enterprise=enterprise)
    if by:
        versions = versions.filter(submitted_at__lte=by)
    return (
        versions.filter(application__kind=call.kind)
        .exclude(application__call=call)
        .select_related("application__call")
        .order_by("-submitted_at", "-id")
        .first()
    )


def from_last_submission(enterprise: Enterprise, call: Call) -> dict[str, dict] | None:
    """The sections of the enterprise's last submitted file of this kind."""
    version = last_submission(enterprise, call)
    return version.content["sections"] if version else None


def carried_from(application: Application) -> Call | None:
    """The earlier call whose file a draft was begun with."""
    version = last_submission(application.enterprise, application.call, by=application.created_at)
    return version.application.call if version else None


def register() -> None:
    """Enter the house's own source; higher floors may add theirs."""
    prefill_sources.add("last_submission", from_last_submission)


def sections_for(enterprise: Enterprise, call: Call, context: Context) -> dict[str, dict]:
    """What the source entered last that knows something gives, in the shape of the call's schema.

    Figures of years that the new call doesn't ask for are left out.
    """
    schema = SCHEMAS[call.kind, call.schema_version]
    for source in reversed(list(prefill_sources)):
        if given := source(enterprise, call):
            return {
                section.key: tidied(section, given[section.key], context)
                for section in schema.sections
                if given.get(section.key)
            }
    return {}
