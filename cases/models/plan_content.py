"""What stands in a plan: items with their progress, the scale, its versions, and with whom it was shared."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cases.models.assessment import Assessment
from cases.models.child import Child
from cases.models.meeting import Meeting
from cases.models.person import Person
from cases.models.plan import Plan
from cases.plan_states import PlanItemState, SharedHow
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class PlanItem(RecordedModel):
    """A need or danger, the outcome wanted, and the action: whose, by when, how it is measured.

    It isn't done without what it changed for the child. Whether it is SMART is shown, never required.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    need = models.TextField("need or danger")
    outcome = models.TextField("outcome wanted", blank=True)
    action = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_items"
    )
    owner_name = models.CharField("owner outside the system", max_length=200, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    measure = models.TextField("how it is measured", blank=True)
    state = models.CharField(max_length=10, choices=PlanItemState, default=PlanItemState.OPEN)
    impact = models.TextField("what it changed for the child", blank=True)
    added_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_items_added"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_reason = models.CharField("why it is no longer needed", max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(state="open"), name="plan_item_open_by_owner"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_item_number_once"),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_name=""), name="plan_item_has_one_owner_at_most"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="closed_plan_item_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(impact__regex=r"\S"), name="done_plan_item_says_its_impact"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | Q(closed_reason__regex=r"\S"),
                name="dropped_plan_item_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id}, item {self.number}"


class PlanItemProgress(RecordedModel):
    """What was done about an item and what it changed, at a meeting or between two.

    An item is addressed at a meeting when it has a row for it. `due_was` and `due_now` show a date put off.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="progress")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_progress"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    progress = models.TextField()
    impact = models.TextField("what it changed for the child", blank=True)
    due_was = models.DateField(null=True, blank=True)
    due_now = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "plan item progress"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "meeting"], name="plan_item_addressed_once_a_meeting"),
            models.CheckConstraint(condition=Q(progress__regex=r"\S"), name="progress_has_words"),
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class PlanScale(RecordedModel):
    """How safe somebody says the child is, from 0 to 10, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="scales")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="scales"
    )
    who = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    given_on = models.DateField()

    class Meta:
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "meeting", "who"], name="one_score_a_person_and_meeting"),
            models.CheckConstraint(condition=Q(score__range=(0, 10)), name="scale_is_from_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"plan {self.plan_id}: {self.score}"


class PlanVersion(models.Model):
    """A plan's words as they stood: kept as they were, compared side by side. Never changed (trigger)."""

    is_sealed = True

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"plan {self.plan_id}, version {self.number}"


class PlanShare(RecordedModel):
    """That a version was shared with somebody of the family, on which day; or the reason why not."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="shares")
    with_whom = models.CharField(max_length=200)
    relationship = models.CharField(max_length=100, blank=True)
    shared_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=12, choices=SharedHow, blank=True)
    not_shared_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(shared_on__isnull=False, not_shared_reason="") & ~Q(how=""))
                | Q(shared_on=None, how="", not_shared_reason__regex=r"\S"),
                name="plan_is_shared_on_a_day_or_there_is_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"


class MaleEngaged(RecordedModel):
    """A father or another male of the household, and what was done about him in one piece of work."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="males_engaged")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    was_invited = models.BooleanField(default=False)
    was_seen = models.BooleanField(default=False)
    views = models.TextField(blank=True)
    reason = models.TextField("why he was neither seen nor invited", blank=True)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="males"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="males"
    )
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="males")

    class Meta:
        verbose_name = "male engaged"
        verbose_name_plural = "males engaged"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, meeting=None, plan=None)
                | Q(assessment=None, meeting__isnull=False, plan=None)
                | Q(assessment=None, meeting=None, plan__isnull=False),
                name="male_is_engaged_in_one_piece_of_work",
            ),
            models.UniqueConstraint(
                fields=["child", "name", "assessment", "meeting", "plan"],
                nulls_distinct=False,
                name="male_once_in_a_piece_of_work",
            ),
        ]

    def __str__(self) -> str:
        return f"male engaged {self.pk}"
