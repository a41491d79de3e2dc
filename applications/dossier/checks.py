"""What fields of a dossier must be to each other."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.dossier.specs import Context, Fault


def figure(row: dict, key: str) -> Decimal | None:
    """A canonical figure of a row, or None when there is none to compute with."""
    try:
        return Decimal(str(row.get(key, "")))
    except InvalidOperation:
        return None


def shares_within_whole(rows: list[dict], context: Context) -> list[tuple[int, str, Any]]:
    """Shareholders together can't hold more than all of it."""
    shares = [figure(row, "share") for row in rows]
    total = sum(share for share in shares if share is not None)
    if total <= 100:
        return []
    last = max(index for index, share in enumerate(shares) if share is not None)
    return [
        (
            last,
            "share",
            _("The shares sum to %(total)s %%; together they can't exceed 100 %%.") % {"total": total},
        )
    ]


def parts_within_totals(rows: list[dict], context: Context) -> list[tuple[int, str, Any]]:
    """Industrial-internet revenue is part of revenue, research staff part of the staff."""
    found = []
    for index, row in enumerate(rows):
        part, whole = figure(row, "ii_revenue"), figure(row, "revenue")
        if part is not None and whole is not None and part > whole:
            message = _("Can't exceed the revenue of %(whole)s (10,000 yuan).") % {"whole": f"{whole:,}"}
            found.append((index, "ii_revenue", message))
        part, whole = figure(row, "rd_staff"), figure(row, "staff")
        if part is not None and whole is not None and part > whole:
            message = _("Can't exceed the %(whole)s people employed.") % {"whole": whole}
            found.append((index, "rd_staff", message))
    return found


def cases_are_plausible(rows: list[dict], context: Context) -> list[tuple[int, str, Any]]:
    """A case has another enterprise as its client and is accepted after it was signed."""
    found = []
    for index, row in enumerate(rows):
        if context.uscc and row.get("client_uscc") == context.uscc:
            found.append((index, "client_uscc", _("The client can't be the applicant itself.")))
        signed, accepted = row.get("signed_on", ""), row.get("accepted_on", "")
        if len(signed) == len(accepted) == 10 and accepted < signed:
            found.append((index, "accepted_on", _("Acceptance can't come before the contract was signed.")))
    return found


def established_before_window_ends(data: dict, context: Context) -> list[Fault]:
    """An enterprise that applies exists."""
    established = data.get("established_on", "")
    if len(established) == 10 and established > context.latest.isoformat():
        return [("established_on", _("This date is after the end of the call."))]
    return []
