"""Assessments: what is known, what it means for the child, who authorised it; other agencies' parts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from cases.models.child import Child, EpisodeOfNeed
from cases.models.referral import ReferralChild
from cases.plan_states import (
    ENDING_RECOMMENDATIONS,
    AssessmentKind,
    AssessmentState,
    PracticeModel,
    Recommendation,
)
from safeguarding.accounts.models import Agency, Team
from safeguarding.audit.models import RecordedModel

_ENDS = Q(recommendation__in=[each.value for each in ENDING_RECOMMENDATIONS])
_AUTHORISED = Q(state=AssessmentState.AUTHORISED.value)


class Assessment(RecordedModel):
    """One assessment of one child, from its start to a manager's authorisation.

    The text columns are the sections of safeguarding.rules.single_assessment, by key; what it lacks before it
    can be authorised is said there. A referral with no further action opens no episode, so it has none.
    """

    reference = models.CharField(max_length=10, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assessments")
    episode = models.ForeignKey(EpisodeOfNeed, on_delete=models.PROTECT, related_name="assessments")
    referral_child = models.ForeignKey(
        ReferralChild, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    kind = models.CharField(max_length=10, choices=AssessmentKind)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    started_on = models.DateField()
    # The day in London of its authorisation.
    ended_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments_written"
    )
    practice_model = models.CharField(
        max_length=20, choices=PracticeModel, default=PracticeModel.NONE, blank=True
    )
    family = models.TextField("the family and the household", blank=True)
    history_text = models.TextField("what happened before, and what it means", blank=True)
    domestic_abuse = models.TextField(blank=True)
    mental_ill_health = models.TextField(blank=True)
    substance_misuse = models.TextField(blank=True)
    daily_life = models.TextField("a day in the child's life", blank=True)
    voice = models.TextField("the child's voice, or what was observed", blank=True)
    communication = models.TextField("how the child communicates", blank=True)
    strengths = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    parents_views = models.TextField(blank=True)
    other_agencies = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    factors = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    seen_on = models.DateField("when the child was seen", null=True, blank=True)
    seen_alone = models.BooleanField(default=False)
    bedroom_seen = models.BooleanField(default=False)
    not_seen_reason = models.TextField("why the child was not seen, or not alone", blank=True)
    recommendation = models.CharField(max_length=20, choices=Recommendation, blank=True)
    recommendation_reason = models.TextField(blank=True)
    sexual_abuse_considered = models.TextField(blank=True)
    neglect_considered = models.TextField(blank=True)
    other_signs_considered = models.TextField(blank=True)
    cause_considered = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_reason = models.TextField(blank=True)
    authorised_at = models.DateTimeField(null=True, blank=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    parents_copy_on = models.DateField(null=True, blank=True)
    parents_copy_reason = models.TextField("why the parents have no copy", blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(
                fields=["submitted_at"], condition=Q(state="awaiting"), name="assessment_awaiting_manager"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_on=None), name="one_open_assessment"),
            # Census 8863; one may begin on the day on which the other was authorised.
            ExclusionConstraint(
                name="assessments_never_overlap",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    (
                        Func(
                            F("started_on"),
                            F("ended_on"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="assessment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(
                    _AUTHORISED
                    & Q(
                        ended_on__isnull=False,
                        authorised_at__isnull=False,
                        authorised_by__isnull=False,
                        submitted_at__isnull=False,
                        submitted_by__isnull=False,
                        factors__len__gte=1,
                    )
                    & ~Q(recommendation="")
                )
                | (~_AUTHORISED & Q(ended_on=None, authorised_at=None, authorised_by=None)),
                name="authorised_assessment_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="awaiting") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="waiting_assessment_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None)
                | (~Q(authorised_by=F("author")) & ~Q(authorised_by=F("submitted_by"))),
                name="assessment_is_authorised_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(factors__contains=["21"]) | Q(factors__len=1),
                name="no_factors_identified_stands_alone",
            ),
            models.CheckConstraint(
                condition=~(_AUTHORISED & _ENDS)
                | Q(
                    sexual_abuse_considered__regex=r"\S",
                    neglect_considered__regex=r"\S",
                    other_signs_considered__regex=r"\S",
                    cause_considered__regex=r"\S",
                ),
                name="ending_assessment_went_through_the_closure_gate",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | (Q(returned_by__isnull=False) & ~Q(returned_reason="")),
                name="returned_assessment_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AssessmentPart(RecordedModel):
    """What another agency was asked for an assessment, by when, and what it gave or why it did not."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="parts")
    # The agency that is asked sees the child, and not the assessment.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    text = models.TextField(blank=True)
    declined_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["agency", "due_on"], condition=Q(answered_at=None), name="assessment_part_awaited"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, text="", declined_reason="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & (Q(text__regex=r"\S", declined_reason="") | Q(text="", declined_reason__regex=r"\S"))
                ),
                name="answered_part_has_words_or_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"
