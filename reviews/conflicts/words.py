"""A path as the register keeps it, and in words: one sentence for each step, in the reader's language."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from reviews.conflicts.graph import Edge, Node, Path
from reviews.models import Recusal, Relation

CONTROL = Decimal(50)
"""Percent from which a shareholder controls (公司法 art. 265)."""

SENTENCES = {
    "employer": gettext_lazy("%(who)s works or worked for %(where)s%(more)s"),
    "post": gettext_lazy("%(who)s holds or held a post at %(where)s%(more)s"),
    "shareholding": gettext_lazy("%(who)s holds or held shares of %(where)s%(more)s"),
    "adviser": gettext_lazy("%(who)s advises or advised %(where)s%(more)s"),
    "kin": gettext_lazy("close kin of %(who)s (%(kin)s) holds or held a post at %(where)s%(more)s"),
    "dispute": gettext_lazy("%(who)s has or had a dispute with %(where)s%(more)s"),
    "kin_name": gettext_lazy("close kin of %(who)s (%(kin)s) is called %(where)s"),
    "namesake": gettext_lazy("somebody has the same name as %(who)s"),
    "holds": gettext_lazy("%(who)s is or was a shareholder of %(where)s%(more)s"),
    "controls": gettext_lazy("%(who)s is or was the controlling shareholder of %(where)s%(more)s"),
    "represents": gettext_lazy("%(who)s is or was the legal representative of %(where)s%(more)s"),
}

DIRECT_GROUNDS = {
    "employer": Recusal.Ground.EMPLOYMENT,
    "post": Recusal.Ground.EMPLOYMENT,
    "adviser": Recusal.Ground.EMPLOYMENT,
    "kin": Recusal.Ground.KIN,
    "dispute": Recusal.Ground.DISPUTE,
}


def ground(path: Path) -> str:
    """The ground of the policy's list that a path stands for."""
    if len(path.steps) == 1:
        return DIRECT_GROUNDS.get(path.steps[0].edge.kind, Recusal.Ground.RELATION)
    first = path.steps[0].edge.kind
    return Recusal.Ground.KIN if first == "kin_name" else Recusal.Ground.RELATION


def told(path: Path) -> list[dict]:
    """The path as JSON: one mapping for each step, from the person on."""
    return [_told(step.edge) for step in path.steps]


def _told(edge: Edge) -> dict:
    return {
        "kind": edge.kind,
        "who": _names(edge.start),
        "where": _names(edge.end),
        "since": edge.since.isoformat() if edge.since else "",
        "until": edge.until.isoformat() if edge.until else "",
        "share": str(edge.share) if edge.share is not None else "",
        "detail": edge.detail,
        "kin": edge.kin,
        "alarm": edge.alarm,
    }


def _names(node: Node) -> list[str]:
    return [node.label or node.key, node.now]


def sentences(steps: Sequence[dict]) -> list[str]:
    """The steps of a kept path in words."""
    return [_sentence(step) for step in steps]


def text(path: Path) -> str:
    """A path in one line."""
    return pgettext("between the steps of a path", "; ").join(sentences(told(path)))


def _sentence(step: dict) -> str:
    kind = step["kind"]
    if kind == "holds" and step["share"] and Decimal(step["share"]) >= CONTROL:
        kind = "controls"
    return str(SENTENCES[kind]) % {
        "who": _called(*step["who"]),
        "where": _called(*step["where"]),
        "kin": Relation.Kin(step["kin"]).label if step["kin"] else "",
        "more": _more(step),
    }


def _called(name: str, now: str) -> str:
    return _("%(name)s (now %(now)s)") % {"name": name, "now": now} if now else name


def _more(step: dict) -> str:
    """Post, share and dates in brackets, as far as they are known."""
    parts = [step["detail"]]
    if step["share"]:
        parts.append(f"{Decimal(step['share']).normalize():f}%")
    parts.append(_when(step["since"], step["until"]))
    if not any(parts):
        return ""
    return _(" (%(more)s)") % {"more": _(", ").join(part for part in parts if part)}


def _when(since: str, until: str) -> str:
    first, last = (date_format(date.fromisoformat(d), "DATE_FORMAT") if d else "" for d in (since, until))
    if first and last:
        return _("%(since)s to %(until)s") % {"since": first, "until": last}
    if first:
        return _("since %(since)s") % {"since": first}
    return _("until %(until)s") % {"until": last} if last else ""
