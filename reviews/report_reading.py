"""A report as its page and its workbook tell it, from what it states."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import SupplierClass
from portal.ui.paging import Page
from portal.ui.templatetags.ui import day
from reviews.models import Expert, Recusal, Report, Stage

SIZE = 50  # lines of a page


def classes(report: Report) -> list[str]:
    """The classes that the report ranks."""
    there = {line["class"] for line in report.content.get("lines", ())}
    return [key for key in (*SupplierClass.values, "") if key in there]


def lines(report: Report, supplier_class: str, start: str) -> Page:
    """The lines of a class from the ``start``-th on; what a report states never moves, so places are counted."""
    found = [line for line in report.content.get("lines", ()) if line["class"] == supplier_class]
    first = int(start) if start.isdigit() and int(start) < len(found) else 0
    rows = [_line(line, report) for line in found[first : first + SIZE]]
    shown = Page(rows, size=SIZE, first_query=f"?class={supplier_class}")
    if first + SIZE < len(found):
        shown.next_query = f"?class={supplier_class}&from={first + SIZE}"
    if first:
        shown.previous_query = f"?class={supplier_class}&from={max(first - SIZE, 0)}"
    return shown


def _line(line: dict, report: Report) -> dict:
    stages = [
        (Stage(stage).label, line["stages"].get(stage, "—"), line["spread"].get(stage, ["", None])[0])
        for stage in report.content["weights"]
    ]
    address = reverse("applications:application", args=[line["application"]])
    return {**line, "means": stages, "members": " ".join(line["panel"]), "address": address}


def stages(report: Report) -> list[tuple[str, int]]:
    """The stages with their shares."""
    return [(Stage(key).label, share) for key, share in report.content.get("weights", {}).items()]


def facts(report: Report) -> dict:
    """Panels, recusals, draws, dissent and what was opened again, in words."""
    content = report.content
    if not content:
        return {}
    recusals = content["recusals"]
    return {
        "experts": content["experts"]["all"],
        "kinds": [(Expert.Kind(k).label, n) for k, n in content["experts"].items() if k != "all"],
        "recusals": recusals,
        "origins": [(Recusal.Origin(key).label, n) for key, n in recusals["origins"].items()],
        "grounds": [(Recusal.Ground(key).label, n) for key, n in recusals["grounds"].items()],
        "draws": content["draws"],
        "dissents": _staged(content["dissents"]),
        "reopenings": _staged(content["reopenings"]),
    }


def _staged(entries: Sequence[dict]) -> list[dict]:
    return [{**entry, "stage": Stage(entry["stage"]).label} for entry in entries]


def book_facts(report: Report) -> list[tuple[str, str]]:
    """What the workbook of a report says beside its figures."""
    told = facts(report)
    signed = f"{report.signed_by.name} {day(report.signed_at)}" if report.signed_by else "—"
    pairs = [
        (_("Report"), report.document.number if report.document else f"{report.number}"),
        (_("Prepared by"), f"{report.by.name} {day(report.at)}"),
        (_("Signed off by"), signed),
        (_("SHA-256 of the report"), report.sha256),
        (_("Basis"), report.basis),
    ]
    if told:
        pairs += [(_("Experts who sat"), str(told["experts"]))]
        pairs += [(_("Recusals entered"), str(told["recusals"]["entered"]))]
        pairs += [(_("Recusals granted: {}").format(label), str(n)) for label, n in told["grounds"]]
        pairs += [(_("Draw: {}").format(one["label"]), one["sha256"]) for one in told["draws"]]
        pairs += [(_("Dissenting opinion"), _spoken(one, one["text"])) for one in told["dissents"]]
        pairs += [(_("Opened again"), _spoken(one, one["reasons"])) for one in told["reopenings"]]
    return pairs


def _spoken(one: dict, text: str) -> str:
    return " · ".join(str(part) for part in (one["number"], one["stage"], one["seat"], text) if part)
