"""Forms about a plan as a whole: begun, worded, its category, its pace of visits, shared, ended."""

from __future__ import annotations

from cases.forms.people import why
from cases.plan_states import PracticeModel, SharedHow
from cases.states import PlanKind
from safeguarding.rules import codes
from safeguarding.ui.fields import (
    Choice,
    DateField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
)


class StartForm(GovukForm):
    """A child in need or an early help plan begins."""

    kind = RadiosField(
        "Which plan begins?",
        [
            Choice(PlanKind.CHILD_IN_NEED.value, PlanKind.CHILD_IN_NEED.label),
            Choice(PlanKind.EARLY_HELP.value, PlanKind.EARLY_HELP.label),
        ],
        coerce=PlanKind,
        error_required="Select which plan begins",
        hint="A child protection plan begins at its conference",
    )
    started_on = DateField(
        "From which day?", future=False, error_required="Enter the day from which the plan runs"
    )
    lead = SelectField(
        "Who leads the plan?",
        required=False,
        placeholder="Somebody who is not in the list",
        hint="The lead practitioner, of any agency that is involved",
    )
    lead_name = TextField(
        "Name of the lead, if they are not in the list", required=False, max_length=200, width=20
    )
    oversight = SelectField(
        "Which social worker oversees it?",
        required=False,
        placeholder="Nobody beside the lead",
        hint="A child in need plan that another agency leads is overseen by a social worker",
    )


class WordsForm(GovukForm):
    """What the plan says as a whole."""

    danger_statement = TextAreaField(
        "Danger statement",
        required=False,
        rows=5,
        max_length=4000,
        hint="Who is worried about what, and what it does to the child; in words that the family uses",
    )
    safety_goal = TextAreaField(
        "Safety goal",
        required=False,
        rows=5,
        max_length=4000,
        hint="What will be seen in the child’s daily life once it is safe enough",
    )
    contingency = TextAreaField(
        "What happens if the plan does not work?", required=False, rows=4, max_length=4000
    )
    practice_model = RadiosField(
        "Practice model",
        [(value or "none", label) for value, label in PracticeModel.choices],
        coerce=lambda value: PracticeModel("" if value == "none" else value),
        error_required="Select the practice model, or none",
    )
    version = HiddenField()


class VisitPaceForm(GovukForm):
    """How often the plan asks for visits."""

    days = WholeNumberField(
        "Working days between two visits",
        required=False,
        min_value=1,
        max_value=60,
        suffix="working days",
        width=3,
        hint="Leave it empty for the time limit’s own. Less often needs a conference chair.",
    )
    version = HiddenField()


class CategoryForm(GovukForm):
    """Another category of abuse."""

    category = RadiosField(
        "Category of abuse",
        codes.CATEGORY_OF_ABUSE,
        error_required="Select the category of abuse",
    )
    reason = why("Why does it change?")


class EndForm(GovukForm):
    """A child in need or an early help plan ends."""

    ended_on = DateField("On which day did it end?", future=False, error_required="Enter the day it ended")
    reason = why("Why does it end?")


class MoveForm(GovukForm):
    """Another authority takes the plan over."""

    authority = TextField(
        "Which authority takes it over?", max_length=150, error_required="Enter the authority"
    )
    ended_on = DateField(
        "From which day is it theirs?",
        future=False,
        hint="The plan ends here on that day",
        error_required="Enter the day from which it is theirs",
    )


class ShareForm(GovukForm):
    """The plan was shared with somebody of the family, or there is a reason why not."""

    with_whom = TextField(
        "With whom?", max_length=200, width=20, error_required="Enter with whom the plan was shared, or not"
    )
    relationship = TextField("What are they to the child?", required=False, max_length=100, width=20)
    is_shared = YesNoField(
        "Do they have the plan?",
        yes_reveals=("shared_on", "how"),
        no_reveals=("not_shared_reason",),
        error_required="Select whether they have the plan",
    )
    shared_on = DateField("On which day?", future=False, error_required="Enter the day")
    how = RadiosField("How?", SharedHow.choices, error_required="Select how it was shared")
    not_shared_reason = TextAreaField(
        "Why not?", rows=3, max_length=2000, error_required="Enter why the plan was not shared with them"
    )


class ScaleForm(GovukForm):
    """How safe somebody says that the child is."""

    who = TextField(
        "Who gave the number?", max_length=200, width=20, error_required="Enter who gave the number"
    )
    score = WholeNumberField(
        "From 0 to 10",
        min_value=0,
        max_value=10,
        width=2,
        hint="0: the danger is as great as it was. 10: safe enough that no plan is needed.",
        error_required="Enter a number from 0 to 10",
    )
    reason = TextAreaField("Why this number?", required=False, rows=3, max_length=2000)
