"""Parts of the page of a file that several of its tabs are built from."""

from django.utils.translation import gettext as _

from applications import timeline
from applications.compliance import ITEMS
from applications.models import Application
from applications.workflow import State

SHOWN_IN_PLACE = {"pdf": "pdf", "jpg": "picture", "jpeg": "picture", "png": "picture"}


def attachments(version, asked: str | None) -> dict:
    """The attachments of a version, and the one to be shown in place (what a browser can show)."""
    rows = [
        {**one, "kind": SHOWN_IN_PLACE.get(one["name"].rpartition(".")[2].lower(), "")}
        for one in version.content["attachments"]
    ]
    opened = next((one for one in rows if one["kind"] and str(one["id"]) == asked), None)
    return {"attachments": rows, "opened": opened}


def columns(user, file: Application, opinions: list) -> list[dict]:
    """County, city and province side by side, with paper and checklist where officials read them."""
    official = user.role in timeline.OFFICIALS
    checks = {check.item: check for check in file.compliance_checks.all()} if official else {}
    again = file.returns and len(file.of_this_version(checks.values())) < len(checks)
    found = []
    for kind, label in [("county", _("County")), ("city", _("City")), ("province", _("Province"))]:
        if kind == "county" and file.first_authority_state == State.AT_CITY:
            continue
        takes_paper = file.first_authority_state == (State.AT_COUNTY if kind == "county" else State.AT_CITY)
        found.append(
            {
                "label": label,
                "opinions": [o for o in opinions if o.organisation.kind == kind],
                "again": again and kind == "city",
                "checks": [(ITEMS[i], checks[i]) for i in ITEMS if i in checks] if kind == "city" else [],
                "paper": file.paper_counts.select_related("requirement")
                if official and takes_paper and kind != "province"
                else [],
            }
        )
    return found
