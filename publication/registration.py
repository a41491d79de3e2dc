"""What this floor enters in the registries of the floors below, at start-up."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applications.registry import add_policy
from applications.workflow import Step
from portal.accounts.first_pages import first_pages
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role
from portal.documents.issuing import DocumentKind, Found, kinds, readers, verifiers
from portal.ui.navigation import NavItem, items
from publication import notices, panels, pool
from publication.deliberation import standards_and_process_are_adopted
from publication.lock import publicity_is_over

DOCUMENTS = [
    ("publicity_notice", _("Publicity notice"), "公示", True),
    ("announcement", _("Announcement"), "公告", True),
    ("objection_receipt", _("Receipt of an objection"), "异收", False),
    ("objection_reply", _("Reply to an objection"), "异复", False),
]


def register() -> None:
    """Enter everything; called once, from ``PublicationConfig.ready``."""
    for step in (Step.PROPOSE, Step.DECLINE, Step.PUBLICISE):
        add_policy(step, standards_and_process_are_adopted)
    add_policy(Step.ANNOUNCE, publicity_is_over)
    notices.register()
    panels.register()
    for key, title, prefix, is_public in DOCUMENTS:
        if key not in kinds:
            template = f"documents/{key}.html"
            kinds.add(key, DocumentKind(key, title, template, document_context, prefix, is_public))
    verifiers.add("publication.membership", membership_behind)
    readers.add("objection", may_read_objection)
    first_pages.add(Role.OBJECTIONS, "publication:objections")
    for item in MENU:
        items.add(item.key, item)


def document_context(document) -> dict:
    """Nothing beside the data that was fixed when the document was issued."""
    return {}


def membership_behind(code: str) -> Found | None:
    """What the verification page says of a member's code."""
    membership = pool.verify(code)
    if membership is None:
        return None
    label = _("Member of the provincial pool") if membership.is_member else _("No longer a member")
    return Found(
        title=membership.enterprise.name,
        status=label,
        tone="ok" if membership.is_member else "danger",
        facts=[
            (_("Unified social credit code"), membership.enterprise.uscc),
            (_("City"), membership.enterprise.city.label),
            (_("Class"), membership.get_supplier_class_display()),
            (_("Member since"), date_format(membership.since, "DATE_FORMAT")),
        ],
        href=reverse("publication:enterprise", args=[membership.enterprise.uscc]),
    )


def may_read_objection(user, document) -> bool:
    """Receipts and replies: by tracking code for the objector, in the portal for the officers alone."""
    return user.may(Permission.HANDLE_OBJECTIONS)


def may(permission: Permission):
    return lambda user: user.may(permission)


MENU = [
    NavItem(
        "publication.deliberations",
        _("Deliberation"),
        "publication:deliberations",
        50,
        visible=may(Permission.DELIBERATE),
    ),
    NavItem(
        "publication.publicities",
        _("Publicity"),
        "publication:publicities_manage",
        51,
        visible=may(Permission.PUBLICISE),
    ),
    NavItem(
        "publication.announcing",
        _("Announcing"),
        "publication:announcing",
        52,
        visible=may(Permission.ANNOUNCE),
    ),
    NavItem(
        "publication.objections",
        _("Objections"),
        "publication:objections",
        10,
        visible=may(Permission.HANDLE_OBJECTIONS),
    ),
]
