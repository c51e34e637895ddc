"""The files that build, run and deliver the product, read as data: no container engine is needed."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

PROJECT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
RUNS_THE_PROGRAM = ("web", "worker", "beat", "migrate")


def read(name: str) -> str:
    return (PROJECT / name).read_text()


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load(read("docker-compose.yml"))


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]


@cache
def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PROJECT / name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file()]


def test_compose_has_every_part_of_production() -> None:
    assert {*RUNS_THE_PROGRAM, "postgres", "redis", "proxy"} <= set(services())
    assert services()["postgres"]["image"] == "postgres:18"
    assert [name for name, service in services().items() if service.get("profiles")] == ["mailpit"]
    assert services()["mailpit"]["profiles"] == ["dev"]


def test_only_the_proxy_is_reached_from_outside() -> None:
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert set(published) == {"proxy", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for port in published["mailpit"])
    assert compose()["networks"]["inside"]["internal"] is True
    for store in ("postgres", "redis"):
        assert services()[store]["networks"] == ["inside"]


@pytest.mark.parametrize("name", sorted(services()))
def test_every_service_is_confined(name: str) -> None:
    service = services()[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["read_only"] is True
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(set(services()) - {"migrate"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert services()[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", RUNS_THE_PROGRAM)
def test_the_program_runs_as_nobody_special_after_the_migrations(name: str) -> None:
    service = services()[name]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "safeguarding.settings.production"
    waits_for = service["depends_on"]
    assert waits_for["postgres"]["condition"] == "service_healthy"
    if name != "migrate":
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"


def test_every_variable_of_compose_is_explained_and_secrets_are_demanded() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", read("docker-compose.yml")))
    example = dict(
        line.split("=", 1) for line in read(".env.example").splitlines() if re.match(r"\w+=", line)
    )
    assert used == set(example)
    for name in ("SECRET_KEY", "DRAFT_KEYS", "POSTGRES_PASSWORD", "APP_DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert example[name] == "", f"{name} has no ready-made value to forget to change"
        for how in re.findall(rf"\$\{{{name}(..)", read("docker-compose.yml")):
            assert how == ":?", f"{name} is demanded everywhere"


def test_every_volume_and_network_that_is_used_is_declared() -> None:
    for service in services().values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in compose()["volumes"]
        assert set(service["networks"]) <= set(compose()["networks"])
        for config in service.get("configs", []):
            assert config["source"] in compose()["configs"]


def test_the_image_is_locked_and_does_not_run_as_root() -> None:
    stages = [line.split()[1] for line in read("Dockerfile").splitlines() if line.startswith("FROM")]
    assert stages == ["node:24-slim", "python:3.13-slim"]
    assert "pip install --no-cache-dir --require-hashes -r requirements/base.txt" in read("Dockerfile")
    assert "npm ci" in read("Dockerfile")
    last_user = [line for line in read("Dockerfile").splitlines() if line.startswith("USER")][-1]
    assert last_user == "USER safeguarding"


def test_the_image_gets_what_it_copies_and_nothing_else() -> None:
    allowed = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    for top in {line.split("/")[0] for line in allowed}:
        assert (PROJECT / top).exists(), f"{top} of .dockerignore is gone"
    assert not any(name.startswith((".env", ".git", "tests", ".run")) for name in allowed)


def test_the_makefile_has_the_promised_commands() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    assert {"demo", "demo-reset", "test", "check", "lock", "bench", "clean", "screenshot"} <= targets
    assert "make check test" in read(".ci/run")
    assert (PROJECT / ".ci/run").stat().st_mode & 0o111


def test_one_process_manager_runs_web_worker_and_beat() -> None:
    assert set(parse_procfile(read("Procfile")).processes) == {"web", "worker", "beat"}


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt"])
def test_python_requirements_are_pinned_and_hashed(name: str) -> None:
    text = re.sub(r"\\\n", " ", read(name))
    requirements = [line for line in text.splitlines() if line and not line.lstrip().startswith(("#",))]
    assert requirements
    for line in requirements:
        assert re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt", "package-lock.json"])
def test_locks_name_no_registry(name: str) -> None:
    text = re.sub(
        r'"funding": (\{.*?\}|\[.*?\])', "", read(name), flags=re.DOTALL
    )  # asks for money, is no source
    assert not re.search(r"https?://|--index-url|--extra-index-url|\"resolved\"", text)


def test_front_end_packages_are_pinned_and_hashed() -> None:
    wanted = json.loads(read("package.json"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    locked = {
        name: entry for name, entry in json.loads(read("package-lock.json"))["packages"].items() if name
    }
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version


def test_no_file_is_too_long_to_read() -> None:
    kinds = {".py", ".html", ".jinja", ".css", ".js", ".sh"}
    too_long = {
        str(path.relative_to(PROJECT)): lines
        for path in tracked()
        if path.suffix in kinds
        and path.parent.name != "migrations"  # Django writes those
        and (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert too_long == {}


def test_only_the_migrations_sign_in_to_the_database_as_its_owner() -> None:
    logins = {
        name: services()[name]["environment"]["DATABASE_URL"].split("//")[1].split(":")[0]
        for name in RUNS_THE_PROGRAM
    }
    assert logins == dict.fromkeys(("web", "worker", "beat"), "safeguarding_web") | {
        "migrate": "safeguarding"
    }
    migrate = services()["migrate"]
    assert migrate["environment"]["APP_DATABASE_URL"] == services()["web"]["environment"]["DATABASE_URL"]


def test_uploaded_documents_outlive_the_containers_that_keep_and_scan_them() -> None:
    place = "documents:/var/lib/safeguarding/documents"
    holders = {name for name, service in services().items() if place in service.get("volumes", [])}
    assert holders == set(RUNS_THE_PROGRAM)
    assert "documents" in compose()["volumes"]
    assert "DOCUMENTS_ROOT=/var/lib/safeguarding/documents" in read("Dockerfile")
    assert "--owner safeguarding" in read("Dockerfile")
