"""The hash chain notices a row changed, removed, or put in by hand."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases import access
from cases.models import Event
from safeguarding.audit import chain
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog, Seal
from tests.factories import records


@pytest.fixture
def sealed(personas, at):
    """A child with three events, looked at once, everything sealed."""
    worker = personas.social_worker
    child = records.child(by=worker, at=at)
    for number in range(3):
        records.event(child, by=worker, at=at, what_happened=f"Visit {number}")
    access.get_child(worker, child.reference, access.Action.VIEW, at=at, origin=Origin("127.0.0.1", "child"))
    chain.seal(at=at)
    return child


def _by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_an_untouched_record_verifies(sealed, capsys):
    call_command("verify_audit")
    assert "The chain holds" in capsys.readouterr().out


def test_log_chronology_and_history_are_all_in_the_chain(sealed):
    tables = set(Seal.objects.values_list("shape__table", flat=True))
    assert {"cases_event", "audit_accesslog", "cases_historicalchild", "cases_historicalperson"} <= tables


def test_sealing_again_adds_nothing(sealed, at):
    assert chain.seal(at=at) == 0


def test_a_row_changed_in_sql_is_named(sealed):
    event = Event.objects.earliest("pk")
    _by_hand(f"UPDATE cases_event SET what_happened = 'All was well' WHERE id = {event.pk}")
    with pytest.raises(CommandError, match=f"cases_event row {event.pk} was changed"):
        call_command("verify_audit")


def test_a_row_removed_in_sql_is_named(sealed):
    row = AccessLog.objects.get()
    _by_hand(f"DELETE FROM audit_accesslog WHERE id = {row.pk}")
    with pytest.raises(CommandError, match=f"audit_accesslog row {row.pk} was removed"):
        call_command("verify_audit")


def test_a_link_taken_out_is_noticed(sealed):
    middle = Seal.objects.order_by("pk")[2]
    _by_hand(f"DELETE FROM audit_seal WHERE id = {middle.pk}")
    assert "missing link" in str(chain.verify())


def test_a_row_and_its_link_rewritten_together_break_the_chain_after_them(sealed):
    event = Event.objects.earliest("pk")
    _by_hand(f"UPDATE cases_event SET what_happened = 'All was well' WHERE id = {event.pk}")
    link = Seal.objects.get(shape__table="cases_event", row_key=event.pk)
    present = chain._hashes_of([link])[link.shape_id, event.pk]
    _by_hand(f"UPDATE audit_seal SET row_hash = '\\x{present.hex()}' WHERE id = {link.pk}")
    assert "doesn't follow" in str(chain.verify())


def test_a_chain_cut_short_is_noticed_by_its_anchor(sealed):
    anchor = chain.newest_anchor()
    _by_hand(f"DELETE FROM audit_seal WHERE id = {anchor.link}")
    assert chain.verify() is None
    with pytest.raises(CommandError, match="cut short"):
        call_command("verify_audit", anchor=str(anchor))


def test_a_chain_written_anew_is_noticed_by_its_anchor(sealed, at):
    anchor = chain.newest_anchor()
    event = Event.objects.earliest("pk")
    _by_hand("DELETE FROM audit_seal")
    _by_hand(f"UPDATE cases_event SET what_happened = 'All was well' WHERE id = {event.pk}")
    chain.seal(at=at, whole=True)
    assert chain.verify() is None
    assert "rewritten" in str(chain.verify(anchor=anchor))


def test_rows_sealed_before_a_column_came_still_verify(sealed, at):
    _by_hand("SET CONSTRAINTS ALL IMMEDIATE")
    _by_hand("ALTER TABLE audit_accesslog ADD COLUMN added_later text DEFAULT 'x'")
    assert chain.verify() is None


def test_an_anchor_that_cannot_be_read_is_refused(db):
    with pytest.raises(CommandError, match="LINK:HASH"):
        call_command("verify_audit", anchor="nonsense")


def test_the_anchor_goes_to_the_log_stream(personas, at, caplog):
    records.child(by=personas.social_worker, at=at)
    with caplog.at_level("INFO", logger="safeguarding.audit.chain"):
        chain.seal(at=at)
    assert str(chain.newest_anchor()) in caplog.text
