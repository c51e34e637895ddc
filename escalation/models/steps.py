"""What happens within a stage: people speak, one side offers, the other answers, actions follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalation.models.challenge import Challenge
from escalation.states import ContactHow, OfferAnswer
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel

_USER = settings.AUTH_USER_MODEL


class ChallengeContact(RecordedModel):
    """Somebody of one agency spoke to somebody of the other, or tried to."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="contacts")
    stage = models.PositiveSmallIntegerField()
    happened_at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=ContactHow)
    with_whom = models.CharField(max_length=200)
    words = models.TextField("what was said")
    recorded_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(with_whom=""), name="contact_says_with_whom_and_what"
            )
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ChallengeOffer(RecordedModel):
    """What the challenged agency offers; accepted by the raising agency, it is the agreed plan."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="offers")
    stage = models.PositiveSmallIntegerField()
    words = models.TextField("what is offered")
    made_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=OfferAnswer, default=OfferAnswer.WAITING)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(answer="waiting"), name="one_offer_waits_for_an_answer"
            ),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(answer="accepted"), name="one_agreed_plan_of_a_challenge"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="offer_has_its_words"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at=None, answered_by=None)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_offer_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(answer_words=""), name="refused_offer_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class ChallengeAction(RecordedModel):
    """One step of an offered or agreed plan: who does what by when, and when it was done."""

    offer = models.ForeignKey(ChallengeOffer, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=200)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_words = models.TextField("how one sees that it was done", blank=True)

    class Meta:
        ordering = ["offer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "number"], name="actions_of_an_offer_are_numbered"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_words="")),
                name="done_action_says_how_one_sees_it",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number} of offer {self.offer_id}"
