"""What the metrics are called, how their figures are written, and how each is computed, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

METRICS = {
    "clients": gettext_lazy("Clients served"),
    "settled": gettext_lazy("Settled amount"),
    "redemption": gettext_lazy("Redemption rate of vouchers"),
    "connection": gettext_lazy("Connection rate"),
    "rating": gettext_lazy("Mean rating"),
    "complaints": gettext_lazy("Complaint rate"),
}
FORMULAS = {
    "clients": gettext_lazy("Different clients, by code, of accepted records."),
    "settled": gettext_lazy("What clients paid on settled records, in 10,000 yuan."),
    "redemption": gettext_lazy("Settled vouchers by amount ÷ all vouchers by amount."),
    "connection": gettext_lazy(
        "Accepted records with the connection monitored ÷ accepted records that say whether."
    ),
    "rating": gettext_lazy(
        "(Sum of ratings + k × mean of the round) ÷ (number of ratings + k): few ratings are drawn toward the mean."
    ),
    "complaints": gettext_lazy("Accepted records with a complaint ÷ accepted records."),
}
UNITS = {
    "clients": gettext_lazy("%(value)s clients"),
    "settled": gettext_lazy("%(value)s (10,000 yuan)"),
    "rating": gettext_lazy("%(value)s of 5"),
}


def figure_text(metric: str, figure: dict) -> str:
    """A figure with its unit, as it is shown; what has no value is said to be missing."""
    if figure["value"] is None:
        return _("no data")
    unit = UNITS.get(metric)
    return str(unit) % {"value": figure["value"]} if unit else f"{figure['value']} %"
