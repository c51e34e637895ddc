"""Conferences, core groups and step-down."""

from django.apps import AppConfig


class CoreGroupsConfig(AppConfig):
    """Conferences, core groups and step-down."""

    name = "core_groups"

    def ready(self) -> None:
        """Tell the history what leaving, step-down, closure and legal milestones add."""
        from cases.queries import history_parts  # noqa: PLC0415 (models are loaded only now)
        from core_groups.queries import history_step_down  # noqa: PLC0415 (models are loaded only now)

        history_parts.register(*history_step_down.PARTS)
