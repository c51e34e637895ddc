"""Strategy meetings and section 47 enquiries."""

from django.apps import AppConfig


class StrategyMeetingsConfig(AppConfig):
    """Strategy meetings and section 47 enquiries."""

    name = "strategy_meetings"

    def ready(self) -> None:
        """Tell the common pages where a strategy meeting goes on, and the history what it adds."""
        from cases.meeting_states import MeetingKind  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import dissents as registry  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import history_parts, meeting_links  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import signatures as queue  # noqa: PLC0415 (models are loaded only now)
        from strategy_meetings.queries import dissents, history, signatures, ways  # noqa: PLC0415 (models are loaded only now)

        meeting_links.register(MeetingKind.STRATEGY_MEETING, ways.WAYS)
        history_parts.register(*history.PARTS)
        registry.register(dissents.since)
        queue.register(*signatures.SOURCES)
