"""One machine: the demo and a developer's own server. Real servers, no TLS, fixed fallback secrets."""

import os

# Only here, and only where nothing real is kept: production refuses to start without its own.
os.environ.setdefault("SECRET_KEY", "development-only-" + "x" * 50)
os.environ.setdefault("DRAFT_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE=")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
os.environ.setdefault("DATABASE_URL", "postgresql://safeguarding@127.0.0.1:5432/safeguarding")

from safeguarding.settings import env
from safeguarding.settings.base import *  # noqa: F403

DEBUG = env.flag("DEBUG", default=False)
TEMPLATE_STRICT = True
# The demo's personas sign in with a password alone, so that anyone can walk through it.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=False)
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Passkeys otherwise insist on https, which one machine's own server doesn't have.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
