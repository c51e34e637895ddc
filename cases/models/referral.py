"""A referral: a concern about one child or several, and what was decided for each."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.person import Sex
from cases.states import ContactKind, ReferralChildState, ReferralOutcome, ToldHow
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class ParentsKnow(models.TextChoices):
    """What the parents know of the referral."""

    AGREE = "agree", "They know and agree"
    DISAGREE = "disagree", "They know and don't agree"
    UNSAFE = "unsafe", "Not told, because telling them could put the child or others at risk"
    NOT_YET = "not_yet", "Not told yet, for another reason"


class SharingBasis(models.TextChoices):
    """The ground on which the information is shared (law, not consent, by default)."""

    SAFEGUARDING = "safeguarding", "To safeguard a child: the law allows or requires it"
    CONSENT = "consent", "With the family's agreement"


class Level(models.IntegerChoices):
    """Levels of need of the local threshold document."""

    UNIVERSAL = 1, "Level 1: universal"
    EARLY_HELP = 2, "Level 2: early help"
    CHILD_IN_NEED = 3, "Level 3: child in need"
    CHILD_PROTECTION = 4, "Level 4: child protection"


class Referral(RecordedModel):
    """What a referrer told the front door; never changed after it was sent, only added to."""

    reference = models.CharField(max_length=10, unique=True)
    draft_key = models.UUIDField(null=True, blank=True, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    received_at = models.DateTimeField()
    source_code = models.CharField("referral source", max_length=2)
    # Who it comes from, when the author writes down what somebody else reported.
    is_for_someone_else = models.BooleanField(default=False)
    referrer_name = models.CharField(max_length=200, blank=True)
    referrer_role = models.CharField(max_length=200, blank=True)
    referrer_phone = models.CharField(max_length=40, blank=True)
    referrer_email = models.EmailField(blank=True)
    referrer_is_anonymous = models.BooleanField(default=False)
    family_known = models.TextField("what is known of the family", blank=True)
    address_lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address_is_confidential = models.BooleanField(default=False)
    what_happened = models.TextField()
    happened_on = models.DateField(null=True, blank=True)
    happened_when = models.CharField(max_length=200, blank=True)
    daily_life = models.TextField("the child's daily lived experience")
    voice = models.TextField("what the child says", blank=True)
    voice_missing_reason = models.TextField(blank=True)
    themes = ArrayField(models.CharField(max_length=40), default=list)
    level = models.PositiveSmallIntegerField(choices=Level)
    criteria = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    level_rationale = models.TextField()
    tool_used = models.CharField(max_length=40, blank=True)
    tool_result = models.TextField(blank=True)
    crime_alleged = models.BooleanField(default=False)
    crime_details = models.TextField(blank=True)
    immediate_danger = models.BooleanField(default=False)
    danger_details = models.TextField(blank=True)
    parents_know = models.CharField(max_length=10, choices=ParentsKnow)
    parents_know_reason = models.TextField(blank=True)
    sharing_basis = models.CharField(max_length=15, choices=SharingBasis, default=SharingBasis.SAFEGUARDING)
    sharing_note = models.TextField(blank=True)
    males = models.TextField("fathers and other males", blank=True)
    siblings = models.TextField("other children", blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["author", "-received_at"]),
            models.Index(fields=["agency", "-received_at"]),
            models.Index(fields=["-received_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="level_is_one_to_four")
        ]

    def __str__(self) -> str:
        return self.reference


class ReferralAdult(RecordedModel):
    """An adult the referrer named: parents, partners, other males of the household."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="adults")
    name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=100)
    date_of_birth = models.DateField(null=True, blank=True)
    is_male = models.BooleanField(default=False)
    in_household = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.referral_id} {self.relationship}"


class ReferralChild(RecordedModel):
    """One child of a referral as the referrer named them, and the record the front door found."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveSmallIntegerField()
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    is_unborn = models.BooleanField(default=False)
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_birth_estimated = models.BooleanField(default=False)
    expected_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    school = models.CharField("school or nursery", max_length=200, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    communication_needs = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ReferralChildState, default=ReferralChildState.RECEIVED)
    contact_kind = models.CharField(max_length=10, choices=ContactKind, default=ContactKind.UNKNOWN)
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="referral_children"
    )
    matched_at = models.DateTimeField(null=True, blank=True)
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_re_referral = models.BooleanField(default=False)

    class Meta:
        ordering = ["referral", "position"]
        indexes = [
            models.Index(fields=["child", "state"]),
            models.Index(fields=["state"], condition=~Q(state="decided"), name="referral_child_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="referral_child_position_once"),
            models.CheckConstraint(
                condition=Q(state="received", child=None, matched_at=None, matched_by=None)
                | Q(~Q(state="received"), child__isnull=False, matched_at__isnull=False),
                name="matched_referral_child_has_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id}/{self.position}"

    @property
    def name(self) -> str:
        """The name as the referrer gave it."""
        full = " ".join(part for part in (self.given_name, self.family_name) if part)
        return full or ("Unborn child" if self.is_unborn else "Name not known")


class ReferralDecision(RecordedModel):
    """A manager's decision on one child's part; a reconsidered one stays, marked superseded."""

    referral_child = models.ForeignKey(ReferralChild, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=ReferralOutcome)
    level = models.PositiveSmallIntegerField(choices=Level)
    criteria = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    rationale = models.TextField()
    reasons_for_referrer = models.TextField()
    transfer_to = models.CharField(max_length=150, blank=True)
    sexual_abuse_considered = models.TextField(blank=True)
    neglect_considered = models.TextField(blank=True)
    other_signs_considered = models.TextField(blank=True)
    cause_considered = models.TextField(blank=True)
    re_referral_cause = models.CharField(max_length=20, blank=True)
    re_referral_note = models.TextField(blank=True)
    strategy_declined_reason = models.TextField(blank=True)
    # What the decider was shown (cases.queries.digest), kept as it was.
    digest = models.JSONField(encoder=DjangoJSONEncoder)
    suggestion = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referral_decisions"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=15, choices=ToldHow, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral_child"],
                condition=Q(superseded_at=None),
                name="one_standing_decision",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_how="") | (Q(told_at__isnull=False) & ~Q(told_how="")),
                name="told_says_how",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, superseded_by=None, superseded_reason="")
                | (Q(superseded_at__isnull=False, superseded_by__isnull=False) & ~Q(superseded_reason="")),
                name="superseded_decision_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.referral_child_id}"
