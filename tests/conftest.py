"""What every test shares: real servers, no calls out of the machine, named personas."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.factories.fixtures"]


@pytest.fixture(autouse=True)
def _clear_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits and other cached state never leak from one test into the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()
