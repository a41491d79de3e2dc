"""What the rooms of registration enter in the registries: notices, menus, the daily clean-up."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from applications import pending, registration
from applications.registry import Action, actions
from portal.accounts.first_pages import first_pages
from portal.accounts.permissions import Permission
from portal.accounts.roles import Role, roles_with
from portal.notifications.notices import NoticeKind, notices
from portal.notifications.schedule import Scheduled, schedule
from portal.ui.navigation import NavItem, items

NOTICES = [
    NoticeKind(
        "enterprise.join_asked",
        _("A person wants to join your enterprise"),
        _(
            "%(name)s asks to act for your enterprise in the portal. Please look at the authorisation and answer."
        ),
    ),
    NoticeKind(
        "enterprise.joined",
        _("You have joined the enterprise"),
        _("%(enterprise)s agreed. You can sign in now with your user name and password."),
    ),
    NoticeKind(
        "enterprise.join_refused",
        _("Your request to join was refused"),
        _("%(enterprise)s did not agree that you act for it. If this is wrong, please talk to its people."),
    ),
    NoticeKind(
        "enterprise.confirmed",
        _("Your enterprise is confirmed"),
        _("%(authority)s has confirmed that this account speaks for your enterprise."),
    ),
    NoticeKind(
        "enterprise.disputed",
        _("Your claim on the code is disputed"),
        _(
            "Somebody else says, with sealed proof, that they speak for %(enterprise)s. "
            "The administrator decides; you can go on working until then."
        ),
    ),
    NoticeKind(
        "enterprise.dispute_opened",
        _("A dispute waits for your decision"),
        _("The claim on the code of %(enterprise)s is disputed."),
    ),
    NoticeKind(
        "enterprise.dispute_upheld",
        _("The dispute is decided: the account was moved"),
        _("The account of %(enterprise)s was moved to the claimant. Reasons: %(reason)s"),
    ),
    NoticeKind(
        "enterprise.dispute_dismissed",
        _("The dispute is decided: dismissed"),
        _("The dispute over %(enterprise)s was dismissed. Reasons: %(reason)s"),
    ),
]


def sees_proof(user, application, at) -> bool:
    """County and city see the proof of the claim beside the file."""
    return user.may(Permission.CONFIRM_ENTERPRISE) and registration.may_confirm(application.enterprise, user)


def proof_context(user, application, at) -> dict:
    """The enterprise with its newest licence and authorisation, and whether there is something to confirm."""
    enterprise = application.enterprise
    return {
        "enterprise": enterprise,
        "proofs": enterprise.proofs.select_related("file").order_by("-uploaded_at", "-pk"),
        "may_confirm": enterprise.proof == enterprise.Proof.CLAIMED,
    }


PROOF = Action(
    "enterprise.proof",
    _("Proof of the claim"),
    20,
    "applications/registration/confirm.html",
    sees_proof,
    proof_context,
)
MENU = [
    NavItem(
        "enterprise",
        _("Enterprise data"),
        "applications:enterprise",
        60,
        visible=lambda user: user.may(Permission.MANAGE_ENTERPRISE),
    ),
    NavItem(
        "disputes",
        _("Disputed claims"),
        "applications:dispute_list",
        60,
        visible=lambda user: user.may(Permission.MANAGE_ACCOUNTS),
    ),
]


def register() -> None:
    """Called once at start-up."""
    actions.add(PROOF.key, PROOF)
    for kind in NOTICES:
        notices.add(kind.key, kind)
    for item in MENU:
        items.add(item.key, item)
    first_pages.add(Role.ENTERPRISE, "applications:mine")
    for role in roles_with(Permission.USE_DESK):
        first_pages.add(role, "applications:desk")
    schedule.add("pending_uploads", Scheduled("pending_uploads", timedelta(days=1), pending.drop_old))
