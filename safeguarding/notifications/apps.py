"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """In-app notifications and their delivery by e-mail."""

    name = "safeguarding.notifications"
    label = "notifications"
