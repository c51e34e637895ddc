"""Who asks the database: set for a transaction, put back afterwards, whatever happens in between."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.models import Child
from safeguarding.accounts import identity
from safeguarding.accounts.identity import Service, as_service, as_user
from safeguarding.audit.models import AccessLog
from tests.factories import records


def _set() -> tuple[str, str, str]:
    """Role, user and service as the database has them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('safeguarding.user', true),"
            " current_setting('safeguarding.service', true)"
        )
        role, user, service = cursor.fetchone()
    return role, user or "", service or ""


def test_a_person_asks_and_then_the_login_again(personas):
    login = _set()
    with as_user(personas.gp):
        assert _set() == ("safeguarding_app", str(personas.gp.pk), "")
        with as_service(Service.TELLING):
            assert _set() == ("safeguarding_app", "", "telling")
        assert _set() == ("safeguarding_app", str(personas.gp.pk), "")
    assert _set() == login
    assert identity.current() is None


def _fail_as(service: Service, error: Exception) -> None:
    with as_service(service):
        raise error


def test_an_error_in_between_puts_everything_back(personas):
    login = _set()
    with as_user(personas.gp):
        with pytest.raises(KeyError):
            _fail_as(Service.TELLING, KeyError())
        assert _set()[1] == str(personas.gp.pk)
        with transaction.atomic(), as_service(Service.TELLING):
            transaction.set_rollback(True)
        assert _set()[1] == str(personas.gp.pk)
        with suppress(DatabaseError), transaction.atomic(), as_service(Service.TELLING):
            connection.cursor().execute("SELECT 1/0")
        assert _set()[1] == str(personas.gp.pk)
    assert _set() == login
    with suppress(ZeroDivisionError), as_user(personas.gp):
        raise ZeroDivisionError
    assert _set() == login
    assert identity.current() is None


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_the_connection_after_the_transaction(transactional_db):
    login = _set()
    with as_service(Service.AUDIT_SEALING):
        assert _set()[2] == "audit-sealing"
    assert _set() == login


def test_who_has_not_signed_in_sees_nothing(personas, at):
    records.child(by=personas.social_worker, at=at)
    with as_user(AnonymousUser()):
        assert not Child.objects.exists()
        assert _set() == ("safeguarding_app", "", "")


def test_what_a_failed_request_wrote_is_rolled_back_and_a_refusal_stays(personas, sign_in, at, monkeypatch):
    child = records.child(by=personas.social_worker, at=at)
    records.involve(child, personas.gp.agency, by=personas.social_worker, at=at)
    path = reverse("child_history", args=[child.reference])
    before = AccessLog.objects.count()
    assert sign_in(personas.gp).get(path).status_code == 403
    assert AccessLog.objects.count() == before + 2  # the sign-in and the refusal

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("cases.queries.history.read", fail)
    client = sign_in(personas.social_worker)
    client.raise_request_exception = False
    before = AccessLog.objects.count()
    assert client.get(path).status_code == 500
    assert AccessLog.objects.count() == before
