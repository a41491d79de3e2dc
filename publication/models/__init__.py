from publication.models.deliberation import Decision, Deliberation
from publication.models.listing import Announcement, Immutable, ListEntry, ListVersion, Publicity
from publication.models.objection import Objection, ObjectionEvidence, ObjectionNote, SealedUpload
from publication.models.pool import Membership, MembershipStatus

__all__ = [
    "Announcement",
    "Decision",
    "Deliberation",
    "Immutable",
    "ListEntry",
    "ListVersion",
    "Membership",
    "MembershipStatus",
    "Objection",
    "ObjectionEvidence",
    "ObjectionNote",
    "Publicity",
    "SealedUpload",
]
