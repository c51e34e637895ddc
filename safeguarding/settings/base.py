"""What every environment shares. Secrets and addresses come from the environment, through env.py."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from safeguarding.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
DRAFT_KEYS = env.texts("DRAFT_KEYS")
ALLOWED_HOSTS = env.texts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SITE_URL = env.text("SITE_URL", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "guardian",
    "simple_history",
    "django_htmx",
    "csp",
    "safeguarding.ui",
    "safeguarding.accounts",
    "safeguarding.audit",
    "safeguarding.notifications",
    "cases",
    "strategy_meetings",
    "core_groups",
    "escalation",
    "safeguarding.home",
    "safeguarding.demo",
    "safeguarding.synthetic",
]

# How many proxies of ours stand before the service, each adding to X-Forwarded-For.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0)

MIDDLEWARE = [
    "safeguarding.accounts.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "safeguarding.ui.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safeguarding.accounts.middleware.SessionTimeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeguarding.accounts.middleware.IdentityMiddleware",
    "safeguarding.accounts.middleware.SecondFactorMiddleware",
    "safeguarding.ui.middleware.NoStoreMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cases.middleware.GateMiddleware",
]

ROOT_URLCONF = "safeguarding.urls"
# Answers without knowing who asks, also while the database is away.
HEALTH_PATH = "/health/"
WSGI_APPLICATION = "safeguarding.wsgi.application"

TEMPLATE_STRICT = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "safeguarding.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "safeguarding.ui.context.page",
                "safeguarding.home.navigation.navigation",
            ],
        },
    },
    {
        # Only for templates that libraries bring along; ours are all Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": {**env.database(), "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 60}}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The role that requests and tasks take on; row-level security holds for it (docs/adr/0007).
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", default="safeguarding_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Signed out after a quarter of an hour without doing anything, warned of two minutes before; and half a day
# after signing in, whatever one does (safeguarding.accounts.session_time).
SESSION_IDLE_SECONDS = 15 * 60
SESSION_WARNING_SECONDS = 2 * 60
SESSION_LONGEST_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "safeguarding.ui.error_views.csrf_failure"

# Accounts ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "safeguarding.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "safeguarding.accounts.adapters.SingleSignOnAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A whole office may sign in from one address at nine in the morning; one account may be tried five times.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,3/m/key",
    "reset_password_from_key": "20/m/ip",
    # Ours (safeguarding.ui.limits): several windows that save every three seconds; searching by hand.
    "autosave": "240/m/user",
    "search": "60/m/user",
}
# Calendar programs ask every quarter of an hour; an unknown address is a wrong or a guessed one.
CALENDAR_READS_AN_HOUR = 30
CALENDAR_GUESSES_A_MINUTE = 30
# By link, and by network address for links that open nothing.
GUEST_READS_A_MINUTE = 60
GUEST_GUESSES_A_MINUTE = 30
ACCOUNT_FORMS = {
    "login": "safeguarding.accounts.forms.sign_in.SignInForm",
    "reset_password": "safeguarding.accounts.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "safeguarding.accounts.forms.sign_in.ChooseNewPasswordForm",
    "change_password": "safeguarding.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "safeguarding.accounts.forms.sign_in.SetPasswordForm",
    "reauthenticate": "safeguarding.accounts.forms.sign_in.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "safeguarding.accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "safeguarding.accounts.forms.sign_in.ConfirmSecondFactorForm",
    "activate_totp": "safeguarding.accounts.forms.sign_in.SetUpAuthenticatorAppForm",
    "deactivate_totp": "safeguarding.accounts.forms.sign_in.RemoveAuthenticatorAppForm",
    "generate_recovery_codes": "safeguarding.accounts.forms.sign_in.NewRecoveryCodesForm",
    "add_webauthn": "safeguarding.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "safeguarding.accounts.forms.sign_in.RenamePasskeyForm",
}
MFA_ADAPTER = "safeguarding.accounts.adapters.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1
# Addresses are those the system admin entered; the link that sets the first password went to them.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Safeguarding"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SECOND_FACTOR_REQUIRED = True

SSO_ISSUER = env.text("SSO_ISSUER", default="")
SSO_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(SSO_ISSUER)) if SSO_ISSUER else ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "partnership",
                "name": env.text("SSO_NAME", default="") or "your organisation’s account",
                "client_id": env.text("SSO_CLIENT_ID", default=""),
                "secret": env.text("SSO_CLIENT_SECRET", default=""),
                "settings": {"server_url": SSO_ISSUER},
            }
        ]
        if SSO_ISSUER
        else []
    }
}

# Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# Static files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("govuk", BASE_DIR / "node_modules" / "govuk-frontend" / "dist" / "govuk"),
    ("moj", BASE_DIR / "node_modules" / "@ministryofjustice" / "frontend" / "moj"),
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Documents ----------------------------------------------------------------------------------------
# Where uploaded files are kept: below nothing that a web server serves. They leave through the gate alone.
DOCUMENTS_ROOT = Path(env.text("DOCUMENTS_ROOT", default=str(BASE_DIR / ".run" / "documents")))
DOCUMENT_MOST_MEGABYTES = env.number("DOCUMENT_MOST_MEGABYTES", default=25)
# Host and port of a ClamAV daemon; without one documents stand as "Not scanned".
CLAMAV = env.tcp_address("CLAMAV_URL")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "safeguarding.ui.uploads.BoundedFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# Browser safety -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Browsers hold redirects after a form to this list too, and single sign-on is such a redirect.
        "form-action": [SELF, *([SSO_ORIGIN] if SSO_ORIGIN else [])],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# E-mail ---------------------------------------------------------------------------------------------
for _name, _value in env.email(default="consolemail://").items():
    if _name.startswith("EMAIL_"):
        globals()[_name] = _value
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="safeguarding@northmoor.example")

# Background work ------------------------------------------------------------------------------------
# PDFs are rendered by a worker (safeguarding.ui.pdf_work), by the web server itself where this is off.
PDF_IN_WORKER = env.flag("PDF_IN_WORKER", default=True)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
# What nobody took within a minute is out of date by then: the next one does the same.
_EVERY_MINUTE = {"schedule": 60.0, "options": {"expires": 60}}
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "safeguarding.home.tasks.heartbeat", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-deadlines": {"task": "cases.tasks.sweep_deadlines", **_EVERY_MINUTE},
    "follow-covers": {"task": "cases.tasks.follow_covers", **_EVERY_MINUTE},
    "deliver-waiting-emails": {"task": "safeguarding.notifications.tasks.deliver_waiting", **_EVERY_MINUTE},
    "watch-the-calendar": {"task": "cases.tasks.watch_the_calendar", "schedule": crontab(hour=6, minute=20)},
    "gather-digests": {"task": "safeguarding.notifications.tasks.gather_digests", **_EVERY_MINUTE},
    "seal-audit": {"task": "safeguarding.audit.tasks.seal_audit", "schedule": 300.0},
    "seal-whole-audit": {
        "task": "safeguarding.audit.tasks.seal_audit",
        "kwargs": {"whole": True},
        "schedule": crontab(hour=2, minute=20),
    },
    "verify-audit": {"task": "safeguarding.audit.tasks.verify_audit", "schedule": crontab(hour=2, minute=40)},
    "review-unusual-access": {
        "task": "cases.tasks.review_unusual_access",
        "schedule": crontab(hour=4, minute=20),
    },
    "deliver-to-guests": {"task": "cases.tasks.deliver_to_guests", **_EVERY_MINUTE},
    "chase-minutes": {"task": "cases.tasks.chase_minutes", "schedule": crontab(hour=7, minute=10)},
    "scan-documents": {"task": "cases.tasks.scan_waiting_documents", "schedule": 300.0},
    "look-back-at-closures": {
        "task": "cases.tasks.look_back_at_closures",
        "schedule": crontab(hour=6, minute=50),
    },
    "search-recurrence": {"task": "strategy_meetings.tasks.search_recurrence", "schedule": 300.0},
    "move-challenges-up": {"task": "escalation.tasks.move_up_by_time", "schedule": 300.0},
    "keep-supervision-running": {
        "task": "cases.tasks.keep_supervision_running",
        "schedule": crontab(hour=5, minute=40),
    },
    "expire-drafts": {"task": "cases.tasks.expire_drafts", "schedule": crontab(hour=3, minute=10)},
}

# The service ----------------------------------------------------------------------------------------
# Whether the lead agency's social care staff may open every unrestricted record of their authority,
# or (False) only those they are involved with.
SOCIAL_CARE_OPEN_ACCESS = env.flag("SOCIAL_CARE_OPEN_ACCESS", default=True)
PARTNERSHIP_NAME = env.text("PARTNERSHIP_NAME", default="Northmoor Safeguarding Children Partnership")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_feed_addresses": {"()": "safeguarding.log_lines.HideFeedAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_feed_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},
}
