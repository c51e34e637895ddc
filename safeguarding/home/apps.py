"""The home app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home, search and record pages."""

    name = "safeguarding.home"
    label = "home"
