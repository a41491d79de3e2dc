"""The one table from role to permissions (``product.md``, who uses it).

One person has one role in one organisation. Scope (own county, own city, own files) is decided by
the holder and the participation of a file, never by the role alone.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.permissions import Permission as P


class Role(models.TextChoices):
    """The ten roles that sign in; the eleventh, the public, has no account."""

    ENTERPRISE = "enterprise", _("Enterprise")
    COUNTY = "county", _("County officer")
    CITY = "city", _("City officer")
    PROVINCE = "province", _("Province officer")
    OBJECTIONS = "objections", _("Objection officer")
    ALLIANCE = "alliance", _("Alliance staff")
    EXPERT = "expert", _("Expert")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")


ROLE_PERMISSIONS: dict[str, frozenset[P]] = {
    Role.ENTERPRISE: frozenset(
        {
            P.USE_WORKSPACE,
            P.FILE_APPLICATION,
            P.MANAGE_ENTERPRISE,
            P.REQUEST_RECUSAL,
            P.ANSWER_OBJECTION,
            P.KEEP_PRODUCTS,
            P.REPORT_CHANGES,
            P.APPLY_TO_CITY_POOL,
            P.REPORT_TREATMENT,
            P.TAKE_PART,
            P.READ_DOSSIER,
        }
    ),
    Role.COUNTY: frozenset(
        {
            P.USE_WORKSPACE,
            P.USE_DESK,
            P.HANDLE_DOCUMENTS,
            P.LIST_APPLICATIONS,
            P.READ_DOSSIER,
            P.CONFIRM_ENTERPRISE,
            P.RETURN_APPLICATION,
            P.COLLATE,
            P.READ_CHANGES,
        }
    ),
    Role.CITY: frozenset(
        {
            P.USE_WORKSPACE,
            P.USE_DESK,
            P.HANDLE_DOCUMENTS,
            P.LIST_APPLICATIONS,
            P.READ_DOSSIER,
            P.CONFIRM_ENTERPRISE,
            P.RETURN_APPLICATION,
            P.CHECK_COMPLIANCE,
            P.RECOMMEND,
            P.MANAGE_CITY_POOL,
            P.KEEP_LOCAL_POLICIES,
            P.READ_MARKET,
            P.FORWARD_CHANGES,
            P.READ_CHANGES,
        }
    ),
    Role.PROVINCE: frozenset(
        {
            P.USE_WORKSPACE,
            P.USE_DESK,
            P.HANDLE_DOCUMENTS,
            P.LIST_APPLICATIONS,
            P.READ_DOSSIER,
            P.READ_SCORES,
            P.MANAGE_CALLS,
            P.TAKE_UP,
            P.DELIBERATE,
            P.PUBLICISE,
            P.ANNOUNCE,
            P.CONFIRM_DRAW,
            P.MANAGE_WORKDAYS,
            P.MANAGE_MARKET,
            P.FOLLOW_UP_TREATMENT,
            P.READ_MARKET,
            P.DECIDE_CHANGES,
            P.READ_CHANGES,
            P.ISSUE_DIRECTORY,
            P.MANAGE_SUPPORT,
            P.READ_MARKET,
            P.READ_SUPPORT,
            P.READ_OVERVIEW,
        }
    ),
    Role.OBJECTIONS: frozenset({P.USE_WORKSPACE, P.HANDLE_OBJECTIONS, P.READ_DOSSIER}),
    Role.ALLIANCE: frozenset(
        {
            P.USE_WORKSPACE,
            P.USE_DESK,
            P.HANDLE_DOCUMENTS,
            P.LIST_APPLICATIONS,
            P.READ_DOSSIER,
            P.READ_SCORES,
            P.READ_SEVERITY,
            P.MANAGE_EXPERTS,
            P.MANAGE_REVIEW,
            P.RULE_RECUSAL,
            P.REPORT_RESULTS,
            P.APPROVE_PRODUCTS,
            P.MANAGE_SUPPORT,
            P.READ_MARKET,
            P.READ_CHANGES,
            P.READ_SUPPORT,
        }
    ),
    Role.EXPERT: frozenset({P.USE_WORKSPACE, P.REVIEW, P.READ_DOSSIER}),
    Role.AUDITOR: frozenset(
        {
            P.USE_WORKSPACE,
            P.LIST_APPLICATIONS,
            P.READ_DOSSIER,
            P.READ_SCORES,
            P.READ_SEVERITY,
            P.READ_AUDIT,
            P.READ_MARKET,
            P.READ_CHANGES,
            P.READ_SUPPORT,
            P.READ_OVERVIEW,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset(
        {P.USE_WORKSPACE, P.MANAGE_ORGANISATIONS, P.MANAGE_SETTINGS, P.MANAGE_JOBS, P.MANAGE_WORKDAYS}
    ),
    Role.SECURITY_ADMIN: frozenset({P.USE_WORKSPACE, P.MANAGE_ACCOUNTS}),
}

# The kind of organisation that each role works in (``Organisation.Kind``).
ORGANISATION_KIND: dict[str, str] = {
    Role.ENTERPRISE: "enterprise",
    Role.COUNTY: "county",
    Role.CITY: "city",
    Role.PROVINCE: "province",
    Role.OBJECTIONS: "province",
    Role.ALLIANCE: "alliance",
    Role.EXPERT: "experts",
    Role.AUDITOR: "oversight",
    Role.SYSTEM_ADMIN: "oversight",
    Role.SECURITY_ADMIN: "oversight",
}

STAFF_ROLES = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}


def roles_with(permission: P) -> set[str]:
    """The roles that carry ``permission``."""
    return {role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions}
