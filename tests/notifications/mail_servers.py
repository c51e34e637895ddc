"""A small real mail server on this machine that takes, refuses or hangs."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Manner = Literal["takes", "refuses", "bounces", "hangs"]


@dataclass
class MailServer:
    """A running server: where it listens, how it behaves, and the messages it took."""

    port: int
    manner: Manner = "takes"
    taken: list[str] = field(default_factory=list)


@contextmanager
def mail_server(manner: Manner = "takes") -> Iterator[MailServer]:
    """Speak just enough SMTP for smtplib. One that refuses answers every recipient with 451 (try
    again), one that bounces with 550 (never); one that
    hangs reads the message and never says whether it took it."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            for raw in self.rfile:
                word = raw.decode().strip().upper()
                if word == "DATA":
                    self.say("354 go on")
                    body = self.body()
                    if server.manner == "hangs":
                        return self.hang()
                    server.taken.append(body)
                    self.say("250 taken")
                elif word.startswith("RCPT") and server.manner == "refuses":
                    self.say("451 try again later")
                elif word.startswith("RCPT") and server.manner == "bounces":
                    self.say("550 no such mailbox")
                elif word == "QUIT":
                    return self.say("221 bye")
                else:
                    self.say("250 ok")
            return None

        def hang(self) -> None:
            while server.manner == "hangs":
                time.sleep(0.05)

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def body(self) -> str:
            lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
            return "".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as listening:
        listening.daemon_threads = True
        server = MailServer(port=listening.server_address[1], manner=manner)
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.manner = "takes"
            listening.shutdown()
            thread.join(timeout=5)
