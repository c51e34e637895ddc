"""What a child protection conference has beside what all meetings have."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Child, Meeting
from cases.states import Sensitivity
from core_groups.conference_states import ConferenceDecision, ConferenceKind, QuorumStanding
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Conference(RecordedModel):
    """The detail of a child protection conference: its kind, its quorum, the interim plan."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, primary_key=True, related_name="conference"
    )
    kind = models.CharField(max_length=12, choices=ConferenceKind)
    quorum_standing = models.CharField(
        max_length=12, choices=QuorumStanding, default=QuorumStanding.NOT_HELD, blank=True
    )
    lacked = models.CharField("what its quorum lacked", max_length=300, blank=True)
    override_reason = models.TextField("why the chair went on without the quorum", blank=True)
    exemption_reason = models.TextField("why it is inquorate twice running", blank=True)
    interim_plan = models.TextField("what keeps the children safe until it is reconvened", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(quorum_standing=QuorumStanding.OVERRIDDEN) | Q(override_reason__regex=r"\S"),
                name="overridden_quorum_has_the_chairs_reason",
            ),
            models.CheckConstraint(
                condition=~Q(quorum_standing=QuorumStanding.RECONVENE) | Q(interim_plan__regex=r"\S"),
                name="inquorate_conference_leaves_an_interim_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"conference {self.pk}"


class ConferenceRequest(RecordedModel):
    """A conference asked for about one child: a review, before a birth, or a transfer from elsewhere.

    An initial conference is asked for by its section 47 enquiry and has no row here. `conference` is the one
    that was booked for it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="conference_requests")
    kind = models.CharField(max_length=12, choices=ConferenceKind)
    words = models.TextField("what the conference unit needs to know")
    authority = models.CharField("authority the child comes from", max_length=150, blank=True)
    # When the other authority's written notice came: the clock runs from here.
    notice_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "kind"], condition=Q(conference=None), name="one_open_conference_request"
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="conference_request_has_its_words"),
            models.CheckConstraint(
                condition=~Q(kind=ConferenceKind.INITIAL), name="initial_conference_comes_from_its_enquiry"
            ),
            models.CheckConstraint(
                condition=Q(kind=ConferenceKind.TRANSFER_IN, notice_at__isnull=False)
                & Q(authority__regex=r"\S")
                | (~Q(kind=ConferenceKind.TRANSFER_IN) & Q(notice_at=None, authority="")),
                name="transfer_in_names_its_authority_and_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"conference request {self.pk}"


class ConferenceChild(RecordedModel):
    """One child of a conference: how they took part, whether an advocate was offered to the parents, and
    what was decided."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="parts")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="conference_parts")
    advocate_offered = models.BooleanField("parent advocate offered", null=True, blank=True)
    advocate_accepted = models.BooleanField("parent advocate accepted", null=True, blank=True)
    participation = models.CharField("how the child took part", max_length=3, blank=True)
    decision = models.CharField(
        max_length=10, choices=ConferenceDecision, default=ConferenceDecision.NONE, blank=True
    )
    category = models.CharField("category of abuse", max_length=3, blank=True)
    reasons = models.TextField(blank=True)
    outline_plan = models.TextField(blank=True)
    core_group_on = models.DateField("first core group", null=True, blank=True)
    next_review_on = models.DateField("next review conference", null=True, blank=True)
    # Who belongs to the core group, as the letter says it.
    members = models.JSONField(default=list, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "child"], name="child_once_in_a_conference"),
            models.CheckConstraint(
                # Asked for twice: what is unknown would be let through.
                condition=Q(advocate_accepted=None)
                | Q(advocate_offered__isnull=False, advocate_offered=True),
                name="accepted_advocate_was_offered",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (
                    ~Q(decision="")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & Q(reasons__regex=r"\S")
                    & ~Q(participation="")
                ),
                name="conference_decision_says_why_who_and_how_the_child_took_part",
            ),
            models.CheckConstraint(
                condition=~Q(decision=ConferenceDecision.MAKE_PLAN)
                | (~Q(category="") & Q(core_group_on__isnull=False)),
                name="plan_of_a_conference_has_its_category_and_core_group",
            ),
            models.CheckConstraint(
                condition=(
                    Q(decision__in=[ConferenceDecision.MAKE_PLAN, ConferenceDecision.CONTINUE])
                    & Q(next_review_on__isnull=False, next_review_on__iso_week_day__lte=5)
                )
                | (
                    ~Q(decision__in=[ConferenceDecision.MAKE_PLAN, ConferenceDecision.CONTINUE])
                    & Q(next_review_on=None)
                ),
                name="plan_has_its_next_review_on_a_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"conference {self.conference_id}: {self.child_id}"


class ConferenceReport(RecordedModel):
    """An agency's report to a conference about one child: shared with the parents on a day, or why not."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="reports")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    sensitivity = models.CharField(max_length=15, choices=Sensitivity, default=Sensitivity.PROFESSIONALS)
    shared_with_parents_on = models.DateField(null=True, blank=True)
    not_shared_reason = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "child", "agency"], name="one_conference_report_an_agency"
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="conference_report_has_its_words"),
            models.CheckConstraint(
                condition=(Q(shared_with_parents_on__isnull=False) & Q(not_shared_reason=""))
                | (Q(shared_with_parents_on=None) & Q(not_shared_reason__regex=r"\S")),
                name="conference_report_is_shared_with_parents_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"conference report {self.pk}"


class ConferenceDissent(RecordedModel):
    """An agency that didn't agree with what a conference decided for a child, in its own words."""

    part = models.ForeignKey(ConferenceChild, on_delete=models.PROTECT, related_name="dissents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "agency"], name="one_conference_dissent_an_agency"),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="conference_dissent_has_its_words"),
        ]

    def __str__(self) -> str:
        return f"conference dissent {self.pk}"
