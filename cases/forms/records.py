"""Forms on a child's record: events, involvement, allocation."""

from __future__ import annotations

from typing import Any, Final

from cases.forms.people import why
from cases.states import (
    WRITTEN_BY_THE_SERVICE,
    EventKind,
    InvolvementRole,
    Sensitivity,
    Significance,
)
from safeguarding.rules import was_not_brought
from safeguarding.rules.themes import THEME_CHOICES
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateTimeField,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
)

READERS: Final = {
    Sensitivity.SHARED: "Everyone involved with the child; it may also be shared with the family",
    Sensitivity.PROFESSIONALS: "Every involved agency and children’s social care; not the family",
    Sensitivity.OWN_AGENCY: "Only people of your own agency who may see the child",
    Sensitivity.SOCIAL_CARE: "Only children’s social care",
    Sensitivity.POLICE: "Only the police",
    Sensitivity.SUPERVISION: "Only you and managers of children’s social care",
}


def sensitivity_choices(levels: list[Sensitivity]) -> list[Choice]:
    """The levels a writer may choose from, each with who will read the line."""
    return [Choice(level.value, level.label, hint=READERS[level]) for level in levels]


class EventForm(GovukForm):
    """Something that happened to the child."""

    kind = SelectField(
        "What kind of thing happened?",
        [(kind.value, kind.label) for kind in EventKind if kind not in WRITTEN_BY_THE_SERVICE],
        coerce=EventKind,
        error_required="Select what kind of thing happened",
    )
    occurred_at = DateTimeField("When did it happen?", future=False, error_required="Enter when it happened")
    what_happened = TextAreaField(
        "What happened?",
        rows=8,
        max_length=8000,
        hint="Facts first: who saw or heard what, and the child’s own words",
        error_required="Say what happened",
    )
    impact_on_child = TextAreaField(
        "What did it mean for the child?", required=False, rows=3, max_length=2000
    )
    significance = RadiosField(
        "How much does it weigh?",
        Significance.choices,
        coerce=Significance,
        error_required="Select how much it weighs",
    )
    themes = CheckboxesField("Themes", THEME_CHOICES, required=False, small=True)
    sensitivity = RadiosField("Who may see it?", coerce=Sensitivity, error_required="Select who may see it")

    def clean(self) -> dict[str, Any]:
        """Of an appointment, refuse words that say a child failed to attend."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("kind") in {EventKind.WAS_NOT_BROUGHT, EventKind.HEALTH_ATTENDANCE}:
            for name in ("what_happened", "impact_on_child"):
                why_not = was_not_brought.refusal(str(told.get(name) or ""))
                if why_not:
                    self.add_error(name, why_not)
        return told


class CorrectionForm(GovukForm):
    """A line of the chronology said better."""

    what_happened = TextAreaField(
        "What happened?", rows=8, max_length=8000, error_required="Say what happened"
    )
    reason = why("Why is it corrected?")


class InvolvementForm(GovukForm):
    """Somebody who will be able to open the record."""

    who = SelectField("Who becomes involved?", error_required="Select who becomes involved")
    role = SelectField(
        "In what part?",
        InvolvementRole.choices,
        coerce=InvolvementRole,
        error_required="Select in what part they are involved",
    )
    reason = why("Why do they need to see this record?")


class EndInvolvementForm(GovukForm):
    """Somebody is no longer involved."""

    reason = why("Why does their involvement end?")
