"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A partnership of fiction to look around in."""

    name = "safeguarding.demo"
    label = "demo"
