"""A professional challenge and the stages it went through."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models import Child, Deadline, Event, Meeting
from escalation.states import GROUNDS, ChallengeState, HowMoved, LearningTheme, Position, at_stage
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel

_USER = settings.AUTH_USER_MODEL


class Challenge(RecordedModel):
    """One agency disagrees with another about a child: what, why, what it wants, and what came of it."""

    reference = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="challenges")
    # The line of the chronology that recorded the decision; none where there is no decision.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    raising_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    against_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=30, choices=GROUNDS)
    concern = models.TextField("what worries the agency about the child")
    outcome_sought = models.TextField()
    evidence = models.TextField(blank=True)
    interim_safety = models.TextField("how the child is safe meanwhile")
    is_danger = models.BooleanField("the child was in immediate danger", default=False)
    stage = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.OPEN)
    # What was agreed or decided, or why it was withdrawn.
    resolution = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_name = models.CharField("who decided for the partnership", max_length=200, blank=True)
    dissent = models.TextField("what the raising agency still disagrees with", blank=True)
    learning_theme = models.CharField(max_length=20, choices=LearningTheme, blank=True)
    learning = models.TextField("what is learned from it", blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["stage"], condition=Q(state="open"), name="challenge_open"),
            models.Index(fields=["raising_agency", "state"]),
            models.Index(fields=["against_agency", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__gte=1, stage__lte=5), name="challenge_is_on_the_ladder"
            ),
            models.CheckConstraint(
                condition=~Q(concern="") & ~Q(outcome_sought="") & ~Q(interim_safety=""),
                name="challenge_says_what_and_how_the_child_is_safe",
            ),
            models.CheckConstraint(
                condition=~Q(raising_agency=F("against_agency")), name="challenge_is_between_two_agencies"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by=None)
                | (~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(resolution="")),
                name="ended_challenge_says_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (Q(stage=5) & ~Q(decided_by_name="") & ~Q(ended_by=F("raised_by"))),
                name="decided_at_the_top_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"challenge {self.reference}"

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == ChallengeState.OPEN

    @property
    def position(self) -> Position:
        """Where it stands in the table of moves."""
        return at_stage(self.stage) if self.is_open else Position(self.state)

    @property
    def subject(self) -> str:
        """What its clocks and notifications are called."""
        return f"challenge:{self.pk}"


class ChallengeStage(RecordedModel):
    """One stage that a challenge reached: when, how, who speaks for whom, and its clock."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="stages")
    stage = models.PositiveSmallIntegerField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=10, choices=HowMoved)
    reason = models.TextField(blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    counterpart = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["challenge", "entered_at", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "stage"], name="a_stage_once_in_a_challenge"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(left_at=None), name="one_running_stage_of_a_challenge"
            ),
            models.CheckConstraint(
                condition=~Q(how="skip") | ~Q(reason=""), name="skipped_stage_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(how="time") | Q(entered_by__isnull=False), name="only_time_moves_without_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"stage {self.stage} of challenge {self.challenge_id}"
