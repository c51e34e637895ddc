"""Conferences, core groups and step-down."""

from django.apps import AppConfig


class CoreGroupsConfig(AppConfig):
    """Conferences, core groups and step-down."""

    name = "core_groups"

    def ready(self) -> None:
        """Tell the common pages where these meetings go on, what minutes start with, and the history."""
        from cases.access_meetings import SHARED_BY_MEMBERS  # noqa: PLC0415 (models are loaded only now)
        from cases.meeting_states import MeetingKind  # noqa: PLC0415 (as above)
        from cases.queries import dissents as registry  # noqa: PLC0415 (as above)
        from cases.queries import history_parts, meeting_links, minutes_start  # noqa: PLC0415 (as above)
        from core_groups.queries import (  # noqa: PLC0415 (as above)
            conference_ways,
            core_group_agenda,
            dissents,
            history_conferences,
            history_core_group,
            history_step_down,
        )

        ways = meeting_links.Ways(page="core_group", hold="core_group_hold", record="core_group_agenda")
        for kind in SHARED_BY_MEMBERS:
            meeting_links.register(kind, ways)
            minutes_start.register(kind, core_group_agenda.blocks)
        meeting_links.register(MeetingKind.CONFERENCE, conference_ways.WAYS)
        registry.register(dissents.since)
        history_parts.register(*history_core_group.PARTS, *history_conferences.PARTS)
        history_parts.register(*history_step_down.PARTS)
