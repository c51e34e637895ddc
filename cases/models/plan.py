"""Plans for a child: child protection, child in need, early help; here or in another authority."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from cases.models.child import Child, EpisodeOfNeed
from cases.models.meeting import Meeting
from cases.plan_states import STATUTORY, PracticeModel
from cases.states import PlanKind
from safeguarding.audit.models import RecordedModel


def _days(bounds: str) -> Func:
    """The days of a plan as a range: `[)` without its last day, `[]` with it."""
    return Func(
        F("started_on"),
        F("ended_on"),
        Value(bounds),
        function="daterange",
        output_field=DateRangeField(),
    )


# Plans of another authority are history: they are as they were told.
_OURS = Q(authority="")
_STATUTORY = _OURS & Q(kind__in=[kind.value for kind in STATUTORY])
_CHILD_PROTECTION = _OURS & Q(kind=PlanKind.CHILD_PROTECTION.value)


class Plan(RecordedModel):
    """A child protection, child in need or early help plan, here or in another authority.

    What is in it stands in PlanItem and PlanScale. `category` is the latest, `initial_category` the first.
    `made_by` is the conference that made it (a trigger holds its day), `ended_by` the one that ended it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20, choices=PlanKind)
    category = models.CharField("category of abuse", max_length=3, blank=True)
    initial_category = models.CharField("first category of abuse", max_length=3, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    authority = models.CharField("other authority", max_length=150, blank=True)
    moved_to = models.CharField("authority it moved to", max_length=150, blank=True)
    episode = models.ForeignKey(
        EpisodeOfNeed, on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    made_by = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_made"
    )
    ended_by = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="plans_ended"
    )
    danger_statement = models.TextField(blank=True)
    safety_goal = models.TextField(blank=True)
    practice_model = models.CharField(
        max_length=20, choices=PracticeModel, default=PracticeModel.NONE, blank=True
    )
    contingency = models.TextField("what happens if the plan does not work", blank=True)
    # The lead practitioner: for a child in need not always a social worker, and then one oversees it.
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lead_name = models.CharField("lead outside the system", max_length=200, blank=True)
    oversight_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # In working days, where the plan asks for visits at another pace than the time limit's.
    visit_every = models.PositiveSmallIntegerField(null=True, blank=True)
    visit_every_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-started_on"]
        constraints = [
            # Never two of a kind, and never a child in need plan beside a child protection plan.
            models.UniqueConstraint(
                fields=["child"], condition=_STATUTORY & Q(ended_on=None), name="one_open_statutory_plan"
            ),
            # Nor in the past; one may begin on the day on which the other ends (census 4014, 4016, 4017).
            ExclusionConstraint(
                name="statutory_plans_never_overlap",
                expressions=[("child", RangeOperators.EQUAL), (_days("[)"), RangeOperators.OVERLAPS)],
                condition=_STATUTORY,
            ),
            # Two child protection plans share not even that day (census 8940).
            ExclusionConstraint(
                name="child_protection_plans_share_no_day",
                expressions=[("child", RangeOperators.EQUAL), (_days("[]"), RangeOperators.OVERLAPS)],
                condition=_CHILD_PROTECTION,
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="plan_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~_CHILD_PROTECTION | Q(ended_on=None) | Q(ended_on__gt=F("started_on")),
                name="child_protection_plan_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=Q(danger_statement="", safety_goal="")
                | (~Q(danger_statement="") & ~Q(safety_goal="")),
                name="danger_statement_and_safety_goal_come_as_one",
            ),
            models.CheckConstraint(
                condition=Q(lead=None) | Q(lead_name=""), name="plan_has_one_lead_at_most"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_on__isnull=False), name="ended_plan_says_when"
            ),
            models.CheckConstraint(
                condition=Q(visit_every=None) | Q(visit_every__gte=1), name="visits_are_at_least_a_day_apart"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.started_on}"
