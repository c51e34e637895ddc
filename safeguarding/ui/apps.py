"""The app's registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system as a Django app; it has no models."""

    name = "safeguarding.ui"
    label = "ui"
