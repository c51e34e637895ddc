"""Anyone with a name, child or adult: one table, because today's parent was yesterday's child."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from cases.states import RelationshipKind
from safeguarding.audit.models import RecordedModel


class Sex(models.TextChoices):
    """Sex as the children in need census codes it."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known, or not yet born"


class Person(RecordedModel):
    """A person: names, dates, identity numbers, needs."""

    given_name = models.CharField("first name", max_length=100, blank=True)
    family_name = models.CharField("last name", max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_birth_estimated = models.BooleanField(default=False)
    expected_date = models.DateField("expected date of birth", null=True, blank=True)
    date_of_death = models.DateField(null=True, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    disabilities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    communication_needs = models.TextField(blank=True)
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    upn = models.CharField("unique pupil number", max_length=13, blank=True)
    upn_unknown_reason = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["date_of_birth"]),
            models.Index(fields=["nhs_number"], condition=~Q(nhs_number=""), name="person_nhs_number"),
            models.Index(fields=["upn"], condition=~Q(upn=""), name="person_upn"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_of_death=None)
                | Q(date_of_birth=None)
                | Q(date_of_death__gte=F("date_of_birth")),
                name="death_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name as shown; an unborn child may have none yet."""
        full = " ".join(part for part in (self.given_name, self.family_name) if part)
        if not full:
            return "Unborn child" if self.expected_date else "Name not known"
        return f"{full} (known as {self.known_as})" if self.known_as else full


class NameKind(models.TextChoices):
    """What kind of name it is."""

    MAIN = "main", "Current name"
    ALIAS = "alias", "Also known as"
    PREVIOUS = "previous", "Previous name"


class PersonName(RecordedModel):
    """One name of a person, the current one included, in the form that search looks through.

    `searched` is the whole name, lower case and without accents (safeguarding.rules.names.normalise).
    `sounds` holds the codes of how its words sound (filled by the database's double metaphone).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=10, choices=NameKind, default=NameKind.ALIAS)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    searched = models.CharField(max_length=220)
    sounds = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(OpClass(F("searched"), name="gin_trgm_ops"), name="name_searched_trigrams"),
            GinIndex(fields=["sounds"], name="name_sounds"),
            models.Index(fields=["person", "kind"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="main", ended_at=None), name="one_current_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Address(RecordedModel):
    """Where a person lived from and until; a confidential one never leaves to those who may not see it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    lines = models.CharField("address", max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    searched = models.CharField(max_length=320, editable=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_confidential = models.BooleanField(default=False)
    confidential_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        ordering = [F("until").desc(nulls_first=True), F("since").desc(nulls_last=True)]
        indexes = [
            GinIndex(OpClass(F("searched"), name="gin_trgm_ops"), name="address_searched_trigrams"),
            models.Index(fields=["postcode"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="address_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.lines, self.postcode) if part)


class ContactKindOf(models.TextChoices):
    """A way to reach a person."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"
    OTHER = "other", "Other"


class ContactDetail(RecordedModel):
    """A phone number or e-mail address of a person, and whether it is safe to use."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_details")
    kind = models.CharField(max_length=10, choices=ContactKindOf)
    value = models.CharField(max_length=200)
    is_safe = models.BooleanField("safe to use", default=True)
    note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.value


class Relationship(RecordedModel):
    """What `person` is to `relative_of`: "Mary is the mother of Jo"."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    relative_of = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    kind = models.CharField(max_length=20, choices=RelationshipKind)
    has_parental_responsibility = models.BooleanField(default=False)
    in_household = models.BooleanField("lives in the child's household", default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["relative_of", "kind"]), models.Index(fields=["person", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("relative_of")), name="nobody_is_their_own_relative"
            ),
            models.UniqueConstraint(
                fields=["person", "relative_of", "kind"],
                condition=Q(until=None),
                name="relationship_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
