"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Children's records and the gate to them."""

    name = "cases"
