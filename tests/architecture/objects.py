"""Whose objects each address shows: for every address that names one, a person of its scope and others who aren't.

An address with an object that stands neither in ``ROWS`` nor, with the reason, in ``WITHOUT_OWNER`` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

World = SimpleNamespace


@dataclass(frozen=True)
class Row:
    """``named(world)``: the arguments; ``owners`` and ``foreign``: names of people of the world (``visitor``: nobody)."""

    named: Callable[[World], dict]
    owners: tuple[str, ...]
    foreign: tuple[str, ...]


def file(**more) -> Callable[[World], dict]:
    """The file that lies with the county of 天河."""
    return lambda world: {"pk": world.filed.pk, **more}


def draft(**more) -> Callable[[World], dict]:
    """The draft of the same enterprise in another call."""
    return lambda world: {"pk": world.draft.pk, **more}


def of(name: str, **more) -> Callable[[World], dict]:
    """Whatever the world keeps under ``name``, by its number."""
    return lambda world: {"pk": getattr(world, name).pk, **more}


MINE, OTHERS = ("enterprise",), ("enterprise_b",)
COUNTIES = ("county_next", "county_b")
STRANGERS = ("enterprise_b", *COUNTIES, "city_b", "expert")
EARLY = ("city", "province", "alliance", "objections")
"""They see a file once it was sent to them, not before."""
AUTHORITIES = ("city_b", "county_b")
NOT_ON_THE_VISIT = ("expert", "member", "enterprise_b", "province", "auditor")
"""An expert of another panel; province and auditor before the stage is closed."""

ROWS: dict[str, Row] = {
    # The application page: who holds it, has held it or was sent it
    "applications:application": Row(file(), ("enterprise", "county", "auditor"), (*STRANGERS, *EARLY)),
    "applications:application_clock": Row(file(), ("enterprise", "county", "auditor"), (*STRANGERS, *EARLY)),
    "applications:attachment": Row(
        lambda w: {"pk": w.filed.pk, "attachment_pk": w.attachment.pk},
        ("enterprise", "county", "auditor"),
        (*STRANGERS, *EARLY),
    ),
    "applications:application_work": Row(file(), ("county",), (*COUNTIES, "city", "city_b")),
    "applications:application_work_save": Row(file(), ("county",), (*COUNTIES, "city", "city_b")),
    "applications:application_decide": Row(
        file(key="pass_on"), ("county",), (*COUNTIES, "city", "city_b", "province")
    ),
    # The enterprise's own draft
    "applications:attachments": Row(draft(), MINE, OTHERS),
    "applications:attachment_add": Row(
        lambda w: {"pk": w.draft.pk, "key": w.draft.call.materials.first().key}, MINE, OTHERS
    ),
    "applications:attachment_remove": Row(
        lambda w: {"pk": w.draft.pk, "attachment_pk": w.draft_attachment.pk}, MINE, OTHERS
    ),
    "applications:autosave": Row(draft(key="team"), MINE, OTHERS),
    "applications:preview": Row(draft(), MINE, OTHERS),
    "applications:resume": Row(draft(), MINE, OTHERS),
    "applications:section": Row(draft(key="team"), MINE, OTHERS),
    "applications:submit": Row(draft(), MINE, OTHERS),
    # … and what it submitted
    "applications:receipt": Row(file(), MINE, OTHERS),
    "applications:receipt_file": Row(file(number=1), MINE, OTHERS),
    "applications:withdraw": Row(file(), MINE, OTHERS),
    "applications:ask_for_review": Row(of("refused"), ("enterprise_c",), ("enterprise", "enterprise_b")),
    # Registration: the enterprise's proofs are read by the authorities of its place
    "applications:join_answer": Row(of("join"), MINE, OTHERS),
    "applications:join_file": Row(of("join"), MINE, OTHERS),
    "applications:proof_file": Row(
        of("proof"), ("enterprise", "county", "city"), ("enterprise_b", *COUNTIES, "city_b")
    ),
    "applications:proof_confirm": Row(file(), ("county",), (*COUNTIES, "city", "city_b")),
    # A city's round
    "applications:round": Row(of("call"), ("county", "city", "province", "alliance"), AUTHORITIES),
    "applications:round_compose": Row(of("call"), ("county", "city"), AUTHORITIES),
    "applications:round_letter": Row(of("call"), ("county", "city"), AUTHORITIES),
    "applications:round_order": Row(of("call"), ("city",), ("city_b",)),
    "applications:letter": Row(
        of("letter"), ("county", "city", "province", "alliance"), (*COUNTIES, "city_b")
    ),
    "applications:summary_pdf": Row(of("table"), ("city", "province", "alliance"), ("city_b", *COUNTIES)),
    "applications:summary_sheet": Row(of("table"), ("city", "province", "alliance"), ("city_b", *COUNTIES)),
    # Experts: their own seats; the applicant of a file asks for a recusal
    "reviews:autosave": Row(of("seat"), ("member",), ("expert",)),
    "reviews:declare": Row(of("seat"), ("member",), ("expert",)),
    "reviews:recuse": Row(of("seat"), ("member",), ("expert",)),
    "reviews:sheet": Row(of("seat"), ("member",), ("expert",)),
    "reviews:request_recusal": Row(of("seat"), ("enterprise_d",), ("enterprise", "enterprise_b")),
    # Scores: a member reads the result of its own panel; before a report is sent the province finds nothing
    "reviews:panel_result": Row(of("closed_seat"), ("closed_member",), ("member", "expert")),
    "reviews:sheets": Row(of("closed_file"), ("alliance", "auditor"), ("province",)),
    "reviews:report": Row(of("report"), ("alliance", "auditor"), ("province",)),
    "reviews:report_export": Row(of("report"), ("alliance", "auditor"), ("province",)),
    # A visit: its two inspectors write, the alliance and the panel read
    "reviews:visit": Row(of("visit"), ("inspector", "alliance"), NOT_ON_THE_VISIT),
    "reviews:visit_photo": Row(
        lambda w: {"pk": w.visit.pk, "photo": w.photo.pk}, ("inspector", "alliance"), NOT_ON_THE_VISIT
    ),
    **{
        f"reviews:visit_{name}": Row(of("visit"), ("inspector",), (*NOT_ON_THE_VISIT, "alliance_other"))
        for name in ("checklist", "state", "entries", "photos", "sign")
    },
    "reviews:visit_photo_remove": Row(
        lambda w: {"pk": w.visit.pk, "photo": w.photo.pk},
        ("inspector",),
        (*NOT_ON_THE_VISIT, "alliance_other"),
    ),
    # Relations: one's own; the alliance keeps those of experts
    "reviews:relation_edit": Row(of("relation"), ("member", "alliance"), ("expert", "enterprise")),
    "reviews:relation_take_back": Row(of("relation"), ("member", "alliance"), ("expert", "enterprise")),
    # One answers the objections against oneself
    "publication:objection_answer_file": Row(
        lambda w: {"pk": w.objection.pk, "file": w.answer_file.pk},
        ("enterprise_p", "objections"),
        ("enterprise", "enterprise_b"),
    ),
    "publication:objection_answer": Row(of("objection"), ("enterprise_p",), ("enterprise", "enterprise_b")),
    # A member's products: its own to change, public once approved
    "publication:entry_edit": Row(of("product"), ("enterprise_m",), MINE + OTHERS),
    "publication:entry_withdraw": Row(of("product"), ("enterprise_m",), MINE + OTHERS),
    # Drafts of calls are the province's alone
    "publication:call": Row(of("call"), ("visitor", "enterprise"), ()),
    # Everybody's passkeys are their own
    **{
        f"mfa_{act}_webauthn": Row(of("passkey"), MINE, ("enterprise_b", "county", "security", "system"))
        for act in ("edit", "remove")
    },
    # Evaluations: the member and the province; records are their supplier's and their city's
    "evaluations:figure": Row(
        lambda w: {"pk": w.evaluated.pk, "metric": "clients"},
        ("enterprise_v", "city", "alliance"),
        ("enterprise", "enterprise_b", "city_b", "county", "expert"),
    ),
    "evaluations:need": Row(
        of("need"), ("enterprise_v", "enterprise_w", "province", "alliance", "auditor"), ("enterprise_b",)
    ),
    "evaluations:signs": Row(
        lambda w: {"pk": w.evaluated.call_id, "enterprise": w.evaluated.enterprise_id},
        ("city", "province", "alliance"),
        ("enterprise_v", "enterprise", "city_b", "county", "expert", "auditor"),
    ),
    "evaluations:hearing": Row(
        of("hearing"),
        ("enterprise_w", "province", "auditor"),
        ("enterprise", "enterprise_v", "city", "alliance"),
    ),
    "evaluations:hearing_evidence": Row(
        of("hearing"),
        ("enterprise_w", "province", "auditor"),
        ("enterprise", "enterprise_v", "city", "alliance"),
    ),
    **{
        f"evaluations:{name}": Row(
            of(thing),
            ("enterprise_v", "city", "province", "alliance", "auditor"),
            ("enterprise", "enterprise_w", "city_b", "county"),
        )
        for name, thing in (("record", "record"), ("dispute", "dispute"), ("dispute_evidence", "dispute"))
    },
    # A change report: its enterprise, its city once it is handed in, the province once it is forwarded
    **{
        f"evaluations:{name}": Row(
            named,
            ("enterprise_x", "city", "province", "alliance", "auditor"),
            ("enterprise", "enterprise_b", "city_b", *COUNTIES, "county"),
        )
        for name, named in (
            ("change", of("change")),
            ("change_evidence", lambda w: {"pk": w.change.pk, "evidence": w.change_evidence.pk}),
        )
    },
    "evaluations:change_decide": Row(of("change"), ("province",), ()),
    "evaluations:change_forward": Row(of("change_request"), ("city",), ("city_b",)),
    "evaluations:change_edit": Row(of("change_draft"), ("enterprise_x",), ("enterprise", "enterprise_b")),
    "evaluations:change_autosave": Row(of("change_draft"), ("enterprise_x",), ("enterprise", "enterprise_b")),
    "evaluations:change_withdraw": Row(of("change_draft"), ("enterprise_x",), ("enterprise", "enterprise_b")),
    **{
        f"evaluations:{name}": Row(
            of("change_draft", key="basic"), ("enterprise_x",), ("enterprise", "enterprise_b")
        )
        for name in ("change_section", "change_section_autosave")
    },
    "evaluations:change_attach": Row(
        of("change_draft", kind="registry"), ("enterprise_x",), ("enterprise", "enterprise_b")
    ),
    "evaluations:change_detach": Row(
        lambda w: {"pk": w.change_draft.pk, "evidence": w.change_draft_evidence.pk},
        ("enterprise_x",),
        ("enterprise", "enterprise_b"),
    ),
    # City pools and mutual recognition: applications are the enterprise's and its city's; a report on a city is
    # read by that city once the province has asked it; who wrote an unnamed one is not told
    "evaluations:admission": Row(of("admission"), ("enterprise_b", "city_b"), ("enterprise", "city")),
    "evaluations:admission_file": Row(
        lambda w: {"pk": w.admission.pk, "file": w.admission_file.pk},
        ("enterprise_b", "city_b"),
        ("enterprise", "city"),
    ),
    "evaluations:admission_withdraw": Row(of("admission"), ("enterprise_b",), ("enterprise",)),
    "evaluations:admission_file_remove": Row(
        lambda w: {"pk": w.admission.pk, "file": w.admission_file.pk}, ("enterprise_b",), ("enterprise",)
    ),
    "evaluations:policy": Row(of("policy"), ("city_b", "province", "auditor"), ("city",)),
    "evaluations:policy_edit": Row(of("policy"), ("city_b",), ("city",)),
    "evaluations:public_policy": Row(lambda w: {"code": "440300", "pk": w.policy.pk}, ("visitor",), ()),
    "evaluations:treatment": Row(
        of("treatment"), ("enterprise_v", "city_b", "province", "auditor"), ("enterprise_w", "city")
    ),
    "evaluations:treatment_file": Row(
        lambda w: {"pk": w.treatment.pk, "file": w.treatment_file.pk},
        ("enterprise_v", "province", "auditor"),
        ("enterprise_w", "city", "city_b"),
    ),
    # Inbox and documents
    "notifications:inbox_open": Row(of("notice"), MINE, ("enterprise_b", "county", "security")),
    "documents:download": Row(
        lambda w: {"code": w.objection_receipt.code},
        ("objections",),
        ("visitor", "enterprise_p", "enterprise", "county", "city", "expert", "system"),
    ),
    "documents:issued": Row(
        lambda w: {"code": w.objection_reply.code},
        ("objections",),
        ("province", "county", "city", "alliance"),
    ),
    "documents:scan": Row(
        of("scan"),
        ("objections",),
        (
            "visitor",
            "enterprise_p",
            "enterprise",
            "province",
            "county",
            "city",
            "alliance",
            "expert",
            "system",
        ),
    ),
}

PUBLISHED = "published for everybody; nothing unpublished has such a row"
ONE_PROVINCE = "one province works on all of them; the door keeps everybody else out"
ONE_ALLIANCE = "one alliance runs every review and the catalogue; the door keeps everybody else out"
ONE_OFFICE = "the objection officers handle all objections; what is sealed opens with their passphrase alone"
ADMINISTRATION = "the administrator's table is one for the province; the door keeps everybody else out"
SUPPORT = "province and alliance keep one register of support, the auditor reads it; the door keeps everybody else out"
THE_RECORD = "the auditor reads every chain"
DRAWS = "alliance, province and auditor see the same draws; drafts are the alliance's (tests/reviews/drawing)"

WITHOUT_OWNER: dict[str, str] = {
    "account_reset_password_from_key": "the key of the mail is the proof; a wrong one changes nothing",
    "admin:app_list": ADMINISTRATION,
    "admin:accounts_division_change": ADMINISTRATION,
    "admin:accounts_division_history": ADMINISTRATION,
    "admin:accounts_organisation_change": ADMINISTRATION,
    "admin:accounts_organisation_history": ADMINISTRATION,
    "admin:accounts_user_change": ADMINISTRATION,
    "admin:accounts_user_history": ADMINISTRATION,
    "admin:notifications_job_change": ADMINISTRATION,
    "admin:notifications_job_history": ADMINISTRATION,
    "admin:notifications_mail_change": ADMINISTRATION,
    "admin:notifications_mail_history": ADMINISTRATION,
    "admin:workdays_dayoverride_change": ADMINISTRATION,
    "admin:workdays_dayoverride_history": ADMINISTRATION,
    "documents:verify_code": PUBLISHED,
    "api_v1:member": PUBLISHED,
    "api_v1:publicity": PUBLISHED,
    "api_v1:announcement": PUBLISHED,
    "publication:open_data_file": PUBLISHED,
    "reviews:public_draw": PUBLISHED,
    "reviews:public_draw_record": PUBLISHED,
    "reviews:draw": DRAWS,
    "reviews:draw_confirm": ONE_PROVINCE,
    **dict.fromkeys([f"reviews:draw_{name}" for name in ("replay", "record", "identities")], THE_RECORD),
    "publication:product": PUBLISHED,
    "publication:help_guide": PUBLISHED,
    "publication:entry_new": "product or case, the two kinds; it is always one's own enterprise's",
    "publication:entry_change": ONE_ALLIANCE,
    "oversight:proof_json": PUBLISHED,
    "oversight:chain": THE_RECORD,
    "applications:registered": "a page of thanks for each kind of registration; it knows nobody",
    "applications:begin": "a published call, in which every enterprise begins a file of its own",
    "applications:proof_replace": "the kind of a proof; it is always one's own enterprise's",
    "applications:dispute": ADMINISTRATION,
    "applications:dispute_file": ADMINISTRATION,
    **dict.fromkeys(
        [f"applications:call_{name}" for name in ["cancel", "edit", "extend", "manage", "publish"]],
        ONE_PROVINCE,
    ),
    **dict.fromkeys(
        [
            f"reviews:{name}"
            for name in [
                "expert",
                "expert_confirm",
                "expert_edit",
                "file",
                "ranking",
                "recusal",
                "recusal_evidence",
                "replace",
                "report_new",
                "review_act",
                "review_call",
                "review_open",
                *[f"draw_{act}" for act in ("new", "act", "rules", "choose", "pins", "freeze", "value")],
                "seat_unavailable",
                "defence_day",
                "defence_days",
                "defence_turn",
                "staff_conflict",
                "visit_plan",
                "visits",
                "scores_export",
                "extra_seat",
                "progress",
                "remind",
                "reminders",
                "reopening_decide",
                "report_discard",
                "report_sign",
                "severity",
                "sheet_reopen",
                "stage_reopen",
            ]
        ],
        ONE_ALLIANCE,
    ),
    **dict.fromkeys(
        [
            f"reviews:{name}"
            for name in [
                "alarm",
                "expert_import_file",
                "expert_import_plan",
                "expert_relation_new",
                "integrity_enter",
                "integrity_lift",
                "relation_confirm",
                "tie_end",
            ]
        ],
        ONE_ALLIANCE,
    ),
    **dict.fromkeys(
        [f"publication:{name}" for name in ["announcement", "enterprise", "list_file", "publicity"]],
        PUBLISHED,
    ),
    **dict.fromkeys(
        [
            f"publication:{name}"
            for name in [
                "announce",
                "announcement_correct",
                "meeting",
                "meeting_approve",
                "meeting_decide",
                "meeting_minute",
                "meeting_new",
                "meeting_recuse",
                "meeting_take_back",
                "meeting_vote",
                "publicity_begin",
                "publicity_manage",
            ]
        ],
        ONE_PROVINCE,
    ),
    "publication:objection": ONE_OFFICE,
    **dict.fromkeys(
        [
            f"publication:objection_{n}"
            for n in ["admit", "evidence", "forward", "note", "redact", "refuse", "rule"]
        ],
        ONE_OFFICE,
    ),
    **dict.fromkeys(
        [
            f"evaluations:{n}"
            for n in [
                "member",
                "rules",
                "benchmarks_plan",
                "market_plan",
                "market_file",
                "market_row",
                "sender_revoke",
            ]
        ],
        ONE_PROVINCE,
    ),
    "evaluations:thresholds": ONE_ALLIANCE,
    "evaluations:rules": ONE_PROVINCE,
    "evaluations:change_begin": "a kind of change; it is always one's own enterprise's",
    "evaluations:city_pool": PUBLISHED,
    "evaluations:city_pool_version": PUBLISHED,
    "evaluations:city_pool_version_file": PUBLISHED,
    **dict.fromkeys([f"evaluations:{n}" for n in ["directory_public", "event_public"]], PUBLISHED),
    **dict.fromkeys(
        [
            f"evaluations:{n}"
            for n in [
                "directory_new",
                "directory",
                "event",
                "event_edit",
                "event_check_in",
                "check_in",
                "priority_file",
                "referral",
                "received_member",
            ]
        ],
        SUPPORT,
    ),
    "evaluations:event_mine": "an event that every enterprise may register for; the place shown is one's own",
    "evaluations:benchmark": "one register of the province; every authority that reads market records reads it",
    "evaluations:round": "One list for all; a city's officer finds the members of the own city on it.",
}
