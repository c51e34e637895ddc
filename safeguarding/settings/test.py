"""The test suite: everything real but the mail server and the speed of the password hash."""

import os
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "test-only-" + "x" * 50)
os.environ.setdefault("DRAFT_KEYS", "dGVzdC1vbmx5LWtleS1vZi0zMi1ieXRlcy1sb25nISE=")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")
# The processes of pytest-xdist share a server and nothing in it: each has a pair of its databases, this and
# the next for the messages of real workers (tests.factories.workers). Redis has sixteen.
if "PYTEST_XDIST_WORKER" in os.environ:
    _pair = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) % 8 * 2
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_pair}").geturl()
os.environ.setdefault("DATABASE_URL", "postgresql://safeguarding@127.0.0.1:5432/safeguarding")

from safeguarding.settings.base import *  # noqa: F403

TEMPLATE_STRICT = True
SECOND_FACTOR_REQUIRED = False
# Most tests run without a worker; those of safeguarding.ui.pdf_work start one.
PDF_IN_WORKER = False
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# argon2 with its full cost would make the suite slow without testing anything of ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Passkeys otherwise insist on https, which one machine's own server doesn't have.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
