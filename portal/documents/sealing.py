"""Secrets that only the objection officers open (``design.md``, rule 11).

Envelope: a fresh AES-256-GCM data key for each sealed thing, wrapped to the officers' X25519 public key
(ephemeral key agreement, HKDF-SHA256). The server holds the public half only; the private half opens with
an officer's passphrase (scrypt), for one session (:mod:`portal.documents.unlocking`). Why so, and what it
does not protect against: ``docs/decisions/0001-objector-encryption.md``.

Layout of version 1: ``RPS1`` | key id (16) | ephemeral public key (32) | nonce (12) | wrapped data key (48)
| nonce (12) | ciphertext with tag. All before the last nonce is authenticated together with the ciphertext.
"""

import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.db import transaction

from portal.audit.chain import record
from portal.documents.models import SealingKey, SealingKeyPart

MAGIC = b"RPS1"
KEY_ID = slice(4, 20)
EPHEMERAL = slice(20, 52)
WRAP_NONCE = slice(52, 64)
WRAPPED = slice(64, 112)
NONCE = slice(112, 124)
HEADER = 112
SHORTEST_PASSPHRASE = 12
SCRYPT_COST = 2**16  # 64 MB and about a fifth of a second for each guess


class NoSealingKey(Exception):
    """No officer has made a key yet: secrets can't be taken in."""


class WrongPassphrase(Exception):
    """The passphrase opens no key."""


class Unopenable(Exception):
    """The sealed bytes were changed, are no envelope, or belong to a key that this opener does not hold."""


class WeakPassphrase(ValueError):
    """The passphrase is shorter than twelve characters."""


class Opener:
    """Private keys by key id, in memory only; never stored, logged or pickled as they are."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys

    def __repr__(self) -> str:
        return f"<Opener of {len(self._keys)} keys>"

    @classmethod
    def from_passphrase(cls, passphrase: str, *, officer=None) -> "Opener":
        """Unlock every key, retired ones too, that the passphrase opens; only ``officer``'s part when given.

        Raises WrongPassphrase when it opens none.
        """
        parts = SealingKeyPart.objects.select_related("key").order_by("pk")
        if officer is not None:
            parts = parts.filter(officer=officer)
        keys = {}
        for part in parts:
            try:
                keys[part.key.key_id] = _unwrap(part, passphrase)
            except InvalidTag:
                continue
        if not keys:
            raise WrongPassphrase
        return cls(keys)

    def private_keys(self) -> dict[str, bytes]:
        """The raw keys, for the session's own encryption and for adding an officer."""
        return dict(self._keys)


def key_in_use() -> SealingKey | None:
    """The key that seals now, or None."""
    return SealingKey.objects.filter(retired_at=None).order_by("-pk").first()


def seal(data: bytes) -> bytes:
    """Encrypt ``data`` to the officers. Raises NoSealingKey."""
    key = key_in_use()
    if key is None:
        raise NoSealingKey
    ephemeral, data_key = X25519PrivateKey.generate(), AESGCM.generate_key(256)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(bytes(key.public)))
    start = MAGIC + bytes.fromhex(key.key_id) + ephemeral.public_key().public_bytes_raw()
    wrap_nonce, nonce = os.urandom(12), os.urandom(12)
    wrapped = AESGCM(_wrapping_key(shared, start)).encrypt(wrap_nonce, data_key, start)
    header = start + wrap_nonce + wrapped
    return header + nonce + AESGCM(data_key).encrypt(nonce, data, header)


def open(sealed: bytes, opener: Opener) -> bytes:
    """What was sealed. Raises Unopenable."""
    sealed = bytes(sealed)
    private = opener.private_keys().get(key_id_of(sealed))
    if private is None:
        raise Unopenable("this opener does not hold the key")
    start, header = sealed[: EPHEMERAL.stop], sealed[:HEADER]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(sealed[EPHEMERAL])
        )
        data_key = AESGCM(_wrapping_key(shared, start)).decrypt(sealed[WRAP_NONCE], sealed[WRAPPED], start)
        return AESGCM(data_key).decrypt(sealed[NONCE], sealed[NONCE.stop :], header)
    except (InvalidTag, ValueError) as error:
        raise Unopenable("the envelope was changed") from error


def key_id_of(sealed: bytes) -> str:
    """Which key an envelope is sealed to. Raises Unopenable when it is no envelope of a known version."""
    if sealed[:4] != MAGIC or len(sealed) < NONCE.stop + 16:
        raise Unopenable("not an envelope of a known version")
    return sealed[KEY_ID].hex()


@transaction.atomic
def make_key(*, passphrases: dict, by, at: datetime) -> SealingKey:
    """Make a new key that the ``passphrases`` (by officer) open; the one in use is retired.

    Raises WeakPassphrase.
    """
    SealingKey.objects.select_for_update().filter(retired_at=None).update(retired_at=at)
    private = X25519PrivateKey.generate()
    key = SealingKey.objects.create(
        key_id=os.urandom(16).hex(), public=private.public_key().public_bytes_raw(), created_at=at
    )
    for officer, passphrase in passphrases.items():
        _wrap(key, officer, passphrase, private.private_bytes_raw())
    officers = [officer.pk for officer in passphrases]
    record(kind="sealing_key", id=key.key_id, action="make", by=by, data={"officers": officers}, at=at)
    return key


@transaction.atomic
def add_officer(opener: Opener, *, officer, passphrase: str, by, at: datetime) -> None:
    """Let a further officer, or the same one with a new passphrase, open every key of ``opener``.

    Raises WeakPassphrase.
    """
    private_keys = opener.private_keys()
    for key in SealingKey.objects.filter(key_id__in=private_keys):
        SealingKeyPart.objects.filter(key=key, officer=officer).delete()
        _wrap(key, officer, passphrase, private_keys[key.key_id])
        data = {"officer": officer.pk}
        record(kind="sealing_key", id=key.key_id, action="add_officer", by=by, data=data, at=at)


def _wrapping_key(shared: bytes, start: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=start).derive(shared)


def _passphrase_key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(passphrase.encode()))


def _bound(key: SealingKey, officer_id: int) -> bytes:
    return f"{key.key_id}:{officer_id}".encode()


def _wrap(key: SealingKey, officer, passphrase: str, private: bytes) -> None:
    salt, box = wrapped(private, passphrase, _bound(key, officer.pk))
    SealingKeyPart.objects.create(key=key, officer=officer, salt=salt, wrapped=box)


def _unwrap(part: SealingKeyPart, passphrase: str) -> bytes:
    return unwrapped(bytes(part.salt), bytes(part.wrapped), passphrase, _bound(part.key, part.officer_id))


def wrapped(secret: bytes, passphrase: str, bound: bytes) -> tuple[bytes, bytes]:
    """``secret`` encrypted under a passphrase and bound to its purpose: salt and box. Raises WeakPassphrase."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphrase(f"at least {SHORTEST_PASSPHRASE} characters")
    salt, nonce = os.urandom(16), os.urandom(12)
    return salt, nonce + _passphrase_key(passphrase, salt).encrypt(nonce, secret, bound)


def unwrapped(salt: bytes, box: bytes, passphrase: str, bound: bytes) -> bytes:
    """What :func:`wrapped` encrypted. Raises InvalidTag."""
    return _passphrase_key(passphrase, salt).decrypt(box[:12], box[12:], bound)
