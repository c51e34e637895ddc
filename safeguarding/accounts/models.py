"""Agencies, teams and the people who work in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords


class AgencyKind(models.TextChoices):
    """The kinds of organisation that work together for children."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Children's social care"
    POLICE = "police", "Police"
    GP_PRACTICE = "gp_practice", "GP practice"
    HOSPITAL = "hospital", "Hospital"
    HEALTH_VISITING = "health_visiting", "Health visiting"
    SCHOOL_NURSING = "school_nursing", "School nursing"
    MENTAL_HEALTH = "mental_health", "Mental health"
    SCHOOL = "school", "School"
    EARLY_YEARS = "early_years", "Early years"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    EARLY_HELP = "early_help", "Early help"
    ADULT_SERVICES = "adult_services", "Adult services"
    LEGAL = "legal", "Legal"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    PARTNERSHIP = "partnership", "The partnership's office"


class TeamFunction(models.TextChoices):
    """What a team does, where the software treats it differently for it."""

    FRONT_DOOR = "front_door", "Front door"
    CHILD_PROTECTION = "child_protection", "Child protection"
    CONFERENCING = "conferencing", "Conferences and reviews"
    OTHER = "other", "Other"


class Role(models.TextChoices):
    """What a person may do; what they may do it to is the gate's question."""

    PRACTITIONER = "practitioner", "Practitioner"
    MANAGER = "manager", "Manager"
    SENIOR_MANAGER = "senior_manager", "Senior manager or head of service"
    CONFERENCE_CHAIR = "conference_chair", "Conference chair"
    BUSINESS_SUPPORT = "business_support", "Business support"
    PARTNERSHIP_ADMIN = "partnership_admin", "Partnership admin"
    SYSTEM_ADMIN = "system_admin", "System admin"


class Agency(models.Model):
    """One organisation of the partnership; its group holds the grants made to the whole agency."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=AgencyKind)
    is_lead = models.BooleanField("the local authority that leads", default=False)
    email = models.EmailField("secure mailbox", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="agency_name_once"),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(is_lead=True),
                name="one_lead_agency_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of an agency; its group holds the grants made to the team."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    function = models.CharField(max_length=20, choices=TeamFunction, default=TeamFunction.OTHER)
    email = models.EmailField("team mailbox", blank=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="team")
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["agency__name", "name"]
        constraints = [models.UniqueConstraint("agency", Lower("name"), name="team_name_once_in_agency")]

    def __str__(self) -> str:
        return f"{self.name}, {self.agency.name}"


class UserQuerySet(models.QuerySet["User"]):
    """Users, whose agency and team come along and are never locked with them."""

    def select_for_update(
        self,
        nowait: bool = False,
        skip_locked: bool = False,
        of: Sequence[str] = ("self",),
        no_key: bool = False,
    ) -> Self:
        """Lock the users alone: PostgreSQL refuses to lock a team that may not be there."""
        return super().select_for_update(nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail address, whatever its case."""

    def get_queryset(self) -> UserQuerySet:
        """Users with their agency and team, which the gate asks for at every step."""
        return UserQuerySet(self.model, using=self._db).select_related("agency", "team")

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this e-mail address; raises User.DoesNotExist."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Never deleted: what they did stays on record under their name."""

    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="users")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="users")
    role = models.CharField(max_length=20, choices=Role, default=Role.PRACTITIONER)
    line_manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="direct_reports"
    )
    is_safeguarding_lead = models.BooleanField("safeguarding lead of their agency", default=False)
    registration_number = models.CharField("professional registration number", max_length=40, blank=True)
    # For one purpose: a look at a record of the person's own address is reviewed (rules.unusual_access).
    home_postcode = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    class Meta:
        ordering = ["full_name"]
        indexes = [models.Index(fields=["agency", "role"]), models.Index(fields=["team", "role"])]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; signing in (last_login) and a new password hash are no change of the record."""
        fields = kwargs.get("update_fields")
        quiet = fields is not None and set(fields) <= {"last_login", "password"}
        if not quiet:
            super().save(*args, **kwargs)
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    def get_full_name(self) -> str:
        """The name as others see it."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.full_name.split()[0] if self.full_name else ""

    @property
    def is_social_care(self) -> bool:
        """Whether the person works in the lead authority's children's social care."""
        return self.agency.is_lead and self.agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE


class Cover(models.Model):
    """Somebody's deputy while they are away: alerts reach the deputy too, from and until those days.

    Both days are included. Ended early rather than deleted: one that is ended (`ended_at`) doesn't hold any
    more, whatever its days say.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covering")
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["user", "ends_on"]), models.Index(fields=["deputy", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="cover_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(user=models.F("deputy")), name="nobody_covers_themselves"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_cover_has_who_ended_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.user_id}, {self.starts_on} to {self.ends_on}"
