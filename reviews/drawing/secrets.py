"""The two secrets of a draw, and who stands behind its keys: encrypted at rest with a key of their own."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet

from portal.keys import key
from reviews.draw import identity

KEY_FILE = "draw.key"
SECRET_BYTES = 32


@dataclass(frozen=True)
class Secrets:
    """``files`` and ``experts``: salt and text behind each identity, by place; all salts in hexadecimal."""

    panels: str
    substitutes: str
    files: list[list[str]]
    experts: list[list[str]]

    @property
    def panel_secret(self) -> bytes:
        return bytes.fromhex(self.panels)

    @property
    def substitute_secret(self) -> bytes:
        return bytes.fromhex(self.substitutes)

    def identity_of(self, part: str, place: int) -> str:
        """The commitment to who stands at a place of ``files`` or ``experts``."""
        salt, text = getattr(self, part)[place]
        return identity(bytes.fromhex(salt), text)


def make(files: Sequence[str], experts: Sequence[str]) -> Secrets:
    """Fresh secrets and salts over the texts of files and experts, in the order of the plan."""

    def salted(texts: Sequence[str]) -> list[list[str]]:
        return [[secrets.token_hex(SECRET_BYTES), text] for text in texts]

    drawn, opened = (secrets.token_hex(SECRET_BYTES) for _ in range(2))
    return Secrets(drawn, opened, salted(files), salted(experts))


def seal(content: Secrets) -> bytes:
    return Fernet(key(KEY_FILE)).encrypt(json.dumps(asdict(content)).encode())


def unseal(sealed: bytes) -> Secrets:
    """Raises cryptography.fernet.InvalidToken when the key is another one."""
    return Secrets(**json.loads(Fernet(key(KEY_FILE)).decrypt(bytes(sealed))))
