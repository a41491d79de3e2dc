"""What makes an enterprise eligible for the pool: stated anew with a change, checked anew by the province.

The first four are those of the compliance check; the others say what the pool stands for (policy, part two).
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.compliance import ITEMS
from applications.policies import Refused

HOLDS, DOES_NOT = "yes", "no"
PASS, FAIL, NOT_APPLICABLE = "pass", "fail", "na"

CONDITIONS: dict[str, object] = {
    **{key: ITEMS[key] for key in ("legal_person", "uscc", "credit", "accidents")},
    "business": gettext_lazy(
        "Main business still is the industrial internet: data collection, industrial SaaS or APP on the cloud"
    ),
    "supplier_class": gettext_lazy("The class (platform or service provider) still fits"),
    "capacity": gettext_lazy("Core team, products and service capacity are kept"),
}


def unstated(statements: dict) -> list[str]:
    """The conditions on which nothing was stated, or that don't hold without a word on why."""
    found = []
    for key, label in CONDITIONS.items():
        given = statements.get(key) or {}
        if given.get("holds") not in {HOLDS, DOES_NOT}:
            found.append(_("Statement on “%(condition)s”") % {"condition": label})
        elif given["holds"] == DOES_NOT and not (given.get("note") or "").strip():
            found.append(_("What became of “%(condition)s”") % {"condition": label})
    return found


def demand_checked(checks: dict) -> None:
    """Every condition judged, none failing: else a change is not accepted. Raises Refused."""
    failing = []
    for key, label in CONDITIONS.items():
        result = (checks.get(key) or {}).get("result")
        if result not in {PASS, FAIL, NOT_APPLICABLE}:
            raise Refused(
                _("Please check every condition of eligibility first: “%(condition)s” is open.")
                % {"condition": label}
            )
        if result == FAIL:
            failing.append(str(label))
    if failing:
        raise Refused(
            _(
                "With this change the enterprise is not eligible any more (%(conditions)s): ask for more, "
                "or reject the report with reasons."
            )
            % {"conditions": _("; ").join(failing)}
        )
