"""Who downloads the official documents of this floor by their code."""

from applications.letters import reaches
from applications.queries import visible_to
from applications.timeline import OFFICIALS
from portal.accounts.permissions import Permission as P
from portal.documents.issuing import readers
from portal.documents.models import OfficialDocument


def may_read_of_file(user, document: OfficialDocument) -> bool:
    """The receipt of a submission: its enterprise, and the officials who may see the file."""
    if not (user.may(P.FILE_APPLICATION) or user.role in OFFICIALS):
        return False
    return visible_to(user).filter(pk=document.subject_id).exists()


def may_read_of_call(user, document: OfficialDocument) -> bool:
    """An authority's summary table or letter: itself, the authorities above it, the alliance, the auditor.

    What a call has for everybody is public by its kind and asks no reader.
    """
    if user.may(P.READ_AUDIT):
        return True
    return user.may(P.USE_DESK) and reaches(user.organisation, document.issued_by.organisation)


def register() -> None:
    """Enter the readers by the kind of what a document is about."""
    readers.add("application", may_read_of_file)
    readers.add("call", may_read_of_call)
