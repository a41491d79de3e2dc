"""Who may open each address, written by hand from the roles of ``product.md`` – never from the code's rules.

A row says which roles get past the door; whose objects they then see is the matter of ``objects.py``.
A new address without a row fails.
"""

VISITOR = "visitor"
ROLES = frozenset(
    [
        "enterprise",
        "county",
        "city",
        "province",
        "objections",
        "alliance",
        "expert",
        "auditor",
        "system_admin",
        "security_admin",
    ]
)

EVERYBODY = ROLES | {VISITOR}
"""Announced things, the record's roots, sign-in, registration, the objection form."""
SIGNED_IN = ROLES
"""Own inbox, own profile, the way to one's first page."""
NOBODY = frozenset()
"""What libraries bring and this portal doesn't use."""

ENTERPRISE = frozenset({"enterprise"})
COUNTY_CITY = frozenset({"county", "city"})
CITY = frozenset({"city"})
PROVINCE = frozenset({"province"})
OBJECTIONS = frozenset({"objections"})
PROVINCE_HALL = PROVINCE | OBJECTIONS
"""Who takes care of a publicity: the province, and the officers who investigate what it brings."""
ALLIANCE = frozenset({"alliance"})
EXPERT = frozenset({"expert"})
AUDITOR = frozenset({"auditor"})
SYSTEM = frozenset({"system_admin"})
SECURITY = frozenset({"security_admin"})
ADMINISTRATORS = SYSTEM | SECURITY

DESKS = COUNTY_CITY | PROVINCE | ALLIANCE
"""The four whose first page is the desk."""
LISTS = DESKS | AUDITOR
DECIDERS = COUNTY_CITY | PROVINCE
PROOF_READERS = ENTERPRISE | COUNTY_CITY
"""The enterprise reads its own proofs; county or city confirms them."""
READERS = ROLES - ADMINISTRATORS
"""The application page serves every role; administrators open no files."""
SCORE_READERS = ALLIANCE | PROVINCE | AUDITOR
CALENDAR = PROVINCE | SYSTEM
"""Holidays: the province that runs the procedure and the administrator whose settings they are."""

