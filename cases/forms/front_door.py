"""Forms of the front door but for the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from cases.models import ReferralAdult, ReferralChild
from cases.queries.match_candidates import Match
from cases.states import SIBLING_KINDS, RelationshipKind, ToldHow
from safeguarding.rules.names import normalise
from safeguarding.ui.fields import (
    Choice,
    GovukForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choosing,
)

NEW: Final = "new"
OTHER: Final = "other"
# What a referrer writes of an adult, and what it means; the first that fits.
_GUESSES: Final = (
    ("step", RelationshipKind.STEP_PARENT),
    ("grand", RelationshipKind.GRANDPARENT),
    ("nan", RelationshipKind.GRANDPARENT),
    ("partner", RelationshipKind.PARENTS_PARTNER),
    ("boyfriend", RelationshipKind.PARENTS_PARTNER),
    ("girlfriend", RelationshipKind.PARENTS_PARTNER),
    ("mother", RelationshipKind.MOTHER),
    ("mum", RelationshipKind.MOTHER),
    ("father", RelationshipKind.FATHER),
    ("dad", RelationshipKind.FATHER),
    ("aunt", RelationshipKind.AUNT_UNCLE),
    ("uncle", RelationshipKind.AUNT_UNCLE),
    ("lodger", RelationshipKind.LODGER),
    ("friend", RelationshipKind.FRIEND),
    ("carer", RelationshipKind.CARER),
)


class MatchForm(GovukForm):
    """Which record it is: one of the candidates, another by its reference, or a new one."""

    choice = RadiosField("Which record is this child’s?", error_required="Select a record, or a new one")
    reference = TextField(
        "Reference of the record", width=10, max_length=10, error_required="Enter the record’s reference"
    )

    def __init__(self, *args: Any, matches: Sequence[Match], **kwargs: Any) -> None:
        """Offer the candidates first."""
        super().__init__(*args, **kwargs)
        options = [Choice(one.value, one.name, hint=one.hint) for one in matches]
        options.append(
            Choice(OTHER, "Another record", hint="One that you found by searching", reveals=("reference",))
        )
        new = "None of these: make a new record" if matches else "Make a new record"
        options.append(Choice(NEW, new, divider="or"))
        choosing(self, "choice").set_options(options)


class ReasonForm(GovukForm):
    """One reason in own words; the page gives the question."""

    reason = TextAreaField("Why?", max_length=2000, rows=4, error_required="Enter why")

    def __init__(self, *args: Any, question: str, hint: str = "", **kwargs: Any) -> None:
        """Ask the page's question."""
        super().__init__(*args, **kwargs)
        asked = cast(TextAreaField, self.fields["reason"])
        asked.label, asked.hint = question, hint


class TellForm(GovukForm):
    """How the referrer was told."""

    how = RadiosField("How did you tell them?", error_required="Select how you told them")

    def __init__(self, *args: Any, is_anonymous: bool, **kwargs: Any) -> None:
        """Not telling is an answer only where nobody knows who referred."""
        super().__init__(*args, **kwargs)
        left_out = {ToldHow.SERVICE} if is_anonymous else {ToldHow.SERVICE, ToldHow.NOT_POSSIBLE}
        choosing(self, "how").set_options([(how.value, how.label) for how in ToldHow if how not in left_out])


class RelativesForm(GovukForm):
    """What each adult and each other child of the referral is to the child; nothing for those left out."""

    def __init__(
        self,
        *args: Any,
        adults: Iterable[ReferralAdult],
        children: Iterable[ReferralChild],
        known: Mapping[int, Sequence[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        """One question for each of them."""
        super().__init__(*args, **kwargs)
        for adult in adults:
            where = "lives with the child" if adult.in_household else "not known to live with the child"
            self.fields[f"adult_{adult.pk}"] = SelectField(
                adult.name,
                RelationshipKind.choices,
                placeholder="Don’t add",
                hint=f"The referrer says: {adult.relationship}; {where}",
                required=False,
                mark_optional=False,
                initial=guess(adult.relationship),
            )
            if known.get(adult.pk):
                self.fields[f"known_{adult.pk}"] = SelectField(
                    f"Is {adult.name} one of these people on record?",
                    known[adult.pk],
                    placeholder="No, a new person",
                    hint="A parent may have been known as a child: their own history is then seen too.",
                    required=False,
                    mark_optional=False,
                )
        for child in children:
            self.fields[f"child_{child.position}"] = SelectField(
                child.name,
                [(kind.value, kind.label) for kind in RelationshipKind if kind in SIBLING_KINDS],
                placeholder="Don’t add",
                hint="Also named in this referral",
                required=False,
                mark_optional=False,
                initial=RelationshipKind.SIBLING.value,
            )

    def chosen(self, prefix: str) -> Mapping[int, RelationshipKind]:
        """The kinds chosen for "adult" (by key) or "child" (by position)."""
        return {
            int(name.removeprefix(f"{prefix}_")): RelationshipKind(kind)
            for name, kind in self.cleaned_data.items()
            if name.startswith(f"{prefix}_") and kind
        }

    def known(self) -> dict[int, int]:
        """By an adult's key, the key of the person on record whom they were said to be."""
        return {
            int(name.removeprefix("known_")): int(key)
            for name, key in self.cleaned_data.items()
            if name.startswith("known_") and key
        }


def guess(relationship: str) -> str:
    """The kind that a referrer's own word for a relationship means; empty when it isn't clear."""
    said = normalise(relationship)
    return next((kind.value for word, kind in _GUESSES if word in said), "")
