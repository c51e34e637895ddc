"""The command line of the one-machine servers: `python -m safeguarding.embedded VERB`."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys

from safeguarding.embedded import demo
from safeguarding.embedded.places import RUN, EmbeddedError, say
from safeguarding.embedded.servers import Servers, ensure_servers, servers_for_tests

VERBS = {
    "start": "start PostgreSQL and Redis, and print their addresses",
    "stop": "stop them; their data stays",
    "status": "say whether they run",
    "env": 'start them, and print what a shell exports to use them: eval "$(… env)"',
    "demo": "start everything, load the demo partnership, and serve it until Ctrl-C",
    "reset": "delete the demo's data",
    "run": "run a command with servers of its own that are gone afterwards",
}


def main(arguments: list[str]) -> int:
    """Do what the verb says; returns the exit code."""
    verbs = "\n".join(f"  {verb:8}{meaning}" for verb, meaning in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="python -m safeguarding.embedded",
        description=f"PostgreSQL and Redis on this machine.\n\n{verbs}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for run: the command")
    chosen = parser.parse_args(arguments)
    if chosen.verb == "run":
        return _run(chosen.command)
    if chosen.verb == "demo":
        return demo.run_demo()
    {"start": _start, "stop": _stop, "status": _status, "env": _env, "reset": demo.reset}[chosen.verb]()
    return 0


def _start() -> None:
    for name, url in ensure_servers().items():
        say(f"{name}={url}")


def _stop() -> None:
    Servers(RUN).stop()


def _status() -> None:
    servers = Servers(RUN)
    for name, server in (("PostgreSQL", servers.postgres), ("Redis", servers.redis)):
        say(f"{name}: {f'running on port {server.port}' if server.is_running() else 'not running'}")


def _env() -> None:
    urls = ensure_servers()
    for name, value in {**demo.keys(), **urls}.items():
        say(f"export {name}={shlex.quote(value)}")


def _run(command: list[str]) -> int:
    with servers_for_tests():
        return subprocess.run(command, check=False, env=os.environ).returncode  # noqa: S603 - the caller's


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedError as error:
        sys.exit(str(error))
