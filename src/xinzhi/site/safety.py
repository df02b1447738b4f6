"""What production demands before it starts, and a private key for a laptop."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_SHORTEST_KEY = 40


def local_secret_key(data_dir: Path) -> str:
    """The key kept in the data folder, made at first use and readable by its owner only."""
    path = data_dir / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()


def mail_settings(parsed: dict[str, object]) -> dict[str, object]:
    """Django's EMAIL_* settings from a parsed EMAIL_URL. ImproperlyConfigured for a scheme that is not known."""
    if "EMAIL_BACKEND" not in parsed:
        raise ImproperlyConfigured("EMAIL_URL: use submission://user:password@host (TLS) or smtp://host:25.")
    return parsed


def insecure(
    *, debug: bool, secret_key: str, allowed_hosts: list[str], base_url: str, email_backend: str, data_dir: Path
) -> list[str]:
    """The reasons not to start, each naming the variable and what to set; empty when all is well."""
    problems = []
    if debug:
        problems.append("XINZHI_DEBUG is on: error pages would show secrets. Unset it.")
    if len(secret_key) < _SHORTEST_KEY or len(set(secret_key)) < 12:
        problems.append(f"XINZHI_SECRET_KEY is missing or weak: set {_SHORTEST_KEY} or more random characters.")
    if not allowed_hosts or "*" in allowed_hosts:
        problems.append("XINZHI_HOSTS must name the hosts that are served, without '*'.")
    if not base_url.startswith("https://"):
        problems.append("XINZHI_BASE_URL must be the public https:// address.")
    if "filebased" in email_backend or "console" in email_backend:
        problems.append("EMAIL_URL is not set: notices and password resets would go nowhere.")
    if not data_dir.is_absolute() or data_dir == Path("/"):
        problems.append("XINZHI_DATA_DIR must be a folder of its own.")
    return problems


def require_safe(**settings: object) -> None:
    """Raise ImproperlyConfigured naming every insecure setting at once."""
    if problems := insecure(**settings):  # type: ignore[arg-type]
        raise ImproperlyConfigured("Refusing to start in production:\n- " + "\n- ".join(problems))
