"""The conversation with a virus scanner, over a real socket."""

from __future__ import annotations

import io

import pytest

from cases.uploads import clamav
from tests.factories import files, scanners


@pytest.fixture
def scanner():
    with scanners.running() as running:
        yield running


def test_a_clean_file_is_clean_and_arrives_whole(scanner):
    content = bytes(range(256)) * 2000
    assert clamav.scan(io.BytesIO(content), address=scanner.address).is_clean
    assert scanner.seen == [content]


def test_a_virus_is_named(scanner):
    verdict = clamav.scan(io.BytesIO(files.EICAR), address=scanner.address)
    assert (verdict.is_clean, verdict.threat) == (False, "Eicar-Test-Signature")


@pytest.mark.parametrize("answer", [b"", b"\0", b"stream: what? ERROR\0", b"nonsense" * 900])
def test_anything_but_a_verdict_is_a_failure(scanner, answer):
    scanner.answer = answer
    with pytest.raises(clamav.ScannerError, match="answered"):
        clamav.scan(io.BytesIO(b"x"), address=scanner.address)


def test_a_file_beyond_the_scanners_limit_is_a_failure(scanner):
    scanner.most_bytes = 1000
    with pytest.raises(clamav.ScannerError):
        clamav.scan(io.BytesIO(b"x" * 30_000_000), address=scanner.address)


def test_a_scanner_that_is_away_is_a_failure():
    with scanners.running() as gone:
        address = gone.address
    with pytest.raises(clamav.ScannerError, match="can't be asked"):
        clamav.scan(io.BytesIO(b"x"), address=address)
