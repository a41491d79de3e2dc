"""Keys of the portal's own: made once, kept outside the database, readable by the portal's account only."""

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings


def key(name: str) -> bytes:
    """The key in ``KEYS_DIR/name``, made when it is first asked for."""
    path = Path(settings.KEYS_DIR) / name
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
