"""What a reserve enterprise's file with its city brings into its provincial application."""

from applications.dossier.prefill import from_last_submission
from applications.models import Call, Enterprise, Kind
from applications.registry import prefill_sources
from evaluations.city_pools import entries
from evaluations.models import Admission

KEY = "evaluations.city_pool"


def register() -> None:
    """Enter the source; what an earlier application of this kind said goes before the city's file."""
    prefill_sources.add(KEY, sections)


def file_of(enterprise: Enterprise) -> Admission | None:
    """The newest file with which an enterprise is a reserve enterprise of its city now."""
    rows = entries.in_force().filter(enterprise=enterprise, pool_class=Admission.Class.RESERVE)
    return rows.order_by("-decided_at", "-pk").first()


def sections(enterprise: Enterprise, call: Call) -> dict[str, dict] | None:
    """Statement, products and cases of the city's file, where the last application doesn't say them."""
    file = file_of(enterprise) if call.kind == Kind.RECOGNITION else None
    if file is None:
        return None
    before = from_last_submission(enterprise, call) or {}
    given = {
        "basic": {"main_business": file.statement},
        "products": {"products": file.products},
        "cases": {"cases": file.cases},
    }
    merged = dict(before)
    for key, data in given.items():
        held = {name: value for name, value in before.get(key, {}).items() if value}
        merged[key] = {**data, **held}
    return merged
