"""Where the demo must not be loaded, that it loads whole or not at all, and who its personas are."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.models import Child
from safeguarding.accounts.models import AgencyKind, User
from safeguarding.demo import loading, personas
from tests.factories import partnership


def test_it_is_never_loaded_beside_real_users(db: None) -> None:
    """Where there are users already, the command says why it refuses."""
    partnership.user("Real Person", partnership.agency("Real School", AgencyKind.SCHOOL))

    with pytest.raises(CommandError, match="There are users here already"):
        call_command("load_demo", "--small")
    assert not Child.objects.exists()


def test_it_is_never_loaded_with_productions_settings(db: None, settings) -> None:
    """The password of the demo is public."""
    settings.SECURE_SSL_REDIRECT = True

    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", "--small")


def test_a_load_that_fails_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either all of it is there or nothing."""

    def fail(at: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(loading, "_nothing_old_is_news", fail)
    with pytest.raises(RuntimeError):
        call_command("load_demo", "--small")
    assert not User.objects.exists()


def test_the_personas_are_those_of_the_tests_and_the_readme(db: None) -> None:
    """One cast everywhere: the tests' partnership and the demo name the same people."""
    told = {name: user.full_name for name, user in partnership.build()}

    assert {row.key: row.name for row in personas.PERSONAS} == told


def test_the_personas_are_printed_with_their_password() -> None:
    """`manage.py personas` says everybody's e-mail address and the password once."""
    out = StringIO()
    call_command("personas", stdout=out)

    assert all(row.email in out.getvalue() for row in personas.PERSONAS)
    assert out.getvalue().count(personas.PASSWORD) == 1
