"""Conferences, core groups and step-down."""

from django.apps import AppConfig


class CoreGroupsConfig(AppConfig):
    """Conferences, core groups and step-down."""

    name = "core_groups"

    def ready(self) -> None:
        """Tell the common pages where a conference goes on, and the history what each part adds."""
        from cases.meeting_states import MeetingKind  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import history_parts, meeting_links  # noqa: PLC0415 (models are loaded only now)
        from core_groups.queries import (  # noqa: PLC0415 (models are loaded only now)
            conference_ways,
            history_conferences,
            history_step_down,
        )

        meeting_links.register(MeetingKind.CONFERENCE, conference_ways.WAYS)
        history_parts.register(*history_conferences.PARTS)
        history_parts.register(*history_step_down.PARTS)
