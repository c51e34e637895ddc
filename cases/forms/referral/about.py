"""Who refers, and whether somebody has to act this minute."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.forms.referral.section import SHORT_TEXT, SectionForm
from cases.models.referral import ParentsKnow, SharingBasis
from cases.services.referral_facts import SOURCE_OF
from safeguarding.accounts.models import User
from safeguarding.rules import codes
from safeguarding.ui.fields import (
    Choice,
    EmailField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    YesNoField,
)

_SOURCE_HINT = "For the national count of referrals."


class YouForm(SectionForm):
    """Who the concern comes from and how to reach them."""

    who = RadiosField(
        "Whose concern is this?",
        [
            Choice(
                "self",
                "Mine, or my agency's",
                reveals=("own_role", "own_phone", "own_email", "own_source"),
            ),
            Choice(
                "other",
                "Somebody else's: I am writing down what they told me",
                hint="For example, a neighbour or a relative who rang.",
                reveals=(
                    "source_code",
                    "anonymous",
                    "referrer_name",
                    "referrer_role",
                    "referrer_phone",
                    "referrer_email",
                ),
            ),
        ],
        error_required="Select whose concern this is",
    )
    own_role = TextField("Your job title", required=False, autocomplete="organization-title")
    own_phone = PhoneField(
        "Your telephone number",
        hint="Where the front door can reach you today.",
        error_required="Enter a telephone number where you can be reached",
    )
    own_email = EmailField("Your email address", error_required="Enter your email address")
    own_source = SelectField("Kind of agency", codes.REFERRAL_SOURCE, hint=_SOURCE_HINT)
    source_code = SelectField(
        "Who is the person to the family?",
        codes.REFERRAL_SOURCE,
        hint=_SOURCE_HINT,
        error_required="Select who the person is to the family",
    )
    anonymous = YesNoField(
        "Do they want to stay anonymous?",
        hint="The front door will know who they are. Nobody else will be told.",
        error_required="Select yes if they want to stay anonymous",
    )
    referrer_name = TextField(
        "Their name", required=False, mark_optional=False, hint="Leave empty if they did not give it."
    )
    referrer_role = TextField(
        "How they know the child", required=False, hint="For example, grandmother, or lives next door."
    )
    referrer_phone = PhoneField("Their telephone number", required=False, autocomplete="off")
    referrer_email = EmailField("Their email address", required=False, autocomplete="off")

    def clean(self) -> dict[str, Any]:
        """A name is needed unless the person wants to stay anonymous."""
        data = self.cleaned_data
        named = data.get("referrer_name") or "referrer_name" in self.errors
        if data.get("who") == "other" and data.get("anonymous") is False and not named:
            self.add_error("referrer_name", "Enter their name, or select that they want to stay anonymous")
        return data

    @staticmethod
    def starting(user: User) -> dict[str, Any]:
        """What the form starts with for `user`: their own details."""
        return {
            "who": "" if user.is_social_care else "self",
            "own_role": user.job_title,
            "own_phone": user.phone,
            "own_email": user.email,
            "own_source": SOURCE_OF[user.agency.kind],
        }

    def facts(self, today: date) -> dict[str, Any]:
        """Who refers."""
        data = self.cleaned_data
        if data["who"] == "self":
            return {
                "source_code": data["own_source"],
                "referrer_role": data["own_role"],
                "referrer_phone": data["own_phone"],
                "referrer_email": data["own_email"],
            }
        names = ("source_code", "referrer_name", "referrer_role", "referrer_phone", "referrer_email")
        return {
            "is_for_someone_else": True,
            "referrer_is_anonymous": data["anonymous"],
            **{name: data[name] for name in names},
        }


class DangerForm(SectionForm):
    """Immediate danger and alleged crime."""

    immediate_danger = YesNoField(
        "Is a child in immediate danger now?",
        yes_reveals=("danger_details",),
        error_required="Select yes if a child is in immediate danger",
    )
    danger_details = TextAreaField(
        "What is the danger, and what has been done?",
        max_length=SHORT_TEXT,
        hint="If you rang 999, give the time and the police log number.",
        error_required="Enter what the danger is and what has been done",
    )
    crime_alleged = YesNoField(
        "Does anybody say that a crime was committed against a child, or do you think so?",
        yes_reveals=("crime_details",),
        hint="For example, an assault, a sexual offence, or threats to kill.",
        error_required="Select yes if a crime is alleged",
    )
    crime_details = TextAreaField(
        "What is alleged, and do the police know?",
        max_length=SHORT_TEXT,
        error_required="Enter what is alleged and whether the police know",
    )

    def facts(self, today: date) -> dict[str, Any]:
        """Danger and crime, with what was said of them."""
        return dict(self.cleaned_data)


class ParentsForm(SectionForm):
    """What the parents know, and on what ground the information is shared."""

    parents_know = RadiosField(
        "What do the parents know of this referral?",
        [
            Choice(ParentsKnow.AGREE, ParentsKnow.AGREE.label, reveals=("reason_agree",)),
            Choice(ParentsKnow.DISAGREE, ParentsKnow.DISAGREE.label, reveals=("reason_disagree",)),
            Choice(ParentsKnow.UNSAFE, ParentsKnow.UNSAFE.label, reveals=("reason_unsafe",)),
            Choice(ParentsKnow.NOT_YET, ParentsKnow.NOT_YET.label, reveals=("reason_not_yet",)),
        ],
        error_required="Select what the parents know",
    )
    reason_agree = TextAreaField("What did they say?", required=False, rows=3, max_length=SHORT_TEXT)
    reason_disagree = TextAreaField("What did they say?", required=False, rows=3, max_length=SHORT_TEXT)
    reason_unsafe = TextAreaField(
        "Why would it not be safe?",
        rows=3,
        max_length=SHORT_TEXT,
        error_required="Enter why it would not be safe to tell the parents",
    )
    reason_not_yet = TextAreaField(
        "Why have they not been told?",
        rows=3,
        max_length=SHORT_TEXT,
        error_required="Enter why the parents have not been told",
    )
    sharing_basis = RadiosField(
        "On what ground are you sharing this information?",
        [
            Choice(
                SharingBasis.SAFEGUARDING,
                SharingBasis.SAFEGUARDING.label,
                hint="You do not need anybody's agreement to share information to protect a child.",
            ),
            Choice(SharingBasis.CONSENT, SharingBasis.CONSENT.label),
        ],
        error_required="Select the ground on which you are sharing",
        initial=SharingBasis.SAFEGUARDING,
    )
    sharing_note = TextAreaField("Anything else about sharing", required=False, rows=3, max_length=SHORT_TEXT)

    def facts(self, today: date) -> dict[str, Any]:
        """What the parents know and why, and the ground."""
        data = self.cleaned_data
        return {
            "parents_know": data["parents_know"],
            "parents_know_reason": data[f"reason_{data['parents_know']}"],
            "sharing_basis": data["sharing_basis"],
            "sharing_note": data["sharing_note"],
        }
