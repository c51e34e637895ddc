"""Which port a server listens on: the usual one, or the next free one, said aloud."""

from __future__ import annotations

import secrets
import socket

from safeguarding.embedded.places import EmbeddedError, say

HOST = "127.0.0.1"
TRIES = 100


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of this machine's loopback address now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still dying away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def anywhere() -> int:
    """A port to try first for a server that nobody types: two test runs at once don't meet on one."""
    return secrets.choice(range(15000, 30000))


def pick(server: str, wanted: int) -> int:
    """`wanted` if it is free, else the next free port above it, telling the person which and why."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if is_free(port):
            if port != wanted:
                say(f"Port {wanted} is taken: {server} uses {port} instead.")
            return port
    raise EmbeddedError(f"No free port for {server} between {wanted} and {wanted + TRIES - 1}.")
