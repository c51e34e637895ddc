"""Asking a ClamAV daemon whether a file is clean: its INSTREAM command over TCP (clamd(8))."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import IO, Final

CONNECT_SECONDS: Final = 10
# The daemon gives up on a file by itself after two minutes (MaxScanTime).
ANSWER_SECONDS: Final = 150
CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096


class ScannerError(Exception):
    """The scanner could not be asked, or did not answer with a verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says: the name of what it found, or nothing."""

    threat: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.threat


def scan(content: IO[bytes], *, address: tuple[str, int]) -> Verdict:
    """Send a file to the daemon at `address` (host, port) and return what it says.

    Raises ScannerError when it can't be reached, breaks off, or refuses the file.
    """
    try:
        with socket.create_connection(address, timeout=CONNECT_SECONDS) as connection:
            connection.settimeout(ANSWER_SECONDS)
            _send(connection, content)
            answer = _answer(connection)
    except OSError as error:
        raise ScannerError(f"the scanner can't be asked: {error}") from error
    return _verdict(answer)


def _send(connection: socket.socket, content: IO[bytes]) -> None:
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It stopped listening, as it does at its size limit: what it said first is still to be read.
        return


def _answer(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(threat=said.removesuffix(" FOUND")[:200])
    raise ScannerError(f"the scanner answered {said[:200]!r}")
