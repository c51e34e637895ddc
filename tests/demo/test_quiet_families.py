"""The quieter children around the stories, so that lists look as they do in life."""

from __future__ import annotations

from django.core.management import call_command

from cases.models import Child, Deadline, ReferralDecision
from safeguarding.demo import quiet


def test_the_quieter_families_have_referrals_decisions_and_clocks_of_their_own(db, monkeypatch):
    monkeypatch.setattr(quiet, "CHILDREN", 60)
    call_command("load_demo", verbosity=0)
    assert Child.objects.count() >= 60
    assert ReferralDecision.objects.values("outcome").distinct().count() >= 3
    assert Deadline.objects.exclude(met_at=None).exists()
