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
    "applications:round": Row(of("call"), ("county", "city"), AUTHORITIES),
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
    # One answers the objections against oneself
    "publication:objection_answer": Row(of("objection"), ("enterprise_p",), ("enterprise", "enterprise_b")),
    # Drafts of calls are the province's alone
    "publication:call": Row(of("call"), ("visitor", "enterprise"), ()),
    # Inbox and documents
    "notifications:inbox_open": Row(of("notice"), MINE, ("enterprise_b", "county", "security")),
    "documents:download": Row(
        lambda w: {"code": w.objection_receipt.code},
        ("objections",),
        ("visitor", "enterprise_p", "enterprise", "county", "city", "expert", "system"),
    ),
}

PUBLISHED = "published for everybody; nothing unpublished has such a row"
ONE_PROVINCE = "one province works on all of them; the door keeps everybody else out"
ONE_ALLIANCE = "one alliance runs every review; the door keeps everybody else out"
ONE_OFFICE = "the objection officers handle all objections; what is sealed opens with their passphrase alone"
ADMINISTRATION = "the administrator's table is one for the province; the door keeps everybody else out"
THE_RECORD = "the auditor reads every chain"

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
    "admin:workdays_dayoverride_change": ADMINISTRATION,
    "admin:workdays_dayoverride_history": ADMINISTRATION,
    "documents:verify_code": PUBLISHED,
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
                "schedule",
                "scores_export",
            ]
        ],
        ONE_ALLIANCE,
    ),
    "reviews:report": ONE_PROVINCE,
    "reviews:report_export": ONE_PROVINCE,
    **dict.fromkeys(
        [f"publication:{name}" for name in ["announcement", "enterprise", "publicity"]], PUBLISHED
    ),
    **dict.fromkeys(
        [
            f"publication:{name}"
            for name in [
                "announce",
                "meeting",
                "meeting_decide",
                "meeting_minute",
                "meeting_new",
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
}
