"""Supervision: who met whom and when, what was written of each child, what was agreed, who signed."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.supervision_states import GRADES, SupervisionKind, SupervisionState
from safeguarding.audit.models import RecordedModel

_USER = settings.AUTH_USER_MODEL


class Supervision(RecordedModel):
    """One supervision: case, group, or of a supervisor or chair.

    Who takes part stands in SupervisionSignature. Once everybody has signed it never changes (triggers);
    corrections are addenda.
    """

    kind = models.CharField(max_length=10, choices=SupervisionKind)
    supervisor = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("day")
    next_on = models.DateField("next supervision", null=True, blank=True)
    state = models.CharField(max_length=15, choices=SupervisionState, default=SupervisionState.DRAFT)
    # The agenda beside children: of a supervisor and a chair all of it.
    oversight = models.TextField("what they answer for", blank=True)
    workload = models.TextField(blank=True)
    wellbeing = models.TextField("how they are", blank=True)
    learning = models.TextField("practice and learning", blank=True)
    started_at = models.DateTimeField()
    signed_at = models.DateTimeField("signed by everybody", null=True, blank=True)
    called_off_reason = models.CharField("why it was called off", max_length=300, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["supervisor", "-held_on"], name="supervision_by_supervisor"),
            models.Index(fields=["-signed_at"], condition=Q(state="signed"), name="supervision_signed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=F("held_on")), name="next_supervision_is_later"
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False, next_on__isnull=False)
                | (~Q(state="signed") & Q(signed_at=None)),
                name="signed_supervision_says_when_and_when_next",
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | Q(called_off_reason__regex=r"\S"),
                name="supervision_called_off_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"supervision {self.pk}"

    @property
    def subject(self) -> str:
        """What its notifications are called."""
        return f"supervision:{self.pk}"


class SupervisionSignature(RecordedModel):
    """Somebody who takes part, and when they signed: the supervisor, and each who is supervised."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    is_supervisor = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["is_supervisor", "pk"]
        indexes = [
            models.Index(fields=["person"], condition=Q(signed_at=None), name="supervision_signature_owed")
        ]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "person"], name="once_in_a_supervision"),
            models.UniqueConstraint(
                fields=["supervision"],
                condition=Q(is_supervisor=True),
                name="one_supervisor_a_supervision",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SupervisionOfChild(RecordedModel):
    """What was written of one child; `facts` are those on record at `facts_at`, as they were shown."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="parts")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="supervisions")
    case_holder = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    facts_at = models.DateTimeField()
    seen = models.TextField("last seen, and last seen alone", blank=True)
    lived_experience = models.TextField(blank=True)
    change_since = models.TextField("change since the last supervision", blank=True)
    history_and_patterns = models.TextField(blank=True)
    hypotheses = models.TextField(blank=True)
    curiosity = models.TextField("professional curiosity", blank=True)
    over_optimism = models.TextField("over-optimism and disguised compliance", blank=True)
    males = models.TextField("fathers and other males", blank=True)
    tools = models.TextField(blank=True)
    drift = models.TextField(blank=True)
    threshold = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    # A child who was put in and then not spoken of; nothing is deleted.
    left_out = models.BooleanField(default=False)

    class Meta:
        verbose_name = "supervision of a child"
        verbose_name_plural = "supervisions of children"
        ordering = ["pk"]
        indexes = [models.Index(fields=["child", "supervision"], name="supervision_of_a_child")]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "child"], name="child_once_in_a_supervision")
        ]

    def __str__(self) -> str:
        return f"child in supervision {self.supervision_id}"


class SupervisionAction(RecordedModel):
    """What somebody who takes part will do, by when; a decision on a child becomes one when it is signed."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="actions")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.TextField()
    owner = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    is_decision = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done = models.TextField("what was done, and what it changed", blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(done_at=None), name="supervision_action_open"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(what__regex=r"\S"), name="supervision_action_says_what"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, done="")
                | Q(done_at__isnull=False, done_by__isnull=False, done__regex=r"\S"),
                name="supervision_action_done_says_what_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"


class SupervisionAddendum(models.Model):
    """What is put right or added after everybody has signed. Never changed (trigger)."""

    is_sealed = True

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="addenda")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "supervision addenda"
        ordering = ["added_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(text__regex=r"\S"), name="addendum_says_something")]

    def __str__(self) -> str:
        return f"addendum {self.pk}"


class SupervisionSample(models.Model):
    """How good a senior manager found a signed record, and why. Never changed (trigger)."""

    is_sealed = True

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="samples")
    grade = models.PositiveSmallIntegerField(choices=GRADES)
    words = models.TextField("why, and what would make it better")
    sampled_at = models.DateTimeField()
    sampled_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sampled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "sampled_by"], name="sampled_once_by_a_person"),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=4, words__regex=r"\S"), name="sample_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"
