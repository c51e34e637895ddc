"""The audit app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AuditConfig(AppConfig):
    """History of every change, and a log of every look."""

    name = "safeguarding.audit"
    label = "audit"

    def ready(self) -> None:
        """Listen for sign-ins; the app that signs people in doesn't know of the log."""
        from safeguarding.audit import sign_in  # noqa: PLC0415 (models are loaded only now)

        user_logged_in.connect(sign_in.note, dispatch_uid="access log: sign-in")
