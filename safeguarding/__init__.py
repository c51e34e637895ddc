"""Safeguarding: case management for a local safeguarding children partnership."""

from safeguarding.celery import app as celery_app

__all__ = ["celery_app"]
