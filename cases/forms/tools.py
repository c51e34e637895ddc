"""Forms of assessment tools: a result, what became of it, how a tool is set up, the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.models.tool import DIRECTIONS, Marac
from cases.services.tool_setup import HIGHEST_SCORE, MOST_LETTERS
from safeguarding.rules.themes import TOOL_CHOICES
from safeguarding.rules.tools import Tool
from safeguarding.ui.fields import (
    Choice,
    DateField,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
    choosing,
)

_OBSERVED = ("observed_from", "observed_until", "carer")
_ADVICE = ("consulted", "supervisor", "supervisor_on", "supervisor_advice", "no_supervisor_reason")
_DECIDED = ("judgement", "marac", "marac_reason")


class ResultForm(GovukForm):
    """A result: the observation, a score for each area, the evidence, the advice."""

    observed_from = DateField(
        "From which day was the child observed?", future=False, error_required="Enter the first day"
    )
    observed_until = DateField("Until which day?", future=False, error_required="Enter the last day")
    carer = TextField(
        "Whose care is it about?", max_length=200, error_required="Enter whose care it is about"
    )
    evidence = TextAreaField(
        "What is the evidence?",
        rows=8,
        max_length=20000,
        hint="In your own words: what was seen and said. Don’t copy the tool’s text.",
        error_required="Enter the evidence in your own words",
    )
    analysis = TextAreaField("What does it mean for the child?", rows=6, max_length=20000, required=False)
    consulted = YesNoField(
        "Have you consulted your supervisor?",
        yes_reveals=("supervisor", "supervisor_on", "supervisor_advice"),
        no_reveals=("no_supervisor_reason",),
        error_required="Select if you have consulted your supervisor",
    )
    supervisor = TextField("Whom?", max_length=200, error_required="Enter whom you consulted")
    supervisor_on = DateField("When?", future=False, error_required="Enter when you consulted them")
    supervisor_advice = TextAreaField("What did they advise?", rows=4, max_length=8000, required=False)
    no_supervisor_reason = TextAreaField(
        "Why not?", rows=3, max_length=4000, error_required="Enter why you didn’t consult them"
    )
    judgement = TextAreaField(
        "Your professional judgement",
        rows=4,
        max_length=8000,
        hint="It counts beside the score",
        error_required="Enter your professional judgement",
    )
    marac = RadiosField(
        "Is it referred to MARAC?",
        [Choice(Marac.REFERRED.value, "Yes"), Choice(Marac.NOT_REFERRED.value, "No")],
        hint="The multi-agency risk assessment conference about domestic abuse",
        error_required="Select if it is referred to MARAC",
    )
    marac_reason = TextAreaField(
        "Why, or why not?", rows=3, max_length=4000, error_required="Enter why, or why not"
    )

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        """Ask for a score of each area, and for what this tool asks beside them."""
        super().__init__(*args, **kwargs)
        scores = []
        for area in tool.areas:
            scores.append(f"score_{area.code}")
            self.fields[scores[-1]] = WholeNumberField(
                area.label,
                min_value=tool.lowest,
                max_value=tool.highest,
                width=3,
                error_required=f"Enter the score for {area.label.lower()}",
            )
        left_out = ([] if tool.asks_carer else ["carer"]) + ([] if tool.asks_marac else list(_DECIDED))
        for name in left_out:
            del self.fields[name]
        self.fieldsets = [
            Fieldset("The observation", tuple(name for name in _OBSERVED if name in self.fields)),
            Fieldset("Scores", tuple(scores), hint=f"On the scale {tool.scale}."),
            Fieldset("Evidence", ("evidence", "analysis")),
            *([Fieldset("Judgement and MARAC", _DECIDED)] if tool.asks_marac else []),
            Fieldset("Supervisor", _ADVICE),
        ]
        self.order_fields([name for fieldset in self.fieldsets for name in fieldset.fields])


class OutcomeForm(GovukForm):
    """What MARAC decided."""

    outcome = TextAreaField(
        "What did MARAC decide?", rows=5, max_length=8000, error_required="Enter what MARAC decided"
    )


class TakeBackForm(GovukForm):
    """Why a result is wrong."""

    reason = TextAreaField(
        "What was wrong with it?", rows=4, max_length=4000, error_required="Say what was wrong with it"
    )


class ToolForm(GovukForm):
    """How a tool is set up."""

    label = TextField("Name of the tool", max_length=100, error_required="Enter the tool’s name")
    licence = TextAreaField(
        "Whose is it, and what may be kept of it?",
        rows=3,
        max_length=MOST_LETTERS,
        hint="Shown wherever the tool is used. No text of the tool itself is kept here.",
        error_required="Enter whose the tool is and what may be kept of it",
    )
    prompted_by = SelectField(
        "Which concern asks for it?",
        TOOL_CHOICES,
        required=False,
        placeholder="None",
        hint="The concern is asked about until there is a result of one of its tools",
    )
    areas = TextAreaField(
        "Areas that are scored",
        rows=6,
        max_length=2000,
        hint="Each on a line of its own, in their order. One line “Overall” where there is one score.",
        error_required="Enter at least one area",
    )
    lowest = WholeNumberField(
        "Lowest score", min_value=0, max_value=HIGHEST_SCORE, width=3, error_required="Enter the lowest score"
    )
    highest = WholeNumberField(
        "Highest score",
        min_value=1,
        max_value=HIGHEST_SCORE,
        width=3,
        error_required="Enter the highest score",
    )
    direction = RadiosField(
        "Which end is the best for the child?", DIRECTIONS, error_required="Select which end is the best"
    )
    needs_accreditation = YesNoField(
        "May only those use it who are accredited?",
        yes_reveals=("accredited_for_months",),
        error_required="Select if it needs an accreditation",
    )
    accredited_for_months = WholeNumberField(
        "For how many months does an accreditation last?",
        min_value=1,
        max_value=120,
        width=3,
        required=False,
        hint="Leave it empty when it doesn’t end",
    )
    asks_carer = YesNoField(
        "Does it ask whose care it is about?", error_required="Select if it asks whose care"
    )
    asks_marac = YesNoField(
        "Does it ask about MARAC and professional judgement?", error_required="Select if it asks about MARAC"
    )
    is_in_use = YesNoField("Is it in use?", error_required="Select if it is in use")
    reason = TextAreaField(
        "Why is it set up or changed?",
        rows=3,
        max_length=MOST_LETTERS,
        hint="Everybody who uses the service can read this.",
        error_required="Enter why",
    )
    seen = HiddenField("Newest line", required=False)


class AccreditForm(GovukForm):
    """Somebody is accredited."""

    user = SelectField("Who is accredited?", error_required="Select who is accredited")
    tool = SelectField("For which tool?", error_required="Select the tool")
    since = DateField("From which day?", future=False, error_required="Enter from which day")
    note = TextField("Course or certificate", max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        tools: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer who works with children, and the tools that need an accreditation."""
        super().__init__(*args, **kwargs)
        choosing(self, "user").set_options(people)
        choosing(self, "tool").set_options(tools)


class WithdrawForm(GovukForm):
    """An accreditation ends."""

    withdrawn_on = DateField("From which day?", future=False, error_required="Enter from which day")
    reason = TextAreaField("Why?", rows=3, max_length=MOST_LETTERS, error_required="Enter why")
