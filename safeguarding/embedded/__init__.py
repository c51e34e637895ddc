"""PostgreSQL and Redis out of wheels: the one-machine default, and what the tests run on.

`python -m safeguarding.embedded --help` is the command line. Nothing here needs Django.
"""

from safeguarding.embedded.places import EmbeddedError
from safeguarding.embedded.servers import ensure_servers, servers_for_tests

__all__ = ["EmbeddedError", "ensure_servers", "servers_for_tests"]
