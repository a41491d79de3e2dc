"""Mails at rest: encrypted with a key of their own, because they can hold links that sign a person in."""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings

KEY_FILE = "mail.key"


def _key() -> bytes:
    """The key for mails on their way, made once and readable by the portal's own account only."""
    path = Path(settings.KEYS_DIR) / KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
        try:
            os.link(fresh, path)  # whole or not at all; the first of two processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def seal(content: bytes) -> bytes:
    return Fernet(_key()).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when the key is another one."""
    return Fernet(_key()).decrypt(bytes(sealed))
