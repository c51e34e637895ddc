"""Fixtures over the factories."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from safeguarding.accounts.models import User
from tests.factories import partnership

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def personas(db: None) -> partnership.Personas:
    """The partnership's named personas."""
    return partnership.build()


@pytest.fixture
def at() -> datetime:
    """A Tuesday in term time, mid-morning: 10 March 2026, 10:00."""
    return datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)


@pytest.fixture
def sign_in():
    """`sign_in(user)` gives a test client signed in as that user."""

    def _sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _sign_in
