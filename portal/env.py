"""The environment, read by small typed helpers that fail loudly."""

import os
from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class BadEnvironment(Exception):
    """A variable has a value that the portal can't use; the message names it and what it takes."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def secret(name: str) -> str:
    """A secret: the variable itself, or the content of the file that ``NAME_FILE`` names."""
    if value := text(name):
        return value
    path = text(f"{name}_FILE")
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise BadEnvironment(f"{name}_FILE is {path!r}, which can't be read: {error.strerror}") from None


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise BadEnvironment(f"{name} is {value!r}; write 1 or 0")


def number(name: str, default: int) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; write a whole number") from None


def choice(name: str, choices: list[str]) -> str:
    """One of ``choices``; the first by default."""
    value = text(name) or choices[0]
    if value not in choices:
        raise BadEnvironment(f"{name} is {value!r}; write one of {', '.join(choices)}")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    path = Path(text(name, str(default)))
    path.mkdir(parents=True, exist_ok=True)
    return path
