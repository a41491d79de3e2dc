"""What a person may do: one enum, named in the field's terms."""

from enum import StrEnum


class Permission(StrEnum):
    """A right that a role carries; *when* it may be used is a policy of the step."""

    # Enterprise
    FILE_APPLICATION = "file_application"
    MANAGE_ENTERPRISE = "manage_enterprise"
    REQUEST_RECUSAL = "request_recusal"
    ANSWER_OBJECTION = "answer_objection"
    # Authorities
    USE_DESK = "use_desk"
    CONFIRM_ENTERPRISE = "confirm_enterprise"
    RETURN_APPLICATION = "return_application"
    COLLATE = "collate"
    CHECK_COMPLIANCE = "check_compliance"
    RECOMMEND = "recommend"
    # Province
    MANAGE_CALLS = "manage_calls"
    TAKE_UP = "take_up"
    DELIBERATE = "deliberate"
    PUBLICISE = "publicise"
    ANNOUNCE = "announce"
    MANAGE_WORKDAYS = "manage_workdays"
    HANDLE_OBJECTIONS = "handle_objections"
    # Alliance and experts
    MANAGE_EXPERTS = "manage_experts"
    MANAGE_REVIEW = "manage_review"
    RULE_RECUSAL = "rule_recusal"
    REPORT_RESULTS = "report_results"
    REVIEW = "review"
    # Reading
    READ_DOSSIER = "read_dossier"
    READ_SCORES = "read_scores"
    LIST_APPLICATIONS = "list_applications"
    READ_AUDIT = "read_audit"
    # Administration
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_JOBS = "manage_jobs"
    MANAGE_ACCOUNTS = "manage_accounts"
    # Everyone who has signed in
    USE_WORKSPACE = "use_workspace"
    # The portal itself: scheduled lapses and closings
    ACT_AS_PORTAL = "act_as_portal"
