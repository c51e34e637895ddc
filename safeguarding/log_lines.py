"""What never stands in a line of the log: private addresses, which are their own keys."""

from __future__ import annotations

import logging
import re
from typing import Final

_FEED: Final = re.compile(r"/calendar/[\w-]+\.ics")
_GUEST: Final = re.compile(r"/guest/[^/\s\"']+")


class HideFeedAddresses(logging.Filter):
    """Blots out the token in addresses of calendar feeds and of guests' pages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without a token."""
        line = record.getMessage()
        if _FEED.search(line) or _GUEST.search(line):
            line = _FEED.sub("/calendar/(private).ics", line)
            record.msg, record.args = _GUEST.sub("/guest/(private)", line), ()
        return True
