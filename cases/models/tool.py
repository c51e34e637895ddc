"""Assessment tools: how the partnership configured them, who is accredited, and results. No tool's text."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel
from safeguarding.rules.tools import Direction

DIRECTIONS = [
    (Direction.LOW_IS_BETTER.value, "The lowest score is the best for the child"),
    (Direction.HIGH_IS_BETTER.value, "The highest score is the best for the child"),
]


class LocalTool(models.Model):
    """A tool as the partnership set it up: its own, or in the place of one that the service starts with.

    Never changed: the newest line for a code counts (append-only by trigger). `area_codes` and `area_labels`
    go together.
    """

    code = models.CharField(max_length=30)
    label = models.CharField("name", max_length=100)
    prompted_by = models.CharField(max_length=40, blank=True)
    area_codes = ArrayField(models.CharField(max_length=40))
    area_labels = ArrayField(models.CharField(max_length=100))
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=15, choices=DIRECTIONS)
    licence = models.CharField("whose it is, and what may be kept", max_length=300)
    needs_accreditation = models.BooleanField()
    accredited_for_months = models.PositiveSmallIntegerField(null=True, blank=True)
    asks_marac = models.BooleanField(default=False)
    asks_carer = models.BooleanField(default=False)
    is_in_use = models.BooleanField(default=True)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "-id"], name="local_tool_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_codes__len__gte=1) & Q(area_codes__len=F("area_labels__len")),
                name="local_tool_has_areas",
            ),
            models.CheckConstraint(condition=Q(lowest__lt=F("highest")), name="local_tool_has_a_scale"),
            models.CheckConstraint(condition=~Q(reason=""), name="local_tool_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.label}"


class ToolAccreditation(RecordedModel):
    """That somebody may use a tool from a day on; how long it lasts is the tool's."""

    tool = models.CharField(max_length=30)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tool_accreditations"
    )
    since = models.DateField()
    note = models.CharField("course or certificate", max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["tool", "-since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "user", "since"], name="accredited_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_reason="")
                | (Q(withdrawn_on__gte=F("since")) & ~Q(withdrawn_reason="")),
                name="withdrawn_accreditation_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool}: {self.user_id} since {self.since}"


class Marac(models.TextChoices):
    """Whether a multi-agency risk assessment conference is asked to look at it."""

    NOT_ASKED = "", "Not asked by this tool"
    REFERRED = "referred", "Referred to MARAC"
    NOT_REFERRED = "not_referred", "Not referred to MARAC"


class ToolResult(RecordedModel):
    """A tool's scores for a child, with the evidence in the assessor's own words.

    `areas`, `lowest`, `highest` and `direction` are those of the day: a scale that changes later doesn't
    change what a score meant.
    """

    reference = models.CharField(max_length=10, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="tool_results")
    tool = models.CharField(max_length=30)
    label = models.CharField("name of the tool", max_length=100)
    areas = models.JSONField(default=list)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=15, choices=DIRECTIONS)
    scores = models.JSONField(default=dict)
    observed_from = models.DateField()
    observed_until = models.DateField()
    carer = models.CharField("whose care", max_length=200, blank=True)
    evidence = models.TextField("evidence in own words")
    analysis = models.TextField(blank=True)
    supervisor = models.CharField("supervisor consulted", max_length=200, blank=True)
    supervisor_on = models.DateField("when the supervisor was consulted", null=True, blank=True)
    supervisor_advice = models.TextField(blank=True)
    no_supervisor_reason = models.TextField("why no supervisor was consulted", blank=True)
    judgement = models.TextField("professional judgement", blank=True)
    marac = models.CharField("MARAC", max_length=12, choices=Marac, default=Marac.NOT_ASKED, blank=True)
    marac_reason = models.TextField("reason for or against MARAC", blank=True)
    marac_outcome = models.TextField("outcome of MARAC", blank=True)
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_reason = models.TextField("why it was taken back", blank=True)

    class Meta:
        ordering = ["-observed_until", "-pk"]
        indexes = [models.Index(fields=["child", "tool", "observed_until"], name="tool_results_of_a_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(observed_from__lte=F("observed_until")), name="observed_from_is_not_after_until"
            ),
            models.CheckConstraint(condition=Q(evidence__regex=r"\S"), name="tool_result_has_evidence"),
            models.CheckConstraint(
                condition=(
                    Q(supervisor__regex=r"\S", supervisor_on__isnull=False, no_supervisor_reason="")
                    | Q(supervisor="", supervisor_on=None, no_supervisor_reason__regex=r"\S")
                ),
                name="supervisor_was_consulted_or_there_is_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(marac="") | Q(marac_reason__regex=r"\S"), name="marac_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_reason="")
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_reason="")),
                name="tool_result_taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
