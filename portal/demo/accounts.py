"""The accounts of the demonstration, as they are printed."""

from portal.demo.numbers import PASSWORD

ACCOUNTS = [
    (
        "enterprise-1",
        "企业（广州市天河区）",
        "a half-filled draft, a returned file, a member in the pool, a colleague",
    ),
    ("enterprise-dongguan", "企业（东莞市）", "an objection to answer, a draft"),
    ("county-tianhe", "天河区", "files to collate, one overdue, some due today"),
    ("city-guangzhou", "广州市", "files to check, to order, to report; corrections back"),
    ("city-dongguan", "东莞市", "files with paper to count"),
    ("province", "省厅", "a deliberation, files not recommended, a list in public"),
    ("objections", "省厅异议受理", "objections in every state"),
    ("alliance", "省联盟", "reviews to open, panels, recusals, a stage to close"),
    ("expert-1 … expert-5", "评审专家", "declarations to sign, sheets begun and sealed"),
    ("auditor", "审计员", "the whole record with its daily roots"),
    ("admin", "系统管理员", "a failed job"),
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
            f"  Passphrase that opens the objections: {PASSWORD}",
            "",
        ]
    )


def usernames() -> list[str]:
    """Every named account by itself."""
    single = [name for name, _who, _waits in ACCOUNTS if "…" not in name]
    return [*single, *(f"expert-{number}" for number in range(1, 6))]
