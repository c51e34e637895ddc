"""Professional challenge."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    """Professional challenge."""

    name = "escalation"

    def ready(self) -> None:
        """Tell the common pages what challenges add: their history, their states, resolution meetings."""
        from cases.management import state_diagrams  # noqa: PLC0415 (models are loaded only now)
        from cases.meeting_states import MeetingKind  # noqa: PLC0415 (models are loaded only now)
        from cases.queries import (  # noqa: PLC0415 (models are loaded only now)
            challenge_counts,
            history_parts,
            meeting_links,
        )
        from escalation import states  # noqa: PLC0415 (models are loaded only now)
        from escalation.queries import counts, history, ways  # noqa: PLC0415 (models are loaded only now)

        history_parts.register(*history.PARTS)
        challenge_counts.register(counts.open_about)
        meeting_links.register(MeetingKind.RESOLUTION_MEETING, ways.WAYS)
        state_diagrams.register(
            state_diagrams.Diagram(
                "A professional challenge",
                states.Position,
                {"stage_1": "raise", "stage_0": "raise in immediate danger"},
                states.CHALLENGE_MOVES,
            )
        )
