"""What a person may do: one enum, named in the field's terms."""

from enum import StrEnum


class Permission(StrEnum):
    """A right that a role carries; *when* it may be used is a policy of the step."""

    # Enterprise
    FILE_APPLICATION = "file_application"
    MANAGE_ENTERPRISE = "manage_enterprise"
    REQUEST_RECUSAL = "request_recusal"
    ANSWER_OBJECTION = "answer_objection"
    KEEP_PRODUCTS = "keep_products"
    REPORT_CHANGES = "report_changes"
    APPLY_TO_CITY_POOL = "apply_to_city_pool"
    REPORT_TREATMENT = "report_treatment"
    TAKE_PART = "take_part"
    # Authorities
    USE_DESK = "use_desk"
    CONFIRM_ENTERPRISE = "confirm_enterprise"
    RETURN_APPLICATION = "return_application"
    COLLATE = "collate"
    CHECK_COMPLIANCE = "check_compliance"
    RECOMMEND = "recommend"
    HANDLE_DOCUMENTS = "handle_documents"
    FORWARD_CHANGES = "forward_changes"
    MANAGE_CITY_POOL = "manage_city_pool"
    KEEP_LOCAL_POLICIES = "keep_local_policies"
    # Province
    MANAGE_CALLS = "manage_calls"
    TAKE_UP = "take_up"
    DELIBERATE = "deliberate"
    PUBLICISE = "publicise"
    ANNOUNCE = "announce"
    CONFIRM_DRAW = "confirm_draw"
    MANAGE_WORKDAYS = "manage_workdays"
    HANDLE_OBJECTIONS = "handle_objections"
    MANAGE_MARKET = "manage_market"
    DECIDE_CHANGES = "decide_changes"
    FOLLOW_UP_TREATMENT = "follow_up_treatment"
    ISSUE_DIRECTORY = "issue_directory"
    MANAGE_SUPPORT = "manage_support"
    # Alliance and experts
    MANAGE_EXPERTS = "manage_experts"
    MANAGE_REVIEW = "manage_review"
    RULE_RECUSAL = "rule_recusal"
    REPORT_RESULTS = "report_results"
    APPROVE_PRODUCTS = "approve_products"
    REVIEW = "review"
    # Reading
    READ_DOSSIER = "read_dossier"
    READ_SCORES = "read_scores"
    READ_SEVERITY = "read_severity"
    LIST_APPLICATIONS = "list_applications"
    READ_AUDIT = "read_audit"
    READ_MARKET = "read_market"
    READ_CHANGES = "read_changes"
    READ_SUPPORT = "read_support"
    READ_OVERVIEW = "read_overview"
    # Administration
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_JOBS = "manage_jobs"
    MANAGE_ACCOUNTS = "manage_accounts"
    # Everyone who has signed in
    USE_WORKSPACE = "use_workspace"
    # The portal itself: scheduled lapses and closings
    ACT_AS_PORTAL = "act_as_portal"
