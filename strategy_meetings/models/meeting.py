"""What a strategy meeting has beside what all meetings have."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cases.models import Child, Event, Meeting, ReferralChild
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel
from strategy_meetings.models.recurrence import RecurrenceHit
from strategy_meetings.states import Trigger


class StrategyMeeting(RecordedModel):
    """The detail of a strategy meeting: why it was called, the history it looked at, the set agenda's words.

    `pack` is the digest that was shown, one for each child by reference; it never changes once confirmed.
    """

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, primary_key=True, related_name="strategy_meeting"
    )
    trigger = models.CharField(max_length=12, choices=Trigger)
    referral_child = models.ForeignKey(
        ReferralChild, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recurrence = models.ForeignKey(
        RecurrenceHit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    # When the concern became known: the clock of the meeting runs from here.
    concern_at = models.DateTimeField()
    is_same_day = models.BooleanField(default=False)
    pack = models.JSONField("the digests that were shown", default=dict, blank=True)
    history_made_at = models.DateTimeField(null=True, blank=True)
    history_note = models.TextField("what the history means", blank=True)
    history_confirmed_at = models.DateTimeField(null=True, blank=True)
    history_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    household = models.TextField("all children of the household", blank=True)
    males = models.TextField("fathers, other males and adults", blank=True)
    voice = models.TextField("the child's voice and lived experience", blank=True)
    risk = models.TextField("risk analysis", blank=True)
    immediate_safety = models.TextField(blank=True)
    parents_told = models.TextField("who tells the parents, and when", blank=True)
    child_told = models.TextField("who tells the child, and when", blank=True)
    inquorate_reason = models.TextField(blank=True)
    inquorate_signed_at = models.DateTimeField(null=True, blank=True)
    inquorate_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(history_confirmed_at=None)
                | (Q(history_made_at__isnull=False) & ~Q(history_note="")),
                name="confirmed_history_was_shown_and_has_its_note",
            ),
            models.CheckConstraint(
                condition=Q(inquorate_signed_at=None) | ~Q(inquorate_reason=""),
                name="signed_inquorate_meeting_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"strategy meeting {self.pk}"


class StrategyDecision(RecordedModel):
    """What was decided for one child, and why."""

    meeting = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="decisions")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="strategy_decisions")
    outcomes = ArrayField(models.CharField(max_length=25))
    reasons = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "child"], name="one_strategy_decision_a_child"),
            models.CheckConstraint(condition=~Q(reasons=""), name="strategy_decision_has_its_reasons"),
        ]

    def __str__(self) -> str:
        return f"strategy decision {self.pk}"


class Dissent(RecordedModel):
    """An agency that didn't agree with a decision, in its own words."""

    decision = models.ForeignKey(StrategyDecision, on_delete=models.PROTECT, related_name="dissents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "agency"], name="one_dissent_an_agency"),
            models.CheckConstraint(condition=~Q(words=""), name="dissent_has_its_words"),
        ]

    def __str__(self) -> str:
        return f"dissent {self.pk}"
