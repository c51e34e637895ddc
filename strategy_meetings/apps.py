"""Strategy meetings and section 47 enquiries."""

from django.apps import AppConfig


class StrategyMeetingsConfig(AppConfig):
    """Strategy meetings and section 47 enquiries."""

    name = "strategy_meetings"

    def ready(self) -> None:
        """Tell the common pages of meetings where a strategy meeting goes on."""
        from cases.meeting_states import MeetingKind  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import meeting_links  # noqa: PLC0415 (models are loaded only now)
        from strategy_meetings.queries import ways  # noqa: PLC0415 (models are loaded only now)

        meeting_links.register(MeetingKind.STRATEGY_MEETING, ways.WAYS)
