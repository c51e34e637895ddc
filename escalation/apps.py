"""Professional challenge."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    """Professional challenge."""

    name = "escalation"
