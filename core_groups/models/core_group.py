"""What a core group, or a child in need meeting, has beside what all meetings have."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Child, Meeting, Plan
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class CoreGroup(RecordedModel):
    """The detail of a core group or a child in need meeting: when the next one is, or why there is none.

    `oversight_by` is the qualified social worker who oversees a child in need plan that somebody else leads.
    """

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, primary_key=True, related_name="core_group"
    )
    next_at = models.DateTimeField("when the next one is", null=True, blank=True)
    next_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_minute_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    no_next_reason = models.TextField("why there is no next one", blank=True)
    oversight_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    oversight_words = models.TextField("what the social worker says to it", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(no_next_reason=""),
                name="core_group_has_a_next_one_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"core group {self.pk}"


class MeetingPlan(RecordedModel):
    """A plan that a core group or a child in need meeting goes through: one of each child it is about."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="plans")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="meetings")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "plan"], name="plan_once_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: plan {self.plan_id}"


class AgendaNote(RecordedModel):
    """What was said under a set point of the agenda, about one child or about all of them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_notes")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    point = models.CharField(max_length=40)
    text = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "child", "point"],
                nulls_distinct=False,
                name="agenda_note_once_a_point_and_child",
            )
        ]

    def __str__(self) -> str:
        return f"agenda note {self.pk}"


class CoreGroupDissent(RecordedModel):
    """An agency that doesn't agree with what a core group says or decides for a child, in its own words."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="core_group_dissents")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "child", "agency"], name="one_core_group_dissent_an_agency"
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="core_group_dissent_has_its_words"),
        ]

    def __str__(self) -> str:
        return f"core group dissent {self.pk}"


class MissingAgency(RecordedModel):
    """An agency that should have been at a core group and wasn't asked or didn't come; and what was said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="missing_agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside_agency = models.CharField("agency outside the system", max_length=200, blank=True)
    said = models.TextField("why it should be here, and who asks it")

    class Meta:
        verbose_name_plural = "missing agencies"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, outside_agency="")
                | (Q(agency=None) & ~Q(outside_agency="")),
                name="missing_agency_is_named",
            ),
            models.UniqueConstraint(
                fields=["meeting", "agency", "outside_agency"],
                nulls_distinct=False,
                name="missing_agency_once_a_meeting",
            ),
            models.CheckConstraint(condition=Q(said__regex=r"\S"), name="missing_agency_says_why"),
        ]

    def __str__(self) -> str:
        return f"missing agency {self.pk}"
