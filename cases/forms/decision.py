"""The manager's decision on one child's part of a referral."""

from __future__ import annotations

from typing import Any, Final

from cases.models.referral import Level
from cases.services.decision_facts import CLOSURE_GATE, DecisionFacts
from cases.states import ENDING_OUTCOMES, OUTCOMES_FOR, ContactKind, LatenessReason, ReferralOutcome
from safeguarding.rules import rereferral, thresholds
from safeguarding.ui.fields import (
    CheckboxesField,
    Choice,
    Fieldset,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choosing,
)

_HINTS: Final = {
    ReferralOutcome.NO_FURTHER_ACTION: "Nothing more is needed from children’s social care",
    ReferralOutcome.ADVICE: "The referrer or the family is told where to turn",
    ReferralOutcome.EARLY_HELP: "Help without a social worker, led by an agency that knows the family",
    ReferralOutcome.ASSESSMENT: "A social worker assesses, within 45 working days of the referral",
    ReferralOutcome.STRATEGY_MEETING: "Social care, police and health meet: there may be significant harm",
    ReferralOutcome.TRANSFER: "The child lives, or will live, in another authority’s area",
    ReferralOutcome.PASS_TO_WORKER: "It is dealt with within the work that is under way",
}


def _criteria(level: Level) -> CheckboxesField:
    options = [
        (criterion.id, criterion.text)
        for _, group in thresholds.criteria_for(thresholds.Level(level))
        for criterion in group
    ]
    return CheckboxesField(
        "Which criteria does it meet?", options, small=True, required=False, label_size="s"
    )


def _considered(label: str, name: str) -> TextAreaField:
    return TextAreaField(
        label,
        max_length=4000,
        rows=3,
        required=False,
        mark_optional=False,
        error_messages={"required": CLOSURE_GATE[name]},
    )


class DecisionForm(GovukForm):
    """What happens next, at which level, why; the closure gate; the re-referral's cause; lateness."""

    digest_seen = HiddenField("History shown", required=False)
    outcome = RadiosField("What happens next?", error_required="Select what happens next", label_size="m")
    transfer_to = TextField("Which authority?", error_required="Enter the authority it is transferred to")
    level = RadiosField(
        "Level of need",
        [Choice(str(level.value), level.label, reveals=(f"criteria_{level.value}",)) for level in Level],
        coerce=int,
        error_required="Select the level of need",
        label_size="m",
    )
    criteria_1 = _criteria(Level.UNIVERSAL)
    criteria_2 = _criteria(Level.EARLY_HELP)
    criteria_3 = _criteria(Level.CHILD_IN_NEED)
    criteria_4 = _criteria(Level.CHILD_PROTECTION)
    rationale = TextAreaField(
        "Why do you decide this?",
        hint="For the record: what you weighed, the history included.",
        max_length=8000,
        rows=6,
        error_required="Enter why you decide this",
    )
    reasons_for_referrer = TextAreaField(
        "Reasons that the referrer will read",
        hint="Say what happens next and why. Leave out what the referrer may not know.",
        max_length=4000,
        rows=4,
        error_required="Enter the reasons that the referrer will read",
    )
    strategy_declined_reason = TextAreaField(
        "Why is no strategy meeting needed?",
        hint="Needed when a strategy meeting is suggested, or at level 4, and you choose something else.",
        max_length=4000,
        rows=3,
        required=False,
        mark_optional=False,
    )
    re_referral_cause = RadiosField(
        "Why is the child referred again?",
        [(cause.value, label) for cause, label in rereferral.CAUSE_LABELS.items()],
        error_required="Select why the child is referred again",
    )
    re_referral_note = TextAreaField("What shows that?", max_length=2000, rows=2, required=False)
    sexual_abuse_considered = _considered("How did you consider sexual abuse?", "sexual_abuse_considered")
    neglect_considered = _considered("How did you consider neglect?", "neglect_considered")
    other_signs_considered = _considered("How did you consider all other signs?", "other_signs_considered")
    cause_considered = _considered("What is the cause of the concern?", "cause_considered")
    lateness_code = SelectField("Why is it late?", LatenessReason.choices, required=False)
    lateness_reason = TextAreaField("What happened?", max_length=2000, rows=2, required=False)

    fieldsets = (
        Fieldset("Strategy meeting", ("strategy_declined_reason",)),
        Fieldset("Re-referral", ("re_referral_cause", "re_referral_note")),
        Fieldset(
            "Before anything ends",
            tuple(CLOSURE_GATE),
            hint="Needed for no further action, advice, early help and transfer: "
            "how you considered each, in your own words.",
        ),
        Fieldset(
            "This decision is late",
            ("lateness_code", "lateness_reason"),
            hint="Say why if you can. It doesn’t stop you from deciding.",
        ),
    )

    def __init__(
        self, *args: Any, contact_kind: str, is_re_referral: bool, is_late: bool, **kwargs: Any
    ) -> None:
        """Ask only what this referral needs."""
        super().__init__(*args, **kwargs)
        outcomes = OUTCOMES_FOR[ContactKind(contact_kind)]
        choosing(self, "outcome").set_options(
            [
                Choice(
                    outcome.value,
                    outcome.label,
                    hint=_HINTS[outcome],
                    reveals=("transfer_to",) if outcome == ReferralOutcome.TRANSFER else (),
                )
                for outcome in outcomes
            ]
        )
        if ReferralOutcome.TRANSFER not in outcomes:
            del self.fields["transfer_to"]
        if not is_re_referral:
            del self.fields["re_referral_cause"], self.fields["re_referral_note"]
        if not is_late:
            del self.fields["lateness_code"], self.fields["lateness_reason"]

    def clean(self) -> dict[str, Any]:
        """The closure gate: everything that is missing at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") in ENDING_OUTCOMES:
            for name, message in CLOSURE_GATE.items():
                if not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned

    def facts(self) -> DecisionFacts:
        """What the service takes."""
        data = dict(self.cleaned_data)
        criteria = [data.pop(f"criteria_{level.value}") for level in Level][data["level"] - 1]
        return DecisionFacts(criteria=tuple(criteria), **data)

    def answers(self) -> list[dict[str, str]]:
        """Questions and answers to check, in the order of the page; unanswered ones are left out."""
        rows = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value or name == "digest_seen" or name.startswith("criteria_"):
                continue
            labels = dict(getattr(field, "choices", ()))
            rows.append({"key": str(field.label), "value": str(labels.get(str(value), value))})
        return rows
