"""Families: groups of persons."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases.models.person import Person
from safeguarding.audit.models import RecordedModel


class Family(RecordedModel):
    """A group of people who belong together; the name is for staff ("The Hartley family")."""

    name = models.CharField(max_length=150)
    people = models.ManyToManyField(Person, through="FamilyMember", related_name="families")

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class FamilyMember(RecordedModel):
    """One person's place in one family."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    in_household = models.BooleanField(default=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=Q(until=None), name="family_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.family_id}"
