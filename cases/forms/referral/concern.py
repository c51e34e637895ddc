"""The concern itself: what happened, the child's day and voice, themes, level."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.forms.referral.section import LONG_TEXT, SHORT_TEXT, SectionForm
from cases.services.referral_facts import tool_choices
from safeguarding.rules import themes, thresholds
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    DateField,
    RadiosField,
    TextAreaField,
    TextField,
    YesNoField,
)


class HappenedForm(SectionForm):
    """What happened and when."""

    what_happened = TextAreaField(
        "What happened?",
        rows=12,
        max_length=LONG_TEXT,
        hint="What was seen, heard or said, by whom and where. Keep facts apart from what you think of them.",
        error_required="Enter what happened",
    )
    happened_on = DateField(
        "When did it happen?",
        future=False,
        required=False,
        mark_optional=False,
        in_errors="The date it happened",
        hint="If it was on one day. For example, 27 3 2026",
    )
    happened_when = TextField(
        "Or describe when",
        required=False,
        mark_optional=False,
        hint="For example, most mornings since the summer.",
    )

    def clean(self) -> dict[str, Any]:
        """A date, or words for it."""
        data = self.cleaned_data
        said = data.get("happened_on") or data.get("happened_when")
        if not said and not {"happened_on", "happened_when"} & set(self.errors):
            self.add_error("happened_on", "Enter the date it happened, or describe when")
        return data

    def facts(self, today: date) -> dict[str, Any]:
        """What happened and when."""
        return dict(self.cleaned_data)


class LifeForm(SectionForm):
    """The child's day, and the child's voice."""

    daily_life = TextAreaField(
        "What is a day in the life of this child like?",
        rows=12,
        max_length=LONG_TEXT,
        hint="From waking up to going to bed: who is there, food, warmth, sleep, school, play, what the "
        "child is afraid of, who they turn to. If there are several children, say it for each.",
        error_required="Enter what daily life is like for the child",
    )
    heard = YesNoField(
        "Has the child said or shown how they feel about it?",
        yes_reveals=("voice",),
        no_reveals=("voice_missing_reason",),
        error_required="Select yes if the child has said or shown how they feel",
    )
    voice = TextAreaField(
        "What did the child say or show?",
        max_length=LONG_TEXT,
        hint="In the child's own words if you can. For a baby or a child who does not speak, what you saw.",
        error_required="Enter what the child said or showed",
    )
    voice_missing_reason = TextAreaField(
        "Why is the child's voice not known?",
        max_length=SHORT_TEXT,
        error_required="Enter why the child's voice is not known",
    )

    def facts(self, today: date) -> dict[str, Any]:
        """The day and the voice."""
        return {name: value for name, value in self.cleaned_data.items() if name != "heard"}


class ConcernsForm(SectionForm):
    """Themes, group by group, and the tool that was used."""

    tool = RadiosField(
        "Have you used an assessment tool?",
        [
            *(Choice(code, label, reveals=(f"result_{code}",)) for code, label in tool_choices()),
            Choice("none", "No tool was used", divider="or", reveals=("result_none",)),
        ],
        error_required="Select the tool you used, or that no tool was used",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a question for each group of themes, and one for each tool's result."""
        super().__init__(*args, **kwargs)
        for group, label in themes.GROUP_LABELS.items():
            options = [(theme.code, theme.label) for theme in themes.THEMES.values() if theme.group is group]
            self.fields[f"themes_{group}"] = CheckboxesField(
                label, options, required=False, mark_optional=False, small=True
            )
        for code, _ in tool_choices():
            self.fields[f"result_{code}"] = _result("What was the result?")
        self.fields["result_none"] = _result("Why not?")
        self.order_fields([*self.theme_names, "tool"])

    @property
    def theme_names(self) -> list[str]:
        """The names of the questions about themes, in order."""
        return [f"themes_{group}" for group in themes.GROUP_LABELS]

    def clean(self) -> dict[str, Any]:
        """At least one theme."""
        if not self.chosen_themes() and not set(self.theme_names) & set(self.errors):
            self.add_error(self.theme_names[0], "Select at least one thing that you are worried about")
        return self.cleaned_data

    def chosen_themes(self) -> tuple[str, ...]:
        """The themes ticked, in the order of the list."""
        return tuple(code for name in self.theme_names for code in self.cleaned_data.get(name) or ())

    def answers(self) -> list[tuple[str, str]]:
        """All themes as one answer, then the tool."""
        told = super().answers()
        groups = list(themes.GROUP_LABELS.values())
        chosen = "\n".join(answer for question, answer in told if question in groups and answer)
        return [("What you are worried about", chosen), *(row for row in told if row[0] not in groups)]

    def prompts(self) -> tuple[themes.ToolPrompt, ...]:
        """Tools that the themes call for and that were neither used nor explained."""
        self.is_valid()
        tool = self.cleaned_data.get("tool", "")
        if tool == "none" and self.cleaned_data.get("result_none"):
            return ()
        return themes.suggests_tool(self.chosen_themes(), used=(tool,))

    def facts(self, today: date) -> dict[str, Any]:
        """Themes, and the tool with its result (or why none was used)."""
        tool = self.cleaned_data["tool"]
        return {
            "themes": self.chosen_themes(),
            "tool_used": "" if tool == "none" else tool,
            "tool_result": self.cleaned_data[f"result_{tool}"],
        }


def _result(label: str) -> TextAreaField:
    return TextAreaField(label, required=False, rows=3, max_length=SHORT_TEXT)


class LevelForm(SectionForm):
    """The threshold level, its criteria, and why."""

    level = RadiosField(
        "Which level of need do you think this is?",
        [
            Choice(
                str(level.value),
                f"Level {level.value}: {label}",
                hint=thresholds.LEVEL_HINTS[level],
                reveals=(f"criteria_{level.value}",),
            )
            for level, label in thresholds.LEVEL_LABELS.items()
        ],
        coerce=int,
        error_required="Select a level of need",
    )
    level_rationale = TextAreaField(
        "Why this level?",
        max_length=SHORT_TEXT,
        hint="What makes you think so, and what would happen to the child if nothing changed.",
        error_required="Enter why you chose this level",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the criteria of each level."""
        super().__init__(*args, **kwargs)
        for level in thresholds.Level:
            criteria = [each for _, group in thresholds.criteria_for(level) for each in group]
            self.fields[f"criteria_{level.value}"] = CheckboxesField(
                "What of this is true?",
                [(each.id, each.text) for each in criteria],
                required=False,
                small=True,
            )
        self.order_fields(["level", *(f"criteria_{level.value}" for level in thresholds.Level)])

    def facts(self, today: date) -> dict[str, Any]:
        """The level, its ticked criteria and the reasons."""
        level = self.cleaned_data["level"]
        return {
            "level": level,
            "criteria": tuple(self.cleaned_data[f"criteria_{level}"]),
            "level_rationale": self.cleaned_data["level_rationale"],
        }
