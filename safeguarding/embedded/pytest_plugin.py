"""Real servers for the tests, started before Django's settings are read and stopped at the end.

Loaded by `-p safeguarding.embedded.pytest_plugin` in pyproject.toml. The workers of pytest-xdist find
the variables already set by the process that started them, and so start nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from safeguarding.embedded.servers import servers_for_tests

_servers = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the servers; a wrapper, so that it runs before pytest-django reads the settings."""
    _servers.enter_context(servers_for_tests())
    return (yield)


def pytest_unconfigure() -> None:
    """Stop them."""
    _servers.close()
