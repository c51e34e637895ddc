"""A virus scanner for tests: a real TCP server that speaks clamd's INSTREAM."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.factories.files import EICAR


class _Talk(socketserver.StreamRequestHandler):
    """One conversation: `zINSTREAM\\0`, then chunks of length and bytes, then a length of nothing."""

    def handle(self) -> None:
        server: Scanner = self.server  # type: ignore[assignment]
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > server.most_bytes:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.seen.append(content)
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        said = b"stream: " + found + b"\0"
        self.wfile.write(said if server.answer is None else server.answer)


class Scanner(socketserver.ThreadingTCPServer):
    """Remembers what it was sent; `answer` replaces what it says, `most_bytes` is its limit."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        self.most_bytes = 100_000_000

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", self.server_address[1]


@contextmanager
def running() -> Iterator[Scanner]:
    """A scanner that listens until the block ends."""
    with Scanner() as scanner:
        thread = threading.Thread(target=scanner.serve_forever, daemon=True)
        thread.start()
        yield scanner
        scanner.shutdown()
        thread.join()
