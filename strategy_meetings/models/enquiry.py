"""Section 47 enquiries: what was done, what the child said, what was found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Child
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel
from strategy_meetings.models.meeting import StrategyMeeting
from strategy_meetings.states import EnquiryKind, EnquiryOutcome, EnquiryState, Findings


class Section47Enquiry(RecordedModel):
    """One enquiry for one child, from the strategy meeting that started it to a manager's signature."""

    reference = models.CharField(max_length=10, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="section_47_enquiries")
    started_by = models.ForeignKey(StrategyMeeting, on_delete=models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=10, choices=EnquiryKind)
    state = models.CharField(max_length=10, choices=EnquiryState, default=EnquiryState.OPEN)
    started_at = models.DateTimeField()
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    police_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField("when the child was seen", null=True, blank=True)
    seen_alone = models.BooleanField(null=True, blank=True)
    seen_where = models.CharField(max_length=200, blank=True)
    not_seen_reason = models.TextField("why the child was not seen, or not alone", blank=True)
    child_says = models.TextField("what the child says, in their own words", blank=True)
    video_interview = models.TextField("video interview: offered, held, or why not", blank=True)
    safety_plan = models.TextField("interim safety plan", blank=True)
    analysis = models.TextField(blank=True)
    findings = models.CharField(max_length=20, choices=Findings, blank=True)
    outcome = models.CharField(max_length=20, choices=EnquiryOutcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # The request of an initial child protection conference; the conference is a meeting of its own.
    conference_requested_at = models.DateTimeField(null=True, blank=True)
    conference_requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    conference_request = models.TextField("what the conference unit needs to know", blank=True)

    class Meta:
        verbose_name = "section 47 enquiry"
        verbose_name_plural = "section 47 enquiries"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=~Q(state="ended"), name="one_open_section_47_enquiry"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended")
                | (Q(ended_at__isnull=False, signed_by__isnull=False) & ~Q(findings="") & ~Q(outcome="")),
                name="ended_enquiry_has_findings_outcome_and_signature",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("submitted_by")),
                name="enquiry_is_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(conference_requested_at=None, conference_requested_by=None, conference_request="")
                | (
                    Q(conference_requested_at__isnull=False, conference_requested_by__isnull=False)
                    & ~Q(conference_request="")
                ),
                name="conference_request_says_by_whom_and_what",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LateralCheck(RecordedModel):
    """What another agency was asked in an enquiry, and what it answered."""

    enquiry = models.ForeignKey(Section47Enquiry, on_delete=models.PROTECT, related_name="checks")
    # The agency that is asked sees the child, and not the enquiry.
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | (Q(replied_at__isnull=False) & ~Q(reply="")),
                name="replied_check_has_its_reply",
            )
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Medical(RecordedModel):
    """A child protection medical: its purpose, consent, and the child's own account beside the findings."""

    enquiry = models.ForeignKey(Section47Enquiry, on_delete=models.PROTECT, related_name="medicals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    where = models.CharField(max_length=200)
    planned_for = models.DateTimeField(null=True, blank=True)
    consent = models.TextField("who consented, or why it was not needed")
    offered_alone = models.BooleanField("the child was offered to be seen alone", null=True, blank=True)
    not_alone_reason = models.TextField(blank=True)
    childs_account = models.TextField("the child's own account", blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    not_held_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at=None) | ~Q(outcome=""), name="held_medical_has_its_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"medical {self.pk}"
