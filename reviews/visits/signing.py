"""Both inspectors sign the same checklist, each with the own account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.policies import Refused
from portal.audit.chain import record
from reviews.models import Inspector, Visit, VisitEntry
from reviews.visits import reading, writing


def missing(visit: Visit, found: list[reading.Line], *, at: datetime) -> str:
    """What keeps the checklist from being signed; '' when it can be."""
    counted = reading.tally(found)
    if at < visit.starts_at:
        return _("The visit has not begun yet.")
    if counted.in_conflict:
        text = ngettext(
            "%(n)d item stands in two versions.", "%(n)d items stand in two versions.", counted.in_conflict
        )
        return text % {"n": counted.in_conflict}
    if counted.open:
        text = ngettext("%(n)d item is not answered.", "%(n)d items are not answered.", counted.open)
        return text % {"n": counted.open}
    bare = [
        line
        for line in found
        if line.entry and line.entry.result == VisitEntry.Result.FAIL and not line.entry.remark
    ]
    if bare:
        return _("“%(item)s” failed: write in the remark what was found.") % {"item": bare[0].label}
    return ""


@transaction.atomic
def sign(visit: Visit, *, digest: str, name: str, by, at: datetime) -> Inspector:
    """Sign what the page has shown (``digest``) with one's name; signing twice changes nothing.

    Raises Refused: not an inspector, something is missing, another name, or the checklist has changed since.
    """
    visit = writing.locked(visit, by=by)
    inspector = visit.inspectors.select_for_update().get(user=by)
    found = reading.lines(visit)
    now = reading.digest(visit, found)
    if inspector.signed_at and inspector.signed_digest == now:
        return inspector
    if digest != now:
        raise Refused(_("The checklist has changed since this page was opened. Look at it again, then sign."))
    if why := missing(visit, found, at=at):
        raise Refused(why)
    if name.strip() != by.name:
        raise Refused(_("Sign with your own name: %(name)s.") % {"name": by.name})
    inspector.signed_at, inspector.signed_name, inspector.signed_digest = at, name.strip(), now
    inspector.save(update_fields=["signed_at", "signed_name", "signed_digest"])
    data = {"visit": visit.pk, "digest": now}
    record(
        kind="application", id=str(visit.file.application_id), action="sign_visit", by=by, data=data, at=at
    )
    return inspector
