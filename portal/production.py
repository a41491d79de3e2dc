"""What must be right before the portal starts in production (``PRODUCTION=1``); each fault is named."""

from urllib.parse import urlsplit

from portal import env

KEY_LENGTH = 50
KEY_LETTERS = 20  # different ones: what a person types is shorter or repeats itself
PASSWORD_LENGTH = 16
SAMPLES = ("insecure", "change", "example", "secret", "password", "test")


def refuse_weak() -> None:
    """Raise BadEnvironment with everything that is missing or weak, so that it is mended in one go."""
    if found := [*_switches(), *_secrets()]:
        raise env.BadEnvironment("The portal does not start in production: " + "; ".join(found))


def _switches() -> list[str]:
    found = [f"{name} must be off" for name in ("DEBUG", "DEMO") if env.flag(name)]
    if not env.flag("HTTPS"):
        found.append("HTTPS must be 1")
    if not env.text("SITE_URL").startswith("https://"):
        found.append("SITE_URL must be the https address of the site")
    hosts = env.words("ALLOWED_HOSTS")
    if not hosts or "*" in hosts:
        found.append("ALLOWED_HOSTS must name the site's host")
    return found


def _secrets() -> list[str]:
    found = []
    if not _is_key(env.secret("SECRET_KEY")):
        found.append(
            f"SECRET_KEY must be {KEY_LENGTH} random letters or more, "
            'for example by: python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    for name in ("DATABASE_URL", "REDIS_URL"):
        address = urlsplit(env.secret(name))
        over_network = address.hostname not in {None, "localhost", "127.0.0.1", "::1"}
        if over_network and not _is_password(address.password or ""):
            found.append(f"the password in {name} must have {PASSWORD_LENGTH} random letters or more")
    if env.text("SIGNING", "self") != "self" and not env.secret("SIGNING_PASSPHRASE"):
        found.append("SIGNING_PASSPHRASE is missing")
    return found


def _is_key(text: str) -> bool:
    return len(text) >= KEY_LENGTH and len(set(text)) >= KEY_LETTERS and not _is_sample(text)


def _is_password(text: str) -> bool:
    return len(text) >= PASSWORD_LENGTH and len(set(text)) >= PASSWORD_LENGTH // 2 and not _is_sample(text)


def _is_sample(text: str) -> bool:
    return any(word in text.lower() for word in SAMPLES)
