"""Who belongs to the core group of a plan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Meeting, Plan
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class CoreGroupMember(RecordedModel):
    """A member of a plan's core group: somebody with an account, an agency, or somebody outside.

    A conference fixes who belongs to it (`set_by`). `part` says what they are to the child ("Mother", "Health
    visitor"). The family takes no turn as chair or minute-taker. Once `until` is set they belong no more.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="core_group_members")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside_name = models.CharField("name of somebody outside the system", max_length=200, blank=True)
    part = models.CharField("what they are to the child", max_length=100, blank=True)
    is_family = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_reason = models.CharField("why they left", max_length=300, blank=True)
    set_by = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["is_family", "pk"]
        indexes = [models.Index(fields=["plan"], condition=Q(until=None), name="core_group_member_current")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(is_family=True, agency=None, user=None) & ~Q(outside_name=""))
                | (Q(is_family=False) & (Q(agency__isnull=False) | ~Q(outside_name=""))),
                name="core_group_member_is_of_the_family_or_of_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(agency__isnull=False, outside_name=""),
                name="core_group_member_with_an_account_has_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(until=None, ended_reason="")
                | (Q(until__gte=F("since")) & Q(ended_reason__regex=r"\S")),
                name="core_group_member_who_left_says_why",
            ),
            models.UniqueConstraint(
                fields=["plan", "agency", "user", "outside_name"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="core_group_member_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of the core group of plan {self.plan_id}"
