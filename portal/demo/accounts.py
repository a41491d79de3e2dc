"""The accounts of the demonstration, as they are printed."""

from django.conf import settings

from portal.demo.numbers import PASSWORD, TOTP_KEY

ACCOUNTS = [
    (
        "enterprise-1",
        "企业（广州市天河区）",
        (
            "a half-filled draft, a returned file, a member evaluated, a record that it disputes, a colleague; "
            "its place at an event, needs to answer"
        ),
    ),
    (
        "enterprise-dongguan",
        "企业（东莞市）",
        (
            "an objection to answer, a draft, a change report to complete, its entry in the city's pool, "
            "a need with answers"
        ),
    ),
    ("county-tianhe", "天河区", "files to collate, one overdue, some due today"),
    (
        "city-guangzhou",
        "广州市",
        (
            "files to check, to order, to report; corrections back; a disputed record to rule on; "
            "a change request, applications to its pool, a policy being revised"
        ),
    ),
    ("city-dongguan", "东莞市", "files with paper to count, a report of discriminatory treatment to answer"),
    (
        "province",
        "省厅",
        (
            "a deliberation, a draw to confirm, files not recommended, a list in public; an evaluation with hearings, "
            "market records, a change of equity to decide, reports of discriminatory treatment; the overview"
        ),
    ),
    ("province-2", "省厅（同事）", "the record of a meeting to approve"),
    ("objections", "省厅异议受理", "objections in every state"),
    (
        "alliance",
        "省联盟",
        (
            "reviews to open, a draw that waits for its value, a draft without lawful panels, panels, recusals, "
            "a stage to close, one more expert to seat, reminders, needs to check, events, recommendations"
        ),
    ),
    (
        "alliance-2",
        "省联盟（同事）",
        "a report to sign off, a stage proposed to be opened again, names to settle",
    ),
    ("expert-1 … expert-5", "评审专家", "declarations to sign, sheets begun and sealed"),
    ("auditor", "审计员", "the whole record with its daily roots, draws to replay"),
    ("admin", "系统管理员", "a failed job, a mail that came back"),
    ("security", "安全管理员", "a disputed enterprise"),
]


def table() -> str:
    """Who can sign in, with what, and what waits for them."""
    width = max(len(name) for name, _who, _waits in ACCOUNTS)
    rows = [f"  {name:<{width}}  {who}: {waits}" for name, who, waits in ACCOUNTS]
    return "\n".join(
        [
            "",
            "Accounts of the demonstration:",
            *rows,
            f"  Password of every account: {PASSWORD}",
            *([f"  Key of the authenticator app of admin: {TOTP_KEY}"] if settings.SECOND_FACTOR else []),
            f"  Passphrase that opens the objections: {PASSWORD}",
            "",
        ]
    )


def usernames() -> list[str]:
    """Every named account by itself."""
    single = [name for name, _who, _waits in ACCOUNTS if "…" not in name]
    return [*single, *(f"expert-{number}" for number in range(1, 6))]
