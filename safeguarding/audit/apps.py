"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """History of every change, and a log of every look."""

    name = "safeguarding.audit"
    label = "audit"
