"""The environment, read once: a bad or missing value stops the start with its name and a hint."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()

HINTS = {
    "SECRET_KEY": "any long random string; python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    "DRAFT_KEYS": "one or more Fernet keys, comma separated, newest first; "
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "APP_DATABASE_URL": "what DATABASE_URL holds for the web server and the workers",
    "REDIS_URL": "redis://host:6379/0",
    "ALLOWED_HOSTS": "host names the service answers to, comma separated",
    "SITE_URL": "the address people type, such as https://safeguarding.example.org",
    "DOCUMENTS_ROOT": "the directory in which uploaded documents are kept, served by nothing else",
    "CLAMAV_URL": "tcp://host:3310 of a ClamAV daemon, or nothing",
    "EMAIL_URL": "smtp+tls://user:password@host:587 or consolemail://",
}


def _read(kind: str, name: str, default: Any) -> Any:
    if name not in os.environ and default is ...:
        hint = HINTS.get(name, "see .env.example")
        raise ImproperlyConfigured(f"The environment variable {name} is missing. It holds: {hint}")
    reader: Callable[..., Any] = getattr(_env, kind)
    try:
        return reader(name) if default is ... else reader(name, default=default)
    except (ValueError, ImproperlyConfigured) as error:
        hint = HINTS.get(name, "see .env.example")
        raise ImproperlyConfigured(
            f"The environment variable {name} can't be read. It holds: {hint}"
        ) from error


def text(name: str, default: Any = ...) -> str:
    """The variable as text; stops the start when it is missing and has no default."""
    value = _read("str", name, default)
    if value == "" and default is ...:
        raise ImproperlyConfigured(f"The environment variable {name} is empty. It holds: {HINTS.get(name)}")
    return str(value)


def flag(name: str, default: Any = ...) -> bool:
    """The variable as yes or no: only true/false, yes/no, on/off, 1/0 are taken."""
    raw = os.environ.get(name)
    if raw is not None and raw.lower() not in {"true", "false", "yes", "no", "on", "off", "1", "0"}:
        raise ImproperlyConfigured(f"The environment variable {name} must be true or false, not {raw!r}.")
    return bool(_read("bool", name, default))


def number(name: str, default: Any = ...) -> int:
    """The variable as a whole number."""
    return int(_read("int", name, default))


def texts(name: str, default: Any = ...) -> list[str]:
    """The variable as a list, comma separated."""
    return list(_read("list", name, default))


def tcp_address(name: str) -> tuple[str, int] | None:
    """The variable as host and port of tcp://host:port; None when it is missing or empty."""
    value = text(name, default="")
    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme != "tcp":
        raise ImproperlyConfigured(f"The environment variable {name} can't be read. It holds: {HINTS[name]}")
    return host, port


def database(name: str = "DATABASE_URL", default: Any = ...) -> dict[str, Any]:
    """The variable as Django's database settings."""
    return dict(_read("db_url", name, default))


def email(name: str = "EMAIL_URL", default: Any = ...) -> dict[str, Any]:
    """The variable as Django's e-mail settings."""
    return dict(_read("email_url", name, default))
