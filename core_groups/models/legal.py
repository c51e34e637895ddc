"""Pre-proceedings and care proceedings: milestones, the next hearing, and which agency was told what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Child
from cases.states import Sensitivity
from core_groups.step_down_states import LEGAL_LEVELS, LegalKind, ToldOfLegalHow
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class LegalMilestone(RecordedModel):
    """One step of proceedings about a child. What it says is legally privileged unless opened further."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="legal_milestones")
    kind = models.CharField(max_length=30, choices=LegalKind)
    on = models.DateField()
    next_hearing_on = models.DateField(null=True, blank=True)
    text = models.TextField()
    sensitivity = models.CharField(
        max_length=15,
        choices=[(level.value, level.label) for level in LEGAL_LEVELS],
        default=Sensitivity.SOCIAL_CARE,
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitivity__in=[level.value for level in LEGAL_LEVELS]),
                name="legal_milestone_has_a_level_of_its_own",
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="legal_milestone_has_words"),
            models.CheckConstraint(
                condition=Q(next_hearing_on=None) | Q(next_hearing_on__gte=F("on")),
                name="next_hearing_comes_after_the_milestone",
            ),
        ]

    def __str__(self) -> str:
        return f"legal milestone {self.pk}"


class LegalTold(RecordedModel):
    """That an agency is to be told of a milestone, and what it was told. It reads that, not the milestone."""

    milestone = models.ForeignKey(LegalMilestone, on_delete=models.PROTECT, related_name="told")
    # The agency that is told sees the child, and not the milestone.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=10, choices=ToldOfLegalHow, blank=True)
    words = models.TextField("what the agency was told", blank=True)
    not_told_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["agency__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "agency"], name="agency_is_told_of_a_milestone_once"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None, how="", words="", not_told_reason="")
                | (
                    Q(told_at__isnull=False, told_by__isnull=False, words__regex=r"\S", not_told_reason="")
                    & ~Q(how="")
                )
                | Q(
                    told_at__isnull=False,
                    told_by__isnull=False,
                    words="",
                    how="",
                    not_told_reason__regex=r"\S",
                ),
                name="told_agency_has_its_words_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"told {self.pk}"
