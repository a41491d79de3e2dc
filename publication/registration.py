"""What this floor enters in the registries of the floors below, at start-up."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applications import renaming
from applications.models import (
    Application,
    Call,
    Enterprise,
    FormerName,
    Indicator,
    MaterialRequirement,
    SupplierClass,
)
from applications.registry import add_policy
from applications.workflow import Step
from portal import page_cache
from portal.accounts.access import NOBODY, PUBLIC, declare
from portal.accounts.first_pages import first_pages
from portal.accounts.models import Division, Organisation
from portal.accounts.permissions import Permission as P
from portal.accounts.roles import Role
from portal.documents.issuing import DocumentKind, Found, kinds, readers, subjects, verifiers
from portal.documents.models import OfficialDocument, OfficialScan
from portal.ui.navigation import NavItem, items
from portal.workdays.models import DayOverride
from publication import certificates, datasets, member_parts, notices, panels, pool, replies, verification
from publication.deliberation import standards_and_process_are_adopted
from publication.lock import publicity_is_over
from publication.models import (
    Announcement,
    CatalogueEntry,
    ListEntry,
    ListVersion,
    Membership,
    MembershipStatus,
    Publicity,
)

API_VIEWS = (
    "openapi-json",
    "members",
    "member",
    "verify",
    "products",
    "notices",
    "publicity",
    "announcement",
    "statistics",
)
# What public pages show; a write to one of these renews the kept ones.
SHOWN = [
    Call, MaterialRequirement, Indicator, Enterprise, FormerName, Organisation, Division, DayOverride,
    OfficialDocument, OfficialScan, ListVersion, ListEntry, Publicity, Announcement, Membership, MembershipStatus,
    CatalogueEntry,
]  # fmt: skip
DOCUMENTS = [
    ("deliberation_minute", _("Minute of a deliberation"), "审纪", False),
    ("publicity_notice", _("Publicity notice"), "公示", True),
    ("announcement", _("Announcement"), "公告", True),
    (certificates.KIND, _("Certificate of membership"), "证", True),
    ("objection_receipt", _("Receipt of an objection"), "异收", False),
    ("objection_reply", _("Reply to an objection"), "异复", False),
    ("objection_ruling", _("Ruling on an objection"), "异决", False),
]


def register() -> None:
    """Enter everything; called once, from ``PublicationConfig.ready``."""
    for step in (Step.PROPOSE, Step.DECLINE, Step.PUBLICISE):
        add_policy(step, standards_and_process_are_adopted)
    add_policy(Step.ANNOUNCE, publicity_is_over)
    renaming.followers.add("publication.pool", pool.follow_name)
    notices.register()
    panels.register()
    datasets.register()
    page_cache.watch(*SHOWN)
    declare(PUBLIC, [f"api_v1:{name}" for name in API_VIEWS])
    declare(NOBODY, ["api_v1:api-root"])
    for key, title, prefix, is_public in DOCUMENTS:
        if key not in kinds:
            template = f"documents/{key}.html"
            handled_by = P.HANDLE_OBJECTIONS if key.startswith("objection_") else P.HANDLE_DOCUMENTS
            context = certificates.context if key == certificates.KIND else document_context
            kind = DocumentKind(key, title, template, context, prefix, is_public, handled_by)
            kinds.add(key, kind)
    verifiers.add("publication.membership", memberships_behind)
    subjects.add("membership", membership_certified)
    readers.add("objection", replies.may_read)
    readers.add("deliberation", may_read_minute)
    first_pages.add(Role.OBJECTIONS, "publication:objections")
    for item in MENU:
        items.add(item.key, item)


def document_context(document) -> dict:
    """Nothing beside the data that was fixed when the document was issued."""
    return {}


def memberships_behind(text: str, on: date) -> list[Found]:
    """What the verification page says of a member's code, USCC or name, for the day ``on``."""
    return [_found(row, on) for row in verification.find(text)]


def membership_certified(document: OfficialDocument, on: date) -> list[Found]:
    """What became of the member that a certificate names, under whatever name it goes now."""
    rows = Membership.objects.select_related("enterprise__city").prefetch_related(
        "history", "enterprise__former_names"
    )
    return [_found(row, on) for row in rows.filter(pk=document.subject_id)]


def _found(membership: Membership, on: date) -> Found:
    then = verification.standing(membership, on)
    facts = [
        (_("Unified social credit code"), membership.enterprise.uscc),
        (_("City"), membership.enterprise.city.label),
        (_("Status on"), date_format(on, "DATE_FORMAT")),
    ]
    if then.supplier_class:
        facts.append((_("Class"), SupplierClass(then.supplier_class).label))
    if then.since:
        facts.append((_("Member since"), date_format(then.since, "DATE_FORMAT")))
    if then.tier:
        facts.append((_("Tier"), Application.Outcome(then.tier).label))
    facts += [
        (
            _("Former name"),
            _("%(name)s (until %(day)s)") % {"name": old.name, "day": date_format(old.until, "DATE_FORMAT")},
        )
        for old in membership.enterprise.former_names.all()
    ]
    if then.is_member:
        facts += [(_("Valid in"), _("all 21 cities of the province")), (_("Basis"), member_parts.CLAUSE)]
        facts += [fact for source in member_parts.facts for fact in source(membership, on)]
    return Found(
        title=membership.enterprise.name,
        status=_("Member of the provincial pool") if then.is_member else _("Not a member on this day"),
        tone="ok" if then.is_member else "danger",
        facts=facts,
        href=reverse("publication:enterprise", args=[membership.enterprise.uscc]),
    )


def may_read_minute(user, document) -> bool:
    """The minute of a deliberation: the province and the auditor."""
    return user.may(P.DELIBERATE) or user.may(P.READ_AUDIT)


def may(permission: P):
    return lambda user: user.may(permission)


MENU = [
    NavItem(
        "publication.deliberations",
        _("Deliberation"),
        "publication:deliberations",
        50,
        visible=may(P.DELIBERATE),
        group="publicity",
    ),
    NavItem(
        "publication.publicities",
        _("Publicity"),
        "publication:publicities_manage",
        51,
        visible=may(P.PUBLICISE),
        group="publicity",
    ),
    NavItem(
        "publication.announcing",
        _("Announcing"),
        "publication:announcing",
        52,
        visible=may(P.ANNOUNCE),
        group="publicity",
    ),
    NavItem(
        "publication.certificate",
        _("Certificate"),
        "publication:certificate",
        55,
        visible=may(P.MANAGE_ENTERPRISE),
        group="pool",
    ),
    NavItem(
        "publication.products",
        _("My products"),
        "publication:products",
        30,
        visible=may(P.KEEP_PRODUCTS),
        group="pool",
    ),
    NavItem(
        "publication.entry_changes",
        _("Catalogue"),
        "publication:entry_changes",
        56,
        visible=may(P.APPROVE_PRODUCTS),
        group="pool",
    ),
    NavItem(
        "publication.objections",
        _("Objections"),
        "publication:objections",
        10,
        visible=may(P.HANDLE_OBJECTIONS),
    ),
]
