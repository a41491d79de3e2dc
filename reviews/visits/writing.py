"""What the inspectors write on the spot, sent at once or hours later from a device that was offline.

A device names each entry and photo itself, so what comes twice is kept once. An entry says which entries its
writer had seen; it replaces those. One that its writer hadn't seen stays beside it: both versions are kept
until an inspector settles them with a third.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import Entry, record_many
from portal.documents.files import Rejected, store_upload
from portal.notifications.notices import Notice, notify_many
from reviews.models import Stage, Visit, VisitEntry, VisitPhoto
from reviews.notices import SIGNATURE_VOID
from reviews.visits import reading

PHOTOS = {"jpg", "png"}
MOST_PHOTO_BYTES = 12 * 1024 * 1024
MOST_PHOTOS = 60
AHEAD = timedelta(minutes=10)
"""How far a device's clock may be ahead of ours."""


@dataclass(frozen=True)
class Written:
    """An answer as a device sends it; ``seen``: keys of the entries that its writer had before him."""

    item: str
    result: str
    remark: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    written_at: datetime | None = None
    seen: frozenset[uuid.UUID] = frozenset()


def locked(visit: Visit, *, by) -> Visit:
    """The visit, locked, for one of its inspectors; raises Refused when nothing can be written any more."""
    rows = Visit.objects.select_for_update(of=("self",))
    related = ("file__application__enterprise", "file__review__call")
    visit = rows.select_related(*related).get(pk=visit.pk)
    if not reading.inspected_by(by).filter(pk=visit.pk).exists():
        raise Refused(_("Only the two inspectors write on the checklist."))
    file = visit.file
    if visit.ended_at or file.application.state != State.IN_REVIEW:
        raise Refused(_("The visit was called off."))
    if file.stage != Stage.SITE or file.total is not None:
        raise Refused(_("The stage is closed; the checklist can't be changed any more."))
    return visit


@transaction.atomic
def write(visit: Visit, written: Sequence[Written], *, by, at: datetime) -> list[VisitEntry]:
    """Keep what was written; known keys and answers that stand already change nothing.

    Returns the entries that are new. A signature under the checklist before is void. Raises Refused, also
    for an item that isn't on the checklist.
    """
    visit = locked(visit, by=by)
    items = {item["key"] for item in visit.checklist}
    known = set(visit.entries.filter(key__in=[one.key for one in written]).values_list("key", flat=True))
    heads: dict[str, list[VisitEntry]] = {item: [] for item in items}
    for entry in visit.entries.filter(replaced_by=None):
        heads[entry.item].append(entry)
    made = []
    for one in written:
        if one.item not in items or one.result not in VisitEntry.Result.values:
            raise Refused(_("An answer belongs to no item of this checklist; reload the page."))
        if one.key in known or _stands(one, heads[one.item]):
            continue
        known.add(one.key)
        made.append(_keep(visit, one, heads, by=by, at=at))
    _changed(visit, [entry.item for entry in made], "write_visit", by=by, at=at)
    return made


def _stands(one: Written, heads: list[VisitEntry]) -> bool:
    """Whether the same answer is there already, alone."""
    return len(heads) == 1 and (heads[0].result, heads[0].remark) == (one.result, one.remark.strip())


def _keep(visit: Visit, one: Written, heads: dict[str, list[VisitEntry]], *, by, at: datetime) -> VisitEntry:
    entry = VisitEntry.objects.create(
        visit=visit,
        key=one.key,
        item=one.item,
        result=one.result,
        remark=one.remark.strip(),
        written_at=_believable(one.written_at, at),
        received_at=at,
        by=by,
    )
    same = (entry.result, entry.remark)
    gone = [head for head in heads[one.item] if head.key in one.seen or (head.result, head.remark) == same]
    VisitEntry.objects.filter(pk__in=[head.pk for head in gone]).update(replaced_by=entry)
    heads[one.item] = [head for head in heads[one.item] if head not in gone] + [entry]
    return entry


