"""Forms about those who are asked to a meeting: asking, answering, taking back, their report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from cases.meeting_states import CopyKind, Reply
from safeguarding.accounts.models import AgencyKind
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    EmailField,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)


def _part() -> TextField:
    return TextField(
        "What are they asked for?", required=False, hint="For example, the health of the children"
    )


def _is_required() -> CheckboxField:
    return CheckboxField(
        "Do they have to come?", statement="The meeting shouldn’t be held without them", required=False
    )


class InviteForm(GovukForm):
    """Somebody with an account, or those on duty."""

    who = SelectField(
        "Who is asked?",
        hint="An agency or a team stands for its people on duty: one of them takes the invitation on. "
        "Whoever is asked by name sees the children’s records.",
        error_required="Select who is asked",
    )
    part = _part()
    is_required = _is_required()

    def __init__(self, *args: Any, candidates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take whom one can ask."""
        super().__init__(*args, **kwargs)
        cast(SelectField, self.fields["who"]).set_options(candidates)


class OutsideForm(GovukForm):
    """Somebody outside the system."""

    name = TextField("Their name", error_required="Enter their name")
    email = EmailField("Their e-mail address", required=False)
    agency_kind = SelectField(
        "What kind of agency do they come from?",
        [(kind.value, kind.label) for kind in AgencyKind],
        required=False,
        placeholder="None: family or a friend",
    )
    agency_name = TextField("Name of their agency", required=False)
    part = _part()
    copy_kind = RadiosField(
        "Which copy of the minutes do they receive?",
        [(kind.value, kind.label) for kind in (CopyKind.PARENTS, CopyKind.PROFESSIONAL, CopyKind.NONE)],
        coerce=CopyKind,
        error_required="Select which copy they receive",
    )
    about = CheckboxesField(
        "Of which children may they read?",
        hint="A parent reads of their own children alone.",
        error_required="Select of which children they may read",
    )
    is_required = _is_required()

    def __init__(self, *args: Any, children: Sequence[Any], **kwargs: Any) -> None:
        """Take the children of the meeting."""
        super().__init__(*args, **kwargs)
        cast(CheckboxesField, self.fields["about"]).set_options(
            [Choice(str(one.pk), one.person.name) for one in children]
        )


class AnswerForm(GovukForm):
    """Coming, not coming, or sending somebody."""

    reply = RadiosField(
        "Will you come?",
        [
            Choice(Reply.ACCEPTED.value, "Yes"),
            Choice(Reply.DECLINED.value, "No"),
            Choice(Reply.DEPUTY.value, "No, somebody else comes instead", reveals=("deputy_name",)),
        ],
        coerce=Reply,
        error_required="Select whether you will come",
    )
    deputy_name = TextField("Who comes instead?", error_required="Enter who comes instead")
    note = TextField("Anything the chair should know", required=False, max_length=500)


class WithdrawForm(GovukForm):
    """Not asked any more."""

    reason = TextAreaField(
        "Why is the invitation taken back?",
        rows=3,
        max_length=300,
        hint="Whoever sees the children’s records for this meeting alone doesn’t see them any more.",
        error_required="Enter why the invitation is taken back",
    )


class ReportForm(GovukForm):
    """An agency's written report."""

    text = TextAreaField(
        "The report",
        rows=15,
        max_length=50000,
        hint="Everybody who takes part in the meeting can read it.",
        error_required="Enter the report",
    )
