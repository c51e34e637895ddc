"""Forms of the directory. Choices come from the view; what may be saved is the service's question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, TeamFunction, User
from safeguarding.ui.fields import (
    CheckboxField,
    Choice,
    EmailField,
    Fieldset,
    GovukForm,
    HiddenField,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
    choosing,
)

REASON_LENGTH = 100


class PersonForm(GovukForm):
    """A person who signs in."""

    full_name = TextField("Full name", error_required="Enter their full name", autocomplete="off")
    email = EmailField(
        "Work email address",
        hint="They sign in with it, and get the link to choose a password there",
        error_required="Enter their work email address",
        autocomplete="off",
    )
    job_title = TextField("Job title", required=False)
    phone = PhoneField("Work telephone number", required=False, autocomplete="off")
    registration_number = TextField(
        "Professional registration number",
        hint="Such as Social Work England, NMC or GMC",
        required=False,
        max_length=40,
        width=20,
    )
    home_postcode = TextField(
        "Home postcode",
        hint="Only used to notice when somebody opens a record of their own address, so that it can be "
        "reviewed. Nobody else sees it",
        required=False,
        max_length=10,
        width=10,
        autocomplete="off",
    )
    agency = SelectField("Agency", error_required="Select their agency")
    team = SelectField("Team", required=False, placeholder="No team")
    role = RadiosField("Role", Role.choices, coerce=Role, error_required="Select their role")
    line_manager = SelectField("Line manager", required=False, placeholder="Nobody")
    is_safeguarding_lead = CheckboxField(
        "Safeguarding lead",
        statement="They are a safeguarding lead of their agency",
        hint="They then see every referral their agency made",
        required=False,
        mark_optional=False,
    )
    fieldsets: Sequence[Fieldset] = (
        Fieldset(
            "The person",
            ("full_name", "email", "job_title", "phone", "registration_number", "home_postcode"),
        ),
        Fieldset("Where they work", ("agency", "team", "role", "line_manager", "is_safeguarding_lead")),
    )

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[Agency],
        teams: Iterable[Team],
        managers: Iterable[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._records: dict[str, dict[str, Agency | Team | User]] = {
            "agency": {str(agency.pk): agency for agency in agencies},
            "team": {str(team.pk): team for team in teams},
            "line_manager": {str(person.pk): person for person in managers},
        }
        self._offer("agency", str)
        self._offer("team", lambda team: f"{team.agency.name}: {team.name}")
        self._offer("line_manager", lambda person: f"{person.full_name}, {person.agency.name}")

    def _offer(self, name: str, text: Any) -> None:
        texts = {key: text(record) for key, record in self._records[name].items()}
        options = [Choice(key, texts[key]) for key in sorted(texts, key=lambda key: texts[key].lower())]
        choosing(self, name).set_options(options)

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the service takes it: records in place of their keys."""
        chosen = {name: self._records[name].get(self.cleaned_data[name]) for name in self._records}
        return {**self.cleaned_data, **chosen}


class ReasonMixin(GovukForm):
    """Why a record is changed: kept with its history."""

    reason = TextField(
        "Why do you change this?",
        hint="Kept in the history. No child’s details",
        required=False,
        max_length=REASON_LENGTH,
    )


class EditPersonForm(PersonForm):
    """A person, and why they are changed."""

    reason = ReasonMixin.base_fields["reason"]
    version = HiddenField()
    fieldsets = (*PersonForm.fieldsets, Fieldset("The change", ("reason",)))

    def facts(self) -> dict[str, Any]:
        """What was filled in, without the reason and the version, which aren't facts of the person."""
        return {name: value for name, value in super().facts().items() if name not in {"reason", "version"}}


class CloseAccountForm(ReasonMixin):
    """Why an account is closed or opened again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why?"


class AgencyForm(GovukForm):
    """An agency of the partnership."""

    name = TextField("Name", error_required="Enter the agency’s name")
    kind = SelectField("Kind", AgencyKind.choices, coerce=AgencyKind, error_required="Select its kind")
    is_lead = CheckboxField(
        "Lead",
        statement="It is the local authority that leads",
        hint="Its children’s social care runs the front door",
        required=False,
        mark_optional=False,
    )
    email = EmailField("Secure mailbox", required=False, autocomplete="off")
    phone = PhoneField("Telephone number", required=False, autocomplete="off")


class EditAgencyForm(AgencyForm):
    """An agency, whether it still works here, and why it is changed."""

    is_active = CheckboxField(
        "Open", statement="It works in the partnership", required=False, mark_optional=False
    )
    reason = ReasonMixin.base_fields["reason"]
    version = HiddenField()


class TeamForm(GovukForm):
    """A team of an agency."""

    name = TextField("Name", error_required="Enter the team’s name")
    function = RadiosField(
        "What it does", TeamFunction.choices, coerce=TeamFunction, error_required="Select what it does"
    )
    email = EmailField("Team mailbox", required=False, autocomplete="off")


class EditTeamForm(TeamForm):
    """A team, whether it still works, and why it is changed."""

    is_active = CheckboxField("Open", statement="The team exists", required=False, mark_optional=False)
    reason = ReasonMixin.base_fields["reason"]
    version = HiddenField()
