"""Gunicorn's lines of requests (`--logger-class`)."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from safeguarding.log_lines import HideFeedAddresses


class GunicornLogger(Logger):
    """Gunicorn's own logger; its lines hide what the service's hide."""

    def setup(self, cfg: Any) -> None:
        """Set up as gunicorn does, then add the filter."""
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(HideFeedAddresses())
