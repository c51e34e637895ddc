"""One sweep in a process of its own, as a worker runs it: `python -m tests.bench.sweep_once AT BATCH`.

Prints what it moved, the seconds it took, and the most memory it had, before and after, in MB, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime

import django


def main() -> None:
    """Sweep once."""
    django.setup()
    from django.db import connection

    from cases.services.deadline_sweep import sweep
    from cases.tasks import sweep_deadlines  # noqa: F401 - what a worker has loaded before it works

    at, batch = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
    connection.ensure_connection()
    before = _memory()
    started = time.perf_counter()
    moved = sweep(at=at, batch=batch)
    seconds = time.perf_counter() - started
    print(json.dumps({"moved": moved, "seconds": seconds, "before": before, "after": _memory()}))  # noqa: T201


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
