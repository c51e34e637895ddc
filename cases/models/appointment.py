"""A child's appointments with health and education, and when too many missed ones are too many."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.models.event import Event
from cases.voice_states import AppointmentOutcome
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel

_MISSED = ("was_not_brought", "cancelled", "no_access")


class Appointment(RecordedModel):
    """One appointment of a child with a service, and what became of it.

    Where the child wasn't seen it says what that means for them and who was told; `followed_up` is what was
    done about it. `event` is its line of the chronology.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=120)
    on = models.DateField("day")
    outcome = models.CharField(max_length=20, choices=AppointmentOutcome, blank=True)
    impact = models.TextField("what it means for the child", blank=True)
    told = models.TextField("who was told", blank=True)
    reoffered_on = models.DateField("offered again for", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    followed_up = models.TextField("what was done about it", blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["child", "-on", "-id"], name="appointment_of_a_child")]
        constraints = [
            models.UniqueConstraint(fields=["child", "agency", "service", "on"], name="appointment_once"),
            models.CheckConstraint(
                condition=~Q(outcome__in=_MISSED) | Q(impact__regex=r"\S", told__regex=r"\S"),
                name="missed_appointment_says_its_impact_and_who_was_told",
            ),
            models.CheckConstraint(
                condition=Q(reoffered_on=None) | Q(reoffered_on__gt=F("on")),
                name="appointment_is_offered_again_later",
            ),
            models.CheckConstraint(
                condition=Q(followed_up="", followed_up_at=None, followed_up_by=None)
                | Q(followed_up__regex=r"\S", followed_up_at__isnull=False, followed_up_by__isnull=False),
                name="followed_up_appointment_says_what_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class MissedAppointmentLimits(models.Model):
    """How many missed appointments are too many here: the partnership's own numbers, the latest row in force.

    Never changed and never deleted (a trigger refuses both). Source: safeguarding.rules.was_not_brought.
    """

    in_a_row = models.PositiveSmallIntegerField()
    in_a_year = models.PositiveSmallIntegerField("in 12 months")
    persistent_in_a_row = models.PositiveSmallIntegerField("persistent, in a row")
    persistent_in_a_year = models.PositiveSmallIntegerField("persistent, in 12 months")
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "limits of missed appointments"
        verbose_name_plural = "limits of missed appointments"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_a_row__gte=1, in_a_year__gte=1)
                & Q(persistent_in_a_row__gte=F("in_a_row"), persistent_in_a_year__gte=F("in_a_year")),
                name="persistent_comes_after_the_safeguarding_lead",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="limits_say_why"),
        ]

    def __str__(self) -> str:
        return f"limits of {self.set_at:%Y-%m-%d}"
