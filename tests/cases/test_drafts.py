"""Drafts: private, encrypted, resumable, expiring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from cases.exceptions import DomainError, NotVisibleError
from cases.models import Draft
from cases.services import drafts, referrals
from tests.factories.referrals import facts

SECRET = "Maisie Thornbury has bruises"


@pytest.fixture
def draft(personas, at) -> Draft:
    """A draft of the school's safeguarding lead."""
    return drafts.start(form="referral", by=personas.school, at=at, data={"what": {"happened": SECRET}})


def test_its_author_reads_what_was_typed(draft, personas):
    assert drafts.read(Draft.objects.get(pk=draft.pk), by=personas.school) == {"what": {"happened": SECRET}}


def test_nobody_else_can_read_change_or_discard_it(draft, personas, at):
    for _, user in personas:
        if user == personas.school:
            continue
        with pytest.raises(NotVisibleError):
            drafts.read(draft, by=user)
        with pytest.raises(NotVisibleError):
            drafts.save(draft=draft, data={}, by=user, at=at)
        with pytest.raises(NotVisibleError):
            drafts.change(draft=draft, how=dict.clear, by=user, at=at)
        with pytest.raises(NotVisibleError):
            drafts.discard(draft=draft, by=user)
    assert drafts.read(Draft.objects.get(), by=personas.school) == {"what": {"happened": SECRET}}


def test_the_table_holds_no_plain_text(draft):
    with connection.cursor() as cursor:
        cursor.execute("SELECT key::text, form, encode(sealed, 'escape'), sent_as FROM cases_draft")
        row = " ".join(cursor.fetchone())
    for word in ("Maisie", "Thornbury", "bruises", "happened"):
        assert word not in row


def test_saving_replaces_and_changing_alters_a_part(draft, personas, at):
    later = at + timedelta(minutes=5)
    drafts.save(draft=draft, data={"a": 1, "b": 2}, by=personas.school, at=later)
    drafts.change(draft=draft, how=lambda data: data.update(b=3), by=personas.school, at=later)
    kept = Draft.objects.get(pk=draft.pk)
    assert drafts.read(kept, by=personas.school) == {"a": 1, "b": 3}
    assert kept.saved_at == later


def test_a_new_key_seals_and_the_old_one_still_opens(draft, personas, at, settings):
    settings.DRAFT_KEYS = [Fernet.generate_key().decode(), *settings.DRAFT_KEYS]
    assert drafts.read(draft, by=personas.school)
    saved = drafts.save(draft=draft, data={"new": True}, by=personas.school, at=at)
    settings.DRAFT_KEYS = settings.DRAFT_KEYS[:1]
    assert drafts.read(saved, by=personas.school) == {"new": True}


def test_a_draft_whose_key_is_gone_says_so(draft, personas):
    kept, settings.DRAFT_KEYS = settings.DRAFT_KEYS, [Fernet.generate_key().decode()]
    try:
        with pytest.raises(DomainError, match="can't be opened"):
            drafts.read(draft, by=personas.school)
    finally:
        settings.DRAFT_KEYS = kept


def test_discarding_removes_it(draft, personas):
    drafts.discard(draft=draft, by=personas.school)
    assert not Draft.objects.exists()


def test_what_was_sent_is_forgotten_and_cannot_be_changed_or_discarded(draft, personas, at):
    sent = referrals.submit(facts=facts(), by=personas.school, at=at, draft=draft)
    kept = Draft.objects.get(pk=draft.pk)
    assert kept.sent_as == sent.reference
    assert drafts.read(kept, by=personas.school) == {}
    with pytest.raises(DomainError, match=sent.reference):
        drafts.save(draft=draft, data={}, by=personas.school, at=at)
    with pytest.raises(DomainError, match=sent.reference):
        drafts.discard(draft=draft, by=personas.school)


def test_drafts_expire_four_weeks_after_they_were_last_touched(draft, personas, at):
    assert drafts.expire(at=at + timedelta(days=28)) == 0
    assert drafts.expire(at=at + timedelta(days=28, seconds=1)) == 1
    assert not Draft.objects.exists()
