"""The house's own rules, where no linter knows them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("safeguarding", "cases", "strategy_meetings", "core_groups", "escalation")
FORBIDDEN_NAMES = {"core", "common", "utils", "helpers", "misc"}


def _files(pattern: str) -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob(pattern) if "migrations" not in path.parts]


def test_nothing_is_called_core_or_common():
    assert [path for path in _files("*.py") if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", [p for p in _files("*.py") if "views" in p.parts], ids=str)
def test_views_ask_queries_and_services_never_the_orm(path):
    tree = ast.parse(path.read_text())
    used = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert used == [], f"{path.name}: ORM in a view, lines {used}"


@pytest.mark.parametrize("path", [p for p in _files("*.py") if "services" in p.parts], ids=str)
def test_services_never_read_the_clock(path):
    calls = {
        ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    }
    assert not calls & {"timezone.now", "datetime.now", "date.today", "datetime.utcnow", "time.time"}


def test_everything_confidential_is_protected_from_deletion():
    cascading = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and not model.__name__.startswith("Historical")
        and field.remote_field.on_delete is models.CASCADE
    }
    # guardian's grants are a projection of involvements and may go with what they point at.
    assert {name for name in cascading if "Grant" not in name} == set()
