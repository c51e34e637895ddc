"""The rules are pure: standard library only, and they read neither clock nor anything outside themselves."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import safeguarding.rules

MODULES = sorted(Path(safeguarding.rules.__file__).parent.glob("*.py"))
OUTSIDE = {
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "urllib",
    "http",
    "sqlite3",
    "random",
    "time",
    "locale",
}
CLOCK_OR_FILE = {"now", "today", "utcnow", "fromtimestamp", "open", "print", "input"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_are_standard_library_or_other_rules(path: Path) -> None:
    for name in _imported(ast.parse(path.read_text())):
        root = name.partition(".")[0]
        assert name.startswith("safeguarding.rules") or root in sys.stdlib_module_names, name
        assert root not in OUTSIDE, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_call_reads_a_clock_or_a_file(path: Path) -> None:
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    assert called.isdisjoint(CLOCK_OR_FILE)


def _imported(tree: ast.Module) -> list[str]:
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
