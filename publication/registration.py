"""What this floor enters in the registries of the floors below, at start-up."""

from django.utils.translation import gettext_lazy as _

from applications.registry import add_policy
from applications.workflow import Step
from portal.accounts.permissions import Permission
from portal.documents.issuing import DocumentKind, kinds
from portal.ui.navigation import NavItem, items
from publication import notices, panels
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
    for item in MENU:
        items.add(item.key, item)


def document_context(document) -> dict:
    """The page of a document shows what was fixed when it was issued."""
    return document.data


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
        _("Announcement"),
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
