"""The menu of this floor."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.permissions import Permission as P
from portal.ui.navigation import NavItem, items

STAFF = (P.RECOMMEND, P.DELIBERATE, P.MANAGE_REVIEW, P.READ_AUDIT)


def register() -> None:
    """Enter the menu items."""
    for key, label, url_name, order, rights in (
        ("evaluations.mine", _("Evaluation"), "evaluations:mine", 30, (P.FILE_APPLICATION,)),
        ("evaluations.rounds", _("Evaluations"), "evaluations:rounds", 45, STAFF),
        ("evaluations.market", _("Market records"), "evaluations:market", 46, (P.READ_MARKET,)),
        (
            "evaluations.my_changes",
            pgettext_lazy("menu", "Change reports"),
            "evaluations:my_changes",
            35,
            (P.REPORT_CHANGES,),
        ),
        ("evaluations.changes", pgettext_lazy("menu", "Changes"), "evaluations:changes", 47, STAFF),
        ("evaluations.benchmarks", _("Benchmark register"), "evaluations:benchmarks", 47, (P.READ_MARKET,)),
    ):
        items.add(key, NavItem(key, label, url_name, order, "work", _with(*rights), "evaluation"))
    overview = NavItem(
        "overview",
        _("Overview"),
        "evaluations:overview",
        69,
        visible=_with(P.READ_OVERVIEW),
        group="oversight",
    )
    items.add(overview.key, overview)


def _with(*rights: P):
    return lambda user: any(user.may(right) for right in rights)
