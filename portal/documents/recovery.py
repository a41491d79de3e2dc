"""When every officer's passphrase is lost: two people of the province open the sealed objections together.

Each private key is split in two shares of which one alone says nothing (a random pad, and the key XOR that
pad); each share is encrypted under its keeper's own recovery passphrase.
"""

import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from portal.audit.chain import record
from portal.documents import sealing
from portal.documents.models import SealingKey, SealingShare
from portal.documents.sealing import Opener

KEEPERS = 2


class NotTwoKeepers(ValueError):
    """The key is split between two people, no more and no fewer."""


@transaction.atomic
def split(opener: Opener, *, passphrases: dict, by, at: datetime) -> None:
    """Split every key of ``opener`` between two keepers, by keeper; earlier shares of these keys are replaced.

    Raises NotTwoKeepers, WeakPassphrase.
    """
    if len(passphrases) != KEEPERS:
        raise NotTwoKeepers
    private_keys = opener.private_keys()
    for key in SealingKey.objects.filter(key_id__in=private_keys):
        pad = os.urandom(32)
        halves = (pad, _xor(pad, private_keys[key.key_id]))
        SealingShare.objects.filter(key=key).delete()
        for (keeper, passphrase), half in zip(passphrases.items(), halves, strict=True):
            salt, wrapped = sealing.wrapped(half, passphrase, _bound(key, keeper.pk))
            SealingShare.objects.create(key=key, keeper=keeper, salt=salt, wrapped=wrapped)
        data = {"keepers": [keeper.pk for keeper in passphrases]}
        record(kind="sealing_key", id=key.key_id, action="split", by=by, data=data, at=at)


@transaction.atomic
def join(*, passphrases: dict, by, at: datetime) -> Opener:
    """Open what both keepers hold shares of, with both passphrases. Raises NotTwoKeepers, WrongPassphrase."""
    if len(passphrases) != KEEPERS:
        raise NotTwoKeepers
    first, second = (_shares(keeper, passphrase) for keeper, passphrase in passphrases.items())
    keys = {}
    for key in SealingKey.objects.filter(pk__in=first.keys() & second.keys()):
        private = _xor(first[key.pk], second[key.pk])
        public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        if public == bytes(key.public):
            keys[key.key_id] = private
    if not keys:
        raise sealing.WrongPassphrase
    for key_id in keys:
        data = {"keepers": [keeper.pk for keeper in passphrases]}
        record(kind="sealing_key", id=key_id, action="join", by=by, data=data, at=at)
    return Opener(keys)


def is_prepared() -> bool:
    """Whether the key in use is split between two keepers."""
    key = sealing.key_in_use()
    return key is not None and key.shares.count() == KEEPERS


def _shares(keeper, passphrase: str) -> dict[int, bytes]:
    """The shares of a keeper that the passphrase opens, by key."""
    found = {}
    for share in SealingShare.objects.filter(keeper=keeper).select_related("key"):
        try:
            found[share.key_id] = sealing.unwrapped(
                bytes(share.salt), bytes(share.wrapped), passphrase, _bound(share.key, keeper.pk)
            )
        except InvalidTag:
            continue
    return found


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _bound(key: SealingKey, keeper: int) -> bytes:
    return f"share:{key.key_id}:{keeper}".encode()
