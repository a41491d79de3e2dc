"""What a member's evaluation dossier begins with: its last one, the pool, its recognition, and its market records."""

from decimal import Decimal

from applications.dossier import prefill
from applications.models import Call, Enterprise, Kind, SubmittedVersion
from applications.registry import prefill_sources
from evaluations import indicators, rounds, scorecards
from publication.models import Membership


def register() -> None:
    """Enter the source."""
    prefill_sources.add("evaluations.member", sections)


def sections(enterprise: Enterprise, call: Call) -> dict[str, dict] | None:
    """By section; the figures of the market records of this round go before those of an earlier file."""
    if call.kind != Kind.EVALUATION:
        return None
    before = prefill.from_last_submission(enterprise, call) or _from_recognition(enterprise)
    basic = dict(before.get("basic", {}))
    member = Membership.objects.filter(enterprise=enterprise).first()
    if member:
        basic["supplier_class"] = member.supplier_class
    return {**before, "basic": basic, "cloud": {**before.get("cloud", {}), **_from_market(enterprise, call)}}


def _from_recognition(enterprise: Enterprise) -> dict[str, dict]:
    """The cases of the file with which a member was recognised, as projects."""
    version = (
        SubmittedVersion.objects.filter(
            application__enterprise=enterprise,
            application__kind=Kind.RECOGNITION,
            application__state="announced",
        )
        .order_by("-submitted_at", "-id")
        .first()
    )
    if version is None:
        return {}
    given = version.content["sections"]
    basic = {"legal_representative": given.get("basic", {}).get("legal_representative", "")}
    keys = ("client", "client_uscc", "city", "amount", "signed_on", "accepted_on", "effect")
    cases = [
        {"name": case.get("title", ""), **{key: case.get(key, "") for key in keys}}
        for case in given.get("cases", {}).get("cases", [])
    ]
    return {"basic": basic, "benchmarks": {"projects": cases}}


def _from_market(enterprise: Enterprise, call: Call) -> dict[str, str]:
    """The year's figures as the province's records have them; the member may state others, with evidence."""
    records = scorecards.records(rounds.rules_of(call)).filter(supplier=enterprise)
    rows = [scorecards.row_of(record) for record in records]
    if not rows:
        return {}
    wan = indicators.YUAN_IN_WAN
    vouchers = sum((row.voucher_amount for row in rows if row.is_voucher and row.settled), Decimal(0))
    contracts = sum((record.amount for record in records), Decimal(0))
    return {
        "served": str(indicators.clients_served(rows).value),
        "contracts": str(indicators.rounded(contracts / wan)),
        "vouchers": str(indicators.rounded(vouchers / wan)),
    }