def _believable(when: datetime | None, at: datetime) -> datetime:
    """The device's time, unless it lies in the future: then the clock is wrong, and ours counts."""
    return when if when and when <= at + AHEAD else at


@transaction.atomic
def add_photo(
    visit: Visit,
    upload,
    *,
    item: str = "",
    caption: str = "",
    key: uuid.UUID | None = None,
    sha256: str = "",
    taken_at: datetime | None = None,
    by,
    at: datetime,
) -> VisitPhoto:
    """Keep a photo as the camera made it; the same ``key``, or the same picture for the same item, is kept once.

    ``sha256``: what the device computed when the picture was taken. Raises Rejected when the content is no
    picture or its digest is another, Refused.
    """
    visit = locked(visit, by=by)
    if item and item not in {one["key"] for one in visit.checklist}:
        raise Refused(_("The photo belongs to no item of this checklist; reload the page."))
    if key and (there := visit.photos.filter(key=key).first()):
        return there
    if visit.photos.filter(removed_at=None).count() >= MOST_PHOTOS:
        raise Refused(_("A visit has at most %(most)d photos.") % {"most": MOST_PHOTOS})
    stored = _whole(upload, sha256, by=by)
    same = visit.photos.filter(removed_at=None, item=item, file__sha256=stored.sha256).first()
    if same:
        return same
    photo = VisitPhoto.objects.create(
        visit=visit,
        key=key or uuid.uuid4(),
        item=item,
        caption=caption.strip()[:120],
        file=stored,
        taken_at=_believable(taken_at, at),
        received_at=at,
        by=by,
    )
    _changed(visit, [stored.sha256], "photograph_visit", by=by, at=at)
    return photo


def _whole(upload, sha256: str, *, by):
    """The stored picture, whose digest is the one that the device computed. Raises Rejected."""
    stored = store_upload(upload, by=by, allowed=PHOTOS, max_bytes=MOST_PHOTO_BYTES)
    if sha256 and stored.sha256 != sha256.lower():
        raise Rejected(
            _("“%(name)s” arrived damaged: its SHA-256 is not the one computed on the device. Send it again.")
            % {"name": stored.name},
            code="digest",
        )
    return stored


@transaction.atomic
def remove_photo(photo: VisitPhoto, *, reason: str, by, at: datetime) -> VisitPhoto:
    """Take a photo out of the checklist, with the reason (a face in it, say). Raises Refused."""
    visit = locked(photo.visit, by=by)
    photo = VisitPhoto.objects.select_for_update().select_related("file").get(pk=photo.pk)
    if photo.removed_at:
        return photo
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    photo.removed_at, photo.remove_reason = at, reason.strip()
    photo.save(update_fields=["removed_at", "remove_reason"])
    _changed(visit, [photo.file.sha256], "remove_visit_photo", by=by, at=at)
    return photo


def _changed(visit: Visit, what: Sequence[str], action: str, *, by, at: datetime) -> None:
    """Put a change on record; what was signed before is void, and who signed hears it."""
    if not what:
        return
    chain = visit.file.application.chain
    entries = [Entry(*chain, action, by, at, {"visit": visit.pk, "what": list(what)})]
    signed = list(visit.inspectors.filter(signed_at__isnull=False).select_related("user"))
    for inspector in signed:
        data = {"visit": visit.pk, "inspector": inspector.user_id, "digest": inspector.signed_digest}
        entries.append(Entry(*chain, "void_visit_signature", by, at, data))
        inspector.signed_at, inspector.signed_name, inspector.signed_digest = None, "", ""
        inspector.save(update_fields=["signed_at", "signed_name", "signed_digest"])
    record_many(entries)
    params = {"call": visit.file.review.call.title}
    others = [inspector.user for inspector in signed if inspector.user_id != by.pk]
    notify_many(
        [Notice(SIGNATURE_VOID.key, user, params, reverse("reviews:timetable")) for user in others], at=at
    )
