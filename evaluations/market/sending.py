"""The interface for platforms that send records: a token each, idempotent by number, broken rows kept aside."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.policies import Refused
from evaluations.market import checks, records
from evaluations.market.columns import BY_KEY
from evaluations.models import MarketRecord, Sender, SetAside
from portal.accounts.permissions import Permission as P
from portal.audit.chain import record
from portal.documents.tables import NUL

MOST_AT_ONCE = 1000
PREFIX = "gdm_"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def enter_sender(name: str, *, by, at: datetime) -> tuple[Sender, str]:
    """A new sender and its token, which is shown this once: only its digest is kept."""
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied
    if not name.strip():
        raise Refused(_("Please name the platform."))
    token = PREFIX + secrets.token_urlsafe(32)
    made = Sender.objects.create(name=name.strip(), digest=_digest(token), created_by=by, created_at=at)
    record(
        kind="market", id=f"sender-{made.pk}", action="enter_sender", by=by, at=at, data={"sender": made.pk}
    )
    return made, token


@transaction.atomic
def revoke(sender: Sender, *, by, at: datetime) -> Sender:
    """The token works no more; records that came with it stay."""
    if not by.may(P.MANAGE_MARKET):
        raise PermissionDenied
    sender = Sender.objects.select_for_update().get(pk=sender.pk)
    if sender.revoked_at is None:
        sender.revoked_at = at
        sender.save(update_fields=["revoked_at"])
        record(
            kind="market",
            id=f"sender-{sender.pk}",
            action="revoke_sender",
            by=by,
            at=at,
            data={"sender": sender.pk},
        )
    return sender


def sender_of(header: str) -> Sender | None:
    """Who sends with this ``Authorization`` header; None for an unknown or revoked token."""
    scheme, _space, token = header.partition(" ")
    if scheme.casefold() != "bearer" or not token.startswith(PREFIX):
        return None
    return Sender.objects.filter(digest=_digest(token.strip()), revoked_at=None).first()


@transaction.atomic
def receive(sender: Sender, sent: list, *, at: datetime) -> dict:
    """Take in what was sent: what became of it, and every row that is wrong, by its place from 0.

    Sending it twice changes nothing. Rows that are wrong are kept aside once, in the same transaction.
    """
    Sender.objects.select_for_update().get(pk=sender.pk)
    known, today = records.known(), timezone.localdate(at)
    good, refused, seen = [], [], set()
    for place, one in enumerate(sent):
        texts = _texts(one)
        row = checks.check(texts, known, today=today)
        key = (row.values.get("kind"), row.values.get("number"))
        if not row.faults and key in seen:
            row.faults["number"] = _("The same number was sent twice at once.")
        if row.faults:
            refused.append((place, texts, row.faults))
        else:
            seen.add(key)
            good.append(row)
    kept = records.keep(good, records.Origin(MarketRecord.Source.INTERFACE, sender=sender), at=at)
    _keep_aside(sender, refused, at)
    Sender.objects.filter(pk=sender.pk).update(last_used_at=at)
    data = {**kept.counts, "refused": len(refused)}
    if kept.new or kept.changed:
        record(kind="market", id=f"sender-{sender.pk}", action="receive", by=None, at=at, data=data)
    faults = [
        {"index": place, "number": texts.get("number", ""), "errors": found}
        for place, texts, found in refused
    ]
    return {**kept.counts, "refused": faults}


def _texts(one) -> dict[str, str]:
    """The columns of a sent row as texts; anything else in it is left alone."""
    if not isinstance(one, dict):
        return {}
    return {key: _text(one[key]) for key in BY_KEY if one.get(key) is not None}


def _text(value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).replace(NUL, "")


def _keep_aside(sender: Sender, refused: list, at: datetime) -> None:
    waiting = list(SetAside.objects.filter(sender=sender, settled_at=None).values_list("values", flat=True))
    SetAside.objects.bulk_create(
        [
            SetAside(sender=sender, row=place, values=texts, faults=faults, at=at)
            for place, texts, faults in refused
            if texts not in waiting
        ],
        batch_size=500,
    )
