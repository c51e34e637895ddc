"""What strategy meetings, conferences, core groups, reviews and resolution meetings have in common."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.meeting_states import (
    Attendance,
    CopyKind,
    MeetingFormat,
    MeetingKind,
    MeetingState,
    Reply,
)
from cases.models.child import Child
from safeguarding.accounts.models import Agency, Team
from safeguarding.audit.models import RecordedModel


class Meeting(RecordedModel):
    """A meeting about one or more children: planned, held, and its minutes drafted, approved, distributed.

    Each kind adds a detail of its own in its own app. `agency` is the one that called it.
    """

    reference = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=25, choices=MeetingKind)
    state = models.CharField(max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    format = models.CharField(max_length=12, choices=MeetingFormat)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField("link for joining", max_length=500, blank=True)
    reason = models.TextField("why it is held")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minute_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    # Grows with each change of time or place, for the calendars of those invited.
    sequence = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "starts_at"]),
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["chair", "starts_at"]),
            models.Index(fields=["minute_taker", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False, state="cancelled") & ~Q(cancelled_reason="")),
                name="cancelled_meeting_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(held_at__isnull=False),
                name="held_meeting_says_when",
            ),
            # By London's days, as the settings' time zone is; the census refuses it (8875).
            models.CheckConstraint(
                condition=~Q(kind="conference")
                | (Q(starts_at__iso_week_day__lte=5) & (Q(held_at=None) | Q(held_at__iso_week_day__lte=5))),
                name="conference_is_not_on_a_weekend",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class MeetingChild(RecordedModel):
    """One of the children whom a meeting is about; a planned meeting's list only grows."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="meetings")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "child"], name="child_once_in_a_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.child_id}"


class Invitation(RecordedModel):
    """Somebody asked to a meeting: a user, an agency's team on duty, or a person outside the system.

    What they answered, whether they came (or whom they sent), and the report asked of them.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    # A person outside the system: a parent, or a professional without an account.
    outside_name = models.CharField(max_length=200, blank=True)
    outside_agency = models.CharField(max_length=200, blank=True)
    outside_kind = models.CharField("kind of their agency", max_length=30, blank=True)
    outside_email = models.EmailField(blank=True)
    part = models.CharField("what they are asked for", max_length=200, blank=True)
    copy_kind = models.CharField(max_length=15, choices=CopyKind, default=CopyKind.PROFESSIONAL)
    # For somebody outside: the children of the meeting of whom they may read (a parent's own).
    about = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Without whom the meeting lacks its quorum, as it was proposed.
    is_required = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    reply = models.CharField(max_length=10, choices=Reply, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_note = models.CharField(max_length=500, blank=True)
    deputy_name = models.CharField(max_length=200, blank=True)
    attendance = models.CharField(max_length=12, choices=Attendance, default=Attendance.UNKNOWN)
    attendance_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    report_asked_at = models.DateTimeField(null=True, blank=True)
    report_received_at = models.DateTimeField(null=True, blank=True)
    report_text = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["user", "meeting"], condition=Q(withdrawn_at=None), name="invitation_of_user"
            ),
            models.Index(
                fields=["agency", "meeting"], condition=Q(withdrawn_at=None), name="invitation_of_agency"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, outside_name="") | (Q(agency=None) & ~Q(outside_name="")),
                name="invitation_is_inside_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(agency__isnull=False), name="invited_user_has_an_agency"
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(withdrawn_at=None, user__isnull=False),
                name="user_invited_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "agency", "team"],
                condition=Q(withdrawn_at=None, user=None, agency__isnull=False),
                nulls_distinct=False,
                name="agency_on_duty_invited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class GuestLink(RecordedModel):
    """A link by which somebody outside the system sees their own invitation and, later, their own copy.

    Only the hash of its token is kept. It expires, can be revoked, and serves its purpose alone.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="guest_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="guest_link_ends_later")
        ]

    def __str__(self) -> str:
        return f"guest link {self.pk}"
