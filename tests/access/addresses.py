"""Every address of the service, from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def names() -> set[str]:
    """The names of all addresses; an address without a name is an error."""
    return set(_walk(get_resolver()))


def _walk(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern)
        elif isinstance(pattern, URLPattern):
            if not pattern.name:
                raise AssertionError(f"{pattern.pattern} has no name")
            yield pattern.name
