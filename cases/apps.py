"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Children's records and the gate to them."""

    name = "cases"

    def ready(self) -> None:
        """What is to be signed in this app; upper apps add theirs behind it."""
        from cases.queries import signature_sources, signatures  # noqa: PLC0415 (models are loaded only now)

        signatures.register(*signature_sources.SOURCES)
