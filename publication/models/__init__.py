from publication.models.catalogue import CatalogueEntry, EntryChange
from publication.models.deliberation import Decision, Deliberation, DeliberationMember, MemberRecusal
from publication.models.listing import Announcement, Immutable, ListEntry, ListVersion, Publicity
from publication.models.objection import AnswerFile, Objection, ObjectionEvidence, ObjectionNote, SealedUpload
from publication.models.page_check import PageCheck
from publication.models.pool import Membership, MembershipStatus

__all__ = [
    "Announcement",
    "AnswerFile",
    "CatalogueEntry",
    "Decision",
    "Deliberation",
    "DeliberationMember",
    "EntryChange",
    "Immutable",
    "ListEntry",
    "ListVersion",
    "MemberRecusal",
    "Membership",
    "MembershipStatus",
    "Objection",
    "ObjectionEvidence",
    "ObjectionNote",
    "PageCheck",
    "Publicity",
    "SealedUpload",
]