TABLE: dict[str, frozenset[str]] = {
    # Pages of the site
    "accessibility": EVERYBODY,
    "gallery": EVERYBODY,
    "robots": EVERYBODY,
    "profile": SIGNED_IN,
    "workspace": SIGNED_IN,
    # allauth
    "account_change_password": SIGNED_IN,
    "account_confirm_email": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_inactive": EVERYBODY,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_reauthenticate": NOBODY,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "account_set_password": NOBODY,
    "account_signup": NOBODY,
    # Administration: organisations, jobs and holidays are the system's, people are security's
    "admin:index": ADMINISTRATORS,
    "admin:app_list": ADMINISTRATORS,
    "admin:jsi18n": ADMINISTRATORS,
    "admin:autocomplete": NOBODY,
    "admin:login": NOBODY,
    "admin:logout": NOBODY,
    "admin:password_change": NOBODY,
    "admin:password_change_done": NOBODY,
    "admin:view_on_site": NOBODY,
    "admin:accounts_division_add": NOBODY,
    "admin:accounts_division_change": SYSTEM,
    "admin:accounts_division_changelist": SYSTEM,
    "admin:accounts_division_delete": NOBODY,
    "admin:accounts_division_history": SYSTEM,
    "admin:accounts_organisation_add": NOBODY,
    "admin:accounts_organisation_change": SYSTEM,
    "admin:accounts_organisation_changelist": SYSTEM,
    "admin:accounts_organisation_delete": NOBODY,
    "admin:accounts_organisation_history": SYSTEM,
    "admin:accounts_user_add": SECURITY,
    "admin:accounts_user_change": SECURITY,
    "admin:accounts_user_changelist": SECURITY,
    "admin:accounts_user_delete": NOBODY,
    "admin:accounts_user_history": SECURITY,
    "admin:notifications_job_add": NOBODY,
    "admin:notifications_job_change": SYSTEM,
    "admin:notifications_job_changelist": SYSTEM,
    "admin:notifications_job_delete": NOBODY,
    "admin:notifications_job_history": SYSTEM,
    "admin:workdays_dayoverride_add": SYSTEM,
    "admin:workdays_dayoverride_change": SYSTEM,
    "admin:workdays_dayoverride_changelist": SYSTEM,
    "admin:workdays_dayoverride_delete": NOBODY,
    "admin:workdays_dayoverride_history": SYSTEM,
    # Inbox, documents, the record, the calendar
    "notifications:inbox": SIGNED_IN,
    "notifications:inbox_open": SIGNED_IN,
    "notifications:inbox_read_all": SIGNED_IN,
    "documents:download": EVERYBODY,
    "documents:verify": EVERYBODY,
    "documents:verify_code": EVERYBODY,
    "oversight:calculation": EVERYBODY,
    "oversight:roots": EVERYBODY,
    "oversight:roots_json": EVERYBODY,
    "oversight:proof_json": EVERYBODY,
    "oversight:chain": AUDITOR,
    "oversight:events": AUDITOR,
    "oversight:events_csv": AUDITOR,
    "oversight:reads": AUDITOR,
    "oversight:verification": AUDITOR,
    "oversight:workdays_remove": CALENDAR,
    "oversight:workdays_table": CALENDAR,
    # Registration
    "applications:register": EVERYBODY,
    "applications:registered": EVERYBODY,
    "applications:enterprise": ENTERPRISE,
    "applications:enterprise_contact": ENTERPRISE,
    "applications:join_answer": ENTERPRISE,
    "applications:join_file": ENTERPRISE,
    "applications:proof_file": PROOF_READERS,
    "applications:proof_confirm": COUNTY_CITY,
    "applications:proof_replace": ENTERPRISE,
    "applications:dispute": SECURITY,
    "applications:dispute_file": SECURITY,
    "applications:dispute_list": SECURITY,
    # Calls
    "applications:call_cancel": PROVINCE,
    "applications:call_edit": PROVINCE,
    "applications:call_extend": PROVINCE,
    "applications:call_list": PROVINCE,
    "applications:call_manage": PROVINCE,
    "applications:call_new": PROVINCE,
    "applications:call_publish": PROVINCE,
    # Filing
    "applications:ask_for_review": ENTERPRISE,
    "applications:attachment_add": ENTERPRISE,
    "applications:attachment_remove": ENTERPRISE,
    "applications:attachments": ENTERPRISE,
    "applications:autosave": ENTERPRISE,
    "applications:begin": ENTERPRISE,
    "applications:mine": ENTERPRISE,
    "applications:preview": ENTERPRISE,
    "applications:receipt": ENTERPRISE,
    "applications:receipt_file": ENTERPRISE,
    "applications:resume": ENTERPRISE,
    "applications:section": ENTERPRISE,
    "applications:submit": ENTERPRISE,
    "applications:withdraw": ENTERPRISE,
    # Desks and the application page
    "applications:application": READERS,
    "applications:application_clock": READERS,
    "applications:attachment": READERS,
    "applications:application_work": COUNTY_CITY,
    "applications:application_work_save": COUNTY_CITY,
    "applications:application_decide": DECIDERS,
    "applications:application_list": LISTS,
    "applications:application_export": LISTS,
    "applications:desk": DESKS,
    "applications:desk_decide": DESKS,
    "applications:desk_export": DESKS,
    "applications:letter": DESKS,
    "applications:round": COUNTY_CITY,
    "applications:round_letter": COUNTY_CITY,
    "applications:round_order": CITY,
    "applications:rounds": COUNTY_CITY,
    "applications:summary_pdf": DESKS,
    "applications:summary_sheet": DESKS,
    # Review
    "reviews:assign": ALLIANCE,
    "reviews:expert": ALLIANCE,
    "reviews:expert_confirm": ALLIANCE,
    "reviews:expert_edit": ALLIANCE,
    "reviews:expert_export": ALLIANCE,
    "reviews:expert_new": ALLIANCE,
    "reviews:experts": ALLIANCE,
    "reviews:file": ALLIANCE,
    "reviews:ranking": SCORE_READERS,
    "reviews:recusal": ALLIANCE,
    "reviews:recusal_evidence": ALLIANCE,
    "reviews:recusals": ALLIANCE,
    "reviews:replace": ALLIANCE,
    "reviews:report_new": ALLIANCE,
    "reviews:review_act": ALLIANCE,
    "reviews:review_call": ALLIANCE,
    "reviews:review_open": ALLIANCE,
    "reviews:reviews": ALLIANCE,
    "reviews:schedule": ALLIANCE,
    "reviews:scores_export": ALLIANCE,
    "reviews:report": SCORE_READERS,
    "reviews:report_export": SCORE_READERS,
    "reviews:reports": SCORE_READERS,
    "reviews:request_recusal": ENTERPRISE,
    "reviews:autosave": EXPERT,
    "reviews:declare": EXPERT,
    "reviews:mine": EXPERT,
    "reviews:profile": EXPERT,
    "reviews:recuse": EXPERT,
    "reviews:sheet": EXPERT,
    # The public site
    "publication:announcement": EVERYBODY,
    "publication:call": EVERYBODY,
    "publication:calls": EVERYBODY,
    "publication:enterprise": EVERYBODY,
    "publication:home": EVERYBODY,
    "publication:notices": EVERYBODY,
    "publication:pool": EVERYBODY,
    "publication:pool_csv": EVERYBODY,
    "publication:publicity": EVERYBODY,
    "publication:statistics": EVERYBODY,
    # Deliberation, publicity, announcement
    "publication:announce": PROVINCE,
    "publication:announcing": PROVINCE,
    "publication:deliberations": PROVINCE,
    "publication:meeting": PROVINCE,
    "publication:meeting_decide": PROVINCE,
    "publication:meeting_minute": PROVINCE,
    "publication:meeting_new": PROVINCE,
    "publication:meeting_vote": PROVINCE,
    "publication:publicities_manage": PROVINCE,
    "publication:publicity_begin": PROVINCE,
    "publication:publicity_manage": PROVINCE_HALL,
    # Objections: anybody objects; only the officers see who did; the enterprise answers
    "publication:objection_complete": EVERYBODY,
    "publication:objection_document": EVERYBODY,
    "publication:objection_new": EVERYBODY,
    "publication:objection_track": EVERYBODY,
    "publication:objection": OBJECTIONS,
    "publication:objection_admit": OBJECTIONS,
    "publication:objection_evidence": OBJECTIONS,
    "publication:objection_forward": OBJECTIONS,
    "publication:objection_note": OBJECTIONS,
    "publication:objection_redact": OBJECTIONS,
    "publication:objection_refuse": OBJECTIONS,
    "publication:objection_rule": OBJECTIONS,
    "publication:objections": OBJECTIONS,
    "publication:objections_lock": OBJECTIONS,
    "publication:objections_unlock": OBJECTIONS,
    "publication:objection_answer": ENTERPRISE,
}
