"""The rules and what was found, in words, with their numbers."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.signs import rules

TITLES = {
    rules.RELATED: gettext_lazy("Client related by shareholding or legal representative"),
    rules.CIRCULAR: gettext_lazy("Members that supply each other in a circle"),
    rules.SAME_DAY: gettext_lazy("Many contracts on one day"),
    rules.SAME_AMOUNT: gettext_lazy("Identical amounts"),
    rules.RATINGS: gettext_lazy("Many high ratings handed in at once"),
}
RULES = {
    rules.RELATED: gettext_lazy(
        "Asked where client and member hold each other, or have a shareholder with %(share)s %% or more of both or a "
        "legal representative in common, by the dossiers and the ties that the alliance keeps; state capital is left out."
    ),
    rules.CIRCULAR: gettext_lazy("Asked where two or three members are each other's clients in a circle."),
    rules.SAME_DAY: gettext_lazy("Asked from %(on_one_day)s contracts signed on one day."),
    rules.SAME_AMOUNT: gettext_lazy(
        "Asked from %(of_one_amount)s contracts of the same amount with %(different_clients)s or more different clients."
    ),
    rules.RATINGS: gettext_lazy(
        "Asked from %(ratings)s ratings of %(lowest_rating)s or more that one sender handed in by the interface within "
        "%(minutes)s minutes. The data hold neither the rater's network nor when a rating was given; imported tables, "
        "which come all at once, are left out."
    ),
}
HOW = {
    "client_holds": gettext_lazy("The client %(client)s holds shares of the member."),
    "member_holds": gettext_lazy("The member holds shares of the client %(client)s."),
    "holder": gettext_lazy("%(holder)s has to do with both the member and the client %(client)s."),
    "representative": gettext_lazy(
        "%(holder)s is the legal representative of both the member and the client %(client)s (by name)."
    ),
}


def rule_text(rule: str) -> str:
    """A rule with its numbers."""
    limits = rules.Limits()
    return str(RULES[rule]) % {name: getattr(limits, name) for name in limits.__dataclass_fields__}


def fact_text(sign: rules.Sign, senders: dict[int, str], members: dict[str, str]) -> str:
    """What was found; ``senders`` by key and ``members`` by code give their names."""
    facts = sign.facts
    if sign.rule == rules.RELATED:
        return str(HOW[facts["how"]]) % facts
    if sign.rule == rules.CIRCULAR:
        circle = [members.get(code, code) for code in (*facts["members"], facts["members"][0])]
        return " → ".join(circle)
    if sign.rule == rules.SAME_DAY:
        return _("%(count)d contracts were signed on %(day)s.") % {
            "count": facts["count"],
            "day": date_format(facts["day"], "DATE_FORMAT"),
        }
    if sign.rule == rules.SAME_AMOUNT:
        amount = f"{facts['amount']:,.2f}"
        return _("%(count)d contracts of %(amount)s yuan with %(clients)d clients.") % {
            **facts,
            "amount": amount,
        }
    sender = senders.get(facts["sender"], "—")
    return _("%(count)d high ratings came through “%(sender)s” at once.") % {**facts, "sender": sender}
