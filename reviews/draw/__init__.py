"""The draw of the panels: frozen, committed, run from a secret and a public value. Pure: no Django.

docs/draw.md describes the record byte by byte; reviews/verify_draw.py checks it and stands alone.
"""

from reviews.draw.panels import Infeasible
from reviews.draw.plan import (
    FORMAT,
    GROUNDS,
    LEAST_SEATS,
    ROSTER_MULTIPLE,
    Bar,
    Expert,
    File,
    Json,
    Pin,
    Plan,
    PublicValue,
    Rules,
    Unlawful,
    from_document,
    identity,
)
from reviews.draw.record import freeze, public_part, replace_member, replay, reveal, run, void
from reviews.draw.substitutes import FACTS

__all__ = [
    "FACTS",
    "FORMAT",
    "GROUNDS",
    "LEAST_SEATS",
    "ROSTER_MULTIPLE",
    "Bar",
    "Expert",
    "File",
    "Infeasible",
    "Json",
    "Pin",
    "Plan",
    "PublicValue",
    "Rules",
    "Unlawful",
    "freeze",
    "from_document",
    "identity",
    "public_part",
    "replace_member",
    "replay",
    "reveal",
    "run",
    "void",
]
