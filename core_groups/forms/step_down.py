"""A step-down: its proposal, the summary, the receiving agency's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeguarding.accounts.models import Agency, Team, User
from safeguarding.ui.fields import (
    Choice,
    DateField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choosing,
)


class ProposeForm(GovukForm):
    """Why, who leads, when they first meet, who takes it on."""

    reason = TextAreaField(
        "Why is less enough now?",
        rows=5,
        max_length=4000,
        hint="What changed for the child, and how we know",
        error_required="Enter why less is enough now",
    )
    lead = SelectField(
        "Who is the lead professional?", required=False, mark_optional=False, placeholder="Somebody else"
    )
    lead_name = TextField("Name of a lead professional who isn’t in the list", max_length=200, required=False)
    first_meeting_on = DateField(
        "When do they first meet?",
        hint="The family and everyone who stays with the child",
        error_required="Enter the date of the first meeting",
    )
    taker = SelectField(
        "Who takes it on?",
        hint="They may read the record from now on, and accept or refuse",
        error_required="Select which agency takes it on",
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[User],
        agencies: Sequence[Agency],
        teams: Sequence[Team],
        **kwargs: Any,
    ) -> None:
        """`people` who may lead; `agencies` and `teams` that may take it on."""
        super().__init__(*args, **kwargs)
        choosing(self, "lead").set_options(
            [Choice(str(each.pk), f"{each.full_name}, {each.agency.name}") for each in people]
        )
        by_agency: dict[int, list[Team]] = {}
        for team in teams:
            by_agency.setdefault(team.agency_id, []).append(team)
        options = []
        for agency in agencies:
            options.append(Choice(f"agency-{agency.pk}", agency.name))
            options += [
                Choice(f"team-{team.pk}", f"{agency.name}: {team.name}")
                for team in by_agency.get(agency.pk, ())
            ]
        choosing(self, "taker").set_options(options)


class SummaryForm(GovukForm):
    """The transfer summary."""

    summary = TextAreaField(
        "Transfer summary",
        rows=24,
        max_length=20000,
        hint="It was made from the record. Change what isn’t clear to somebody who hasn’t met the child.",
        error_required="Enter the transfer summary",
    )
    version = HiddenField()


class AnswerForm(GovukForm):
    """The receiving agency's answer."""

    answer = RadiosField(
        "Does your agency take it on?",
        [Choice("accept", "Yes, we take it on"), Choice("refuse", "No", reveals=("reason",))],
        error_required="Select whether your agency takes it on",
    )
    reason = TextAreaField(
        "Why not?", rows=4, max_length=4000, error_required="Enter why your agency doesn’t take it on"
    )


class DropForm(GovukForm):
    """Why a step-down isn't pursued."""

    reason = TextAreaField(
        "Why isn’t it pursued?", rows=4, max_length=4000, error_required="Enter why it isn’t pursued"
    )
