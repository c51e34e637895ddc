"""The app of the synthetic partnership."""

from django.apps import AppConfig


class SyntheticConfig(AppConfig):
    """A partnership of any size to measure with."""

    name = "safeguarding.synthetic"
    label = "synthetic"
