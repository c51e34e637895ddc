"""What the tests of telling share."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def smtp(settings) -> Callable[[int], None]:
    """`smtp(port)` sends mail by SMTP to that port of this machine."""

    def _smtp(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5

    return _smtp
