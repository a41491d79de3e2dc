"""What a panel must be made of. Pure: the page and the door ask the same questions.

Rules (domain, figures): at least the call's number of seats, at least 60 % technical, at least one
financial expert, a technical chair, experts of more than one region. Who is in conflict with an
applicant is the matter of :mod:`reviews.conflicts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

TECHNICAL_SHARE = (3, 5)  # at least three of five
LEAST = 5  # experts of any panel, whatever the call's number of seats


@dataclass(frozen=True)
class Fault:
    """A rule that the panel breaks. ``blocks``: no reason given can heal it."""

    code: str
    text: str
    blocks: bool = False


def faults(experts: Sequence, chair, *, size: int) -> list[Fault]:
    """The rules that ``experts`` with ``chair`` (one of them or None) break, the blocking ones first."""
    found = []
    if len(experts) < size:
        lacking = size - len(experts)
        text = ngettext("%(count)d seat is still empty.", "%(count)d seats are still empty.", lacking)
        found.append(Fault("size", text % {"count": lacking}, blocks=True))
    if chair is None:
        found.append(Fault("chair", _("There is no chair."), blocks=True))
    elif chair.kind != "technical":
        found.append(Fault("technical_chair", _("The chair is not a technical expert.")))
    technical = sum(expert.kind == "technical" for expert in experts)
    part, whole = TECHNICAL_SHARE
    if experts and technical * whole < len(experts) * part:
        text = _("Only %(technical)d of %(all)d are technical; at least 60 %% must be.")
        found.append(Fault("technical", text % {"technical": technical, "all": len(experts)}))
    if experts and not any(expert.kind == "financial" for expert in experts):
        found.append(Fault("financial", _("There is no financial expert.")))
    if len(experts) > 1 and len({expert.region_id for expert in experts}) == 1:
        found.append(Fault("region", _("All experts are of one region.")))
    return found
