"""The accounts app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """Agencies, teams and users of the partnership."""

    name = "safeguarding.accounts"
    label = "accounts"
    verbose_name = "People of the partnership"

    def ready(self) -> None:
        """Start the clocks of a session when somebody signs in."""
        from safeguarding.accounts import session_time  # noqa: PLC0415 (models are loaded only now)

        user_logged_in.connect(session_time.begin, dispatch_uid="session time: sign-in")
