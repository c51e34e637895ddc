"""Who is given which child and why; what workers are skilled in; what one worker tells the next."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cases.allocation_states import POSTS_AND_SKILLS
from cases.models.child import Child
from safeguarding.audit.models import RecordedModel


class WorkerSkill(RecordedModel):
    """What a social worker is skilled in, or that they hold the post of a specialist, until it is ended.

    `detail` is the language, of the skill that needs one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="skills")
    skill = models.CharField(max_length=20, choices=POSTS_AND_SKILLS)
    detail = models.CharField("language", max_length=60, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["skill", "detail"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "skill",
                Lower("detail"),
                condition=Q(ended_at=None),
                name="worker_skill_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(skill="language", detail__regex=r"\S") | (~Q(skill="language") & Q(detail="")),
                name="language_skill_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} of {self.user_id}"


class AllocationRecord(models.Model):
    """One allocation of a child: to whom, by whom, why, what skills were asked for, what didn't match.

    Never changed and never deleted (a trigger refuses both). Where nothing was weighed (many children handed
    over at once) `skills_wanted` and `mismatches` are empty.
    """

    is_sealed = True

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    skills_wanted = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    mismatches = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    mismatch_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["child", "-at", "-id"], name="allocations_of_a_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(mismatches=[]) | Q(mismatch_reason__regex=r"\S"),
                name="allocation_that_does_not_match_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"allocation {self.pk}"


class HandoverNote(RecordedModel):
    """What the former worker of a child tells the next one: owed, written, received, or no longer needed.

    `facts` are those of the day on which it was written. Once received it never changes.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="handover_notes")
    from_worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owed_at = models.DateTimeField()
    owed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what_matters = models.TextField("what matters now", blank=True)
    next_dates = models.TextField("what comes next, and when", blank=True)
    promised = models.TextField("what was promised and not done yet", blank=True)
    facts = models.JSONField(default=list, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField("no longer needed since", null=True, blank=True)

    class Meta:
        ordering = ["-owed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["from_worker"],
                condition=Q(written_at=None, dropped_at=None),
                name="handover_note_owed",
            ),
            models.Index(
                fields=["to_worker"],
                condition=Q(received_at=None, dropped_at=None),
                name="handover_note_awaited",
            ),
            models.Index(fields=["child", "-owed_at"], name="handover_notes_of_a_child"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_worker=F("to_worker")) | Q(dropped_at__isnull=False),
                name="handover_is_to_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None, what_matters="", next_dates="", promised="")
                | (
                    Q(written_at__isnull=False, written_by__isnull=False)
                    & Q(what_matters__regex=r"\S", next_dates__regex=r"\S", promised__regex=r"\S")
                ),
                name="written_handover_says_everything",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(written_at__isnull=False, dropped_at=None),
                name="received_handover_was_written",
            ),
            models.UniqueConstraint(
                fields=["child", "from_worker"],
                condition=Q(received_at=None, dropped_at=None),
                name="one_open_handover_of_a_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"handover note {self.pk}"


class AllocationLimits(models.Model):
    """How many children one worker carries here: the partnership's own numbers, the latest row in force.

    Never changed and never deleted (a trigger refuses both). Source: safeguarding.rules.allocation.
    """

    children = models.PositiveSmallIntegerField()
    protection = models.PositiveSmallIntegerField("of those on child protection plans")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "limits of load"
        verbose_name_plural = "limits of load"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(protection__gte=1, children__gte=F("protection")),
                name="protection_plans_are_some_of_the_children",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="load_limits_say_why"),
        ]

    def __str__(self) -> str:
        return f"limits of {self.set_at:%Y-%m-%d}"
