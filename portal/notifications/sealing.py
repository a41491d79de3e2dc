"""Mails at rest: encrypted with a key of their own, because they can hold links that sign a person in."""

from cryptography.fernet import Fernet

from portal.keys import key

KEY_FILE = "mail.key"


def seal(content: bytes) -> bytes:
    return Fernet(key(KEY_FILE)).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when the key is another one."""
    return Fernet(key(KEY_FILE)).decrypt(bytes(sealed))
