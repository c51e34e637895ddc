"""Strategy meetings and section 47 enquiries."""

from django.apps import AppConfig


class StrategyMeetingsConfig(AppConfig):
    """Strategy meetings and section 47 enquiries."""

    name = "strategy_meetings"
