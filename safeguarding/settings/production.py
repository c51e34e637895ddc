"""Production: behind a TLS-terminating proxy, every secret from the environment, second factor for all."""

from pathlib import Path

from safeguarding.settings import env
from safeguarding.settings.base import *  # noqa: F403

ALLOWED_HOSTS = env.texts("ALLOWED_HOSTS")
DOCUMENTS_ROOT = Path(env.text("DOCUMENTS_ROOT"))
SITE_URL = env.text("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=True)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=1)
