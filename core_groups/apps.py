"""Conferences, core groups and step-down."""

from django.apps import AppConfig


class CoreGroupsConfig(AppConfig):
    """Conferences, core groups and step-down."""

    name = "core_groups"
