"""Hypothesis without a time limit an example: a busy machine is no failing rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
