"""Why an agency, a team or a named person may see a child."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.child import Child
from cases.states import InvolvementRole
from safeguarding.accounts.models import Agency, Team
from safeguarding.audit.models import RecordedModel


class Involvement(RecordedModel):
    """An agency's part with a child: the whole agency, one of its teams, or one named user."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="involvements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="involvements")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="involvements",
    )
    role = models.CharField(max_length=20, choices=InvolvementRole)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["agency__name", "-since"]
        indexes = [models.Index(fields=["agency"], condition=Q(until=None), name="involvement_current")]
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None) | Q(user=None), name="involvement_of_a_team_or_a_user"
            ),
            models.CheckConstraint(
                condition=Q(until=None, ended_by=None, ended_reason="")
                | (Q(until__gte=F("since"), ended_by__isnull=False) & ~Q(ended_reason="")),
                name="ended_involvement_says_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=["child", "agency", "team", "user", "role"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="involvement_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} with {self.child_id}"
