"""Signatures on official PDFs: PAdES (ETSI EN 319 142, level B-B) by pyHanko, and their verification.

Where the key is, ``SIGNING`` says: ``self`` (a certificate that the portal makes for itself, for the
demonstration and for tests; it proves integrity, not identity), ``pkcs12`` (a file) or ``pkcs11`` (a token).
A signature of the portal is no seal: the place of the seal stays empty until an official scan is attached.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer

OWN = "signing.p12"
OWN_NAME = "Self-made certificate of this portal, no authority's"
VALID = timedelta(days=3650)


@dataclass(frozen=True)
class Checked:
    """What a PDF's signature says. ``whole``: nothing was changed since, and the signature covers all of it.

    ``ours``: made with a certificate that this portal signs with.
    """

    whole: bool
    ours: bool
    signer: str
    signed_at: datetime | None


# pyHanko is read in only where something is signed or checked: it takes a process half a second and some 30 MB.


def sign(pdf: bytes) -> bytes:
    """The PDF with an invisible PAdES signature appended; the bytes before it stay as they were."""
    from portal.documents import pades

    return pades.signed(pdf, signer())


def check(pdf: bytes) -> Checked | None:
    """What the last signature of ``pdf`` says; None when there is none or it can't be read."""
    from portal.documents import pades

    status = pades.status(pdf, signer().signing_cert)
    return status and Checked(
        whole=status.intact and status.valid and status.coverage == pades.WHOLE,
        ours=status.signing_cert.sha256 == signer().signing_cert.sha256,
        signer=status.signing_cert.subject.human_friendly,
        signed_at=status.signer_reported_dt,
    )


def signer_name() -> str:
    """Whose certificate signs now, as its subject says."""
    return signer().signing_cert.subject.human_friendly


def signer() -> "Signer":
    """The signer that ``SIGNING`` names. Raises ImproperlyConfigured, saying what is missing."""
    if settings.SIGNING == "pkcs11":
        return _token()
    if settings.SIGNING == "pkcs12":
        return _from_file(settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE)
    if settings.SIGNING == "self":
        return _from_file(str(_own_file()), settings.SECRET_KEY)
    raise ImproperlyConfigured(f"SIGNING is {settings.SIGNING!r}; write self, pkcs12 or pkcs11")


@lru_cache(maxsize=4)
def _from_file(path: str, passphrase: str) -> "Signer":
    from pyhanko.sign import signers

    if not Path(path).is_file():
        raise ImproperlyConfigured(f"SIGNING_PKCS12: there is no file {path!r}")
    found = signers.SimpleSigner.load_pkcs12(path, passphrase=passphrase.encode(), prefer_pss=True)
    if found is None:
        raise ImproperlyConfigured(f"SIGNING_PASSPHRASE does not open {path!r}")
    return found


@lru_cache(maxsize=1)
def _token() -> "Signer":
    """The key on a PKCS#11 token; the session stays open for the life of the process."""
    from pyhanko.sign import pkcs11

    session = pkcs11.open_pkcs11_session(
        settings.SIGNING_PKCS11_MODULE,
        token_label=settings.SIGNING_PKCS11_TOKEN,
        user_pin=settings.SIGNING_PASSPHRASE,
    )
    return pkcs11.PKCS11Signer(session, cert_label=settings.SIGNING_PKCS11_LABEL, prefer_pss=True)


def _own_file() -> Path:
    """The portal's own certificate and key, made once; two processes at once agree on one file."""
    path = settings.KEYS_DIR / OWN
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        target.write(_self_made(settings.SECRET_KEY.encode()))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path


def _self_made(passphrase: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, OWN_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.SITE_OWNER),
        ]
    )
    now = datetime.now().astimezone()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        OWN_NAME.encode(), key, certificate, None, BestAvailableEncryption(passphrase)
    )
