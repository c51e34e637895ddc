"""Calling a strategy meeting from wherever harm shows itself, and asking people to it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.models import Child
from cases.views.child_forms import ChildFormPage
from safeguarding.accounts.models import User
from safeguarding.rules.strategy_suggestion import SAME_DAY, HarmKind, clock_for
from strategy_meetings.forms.calling import CallForm
from strategy_meetings.queries import origins
from strategy_meetings.queries.origins import Origin
from strategy_meetings.services import calling
from strategy_meetings.services.calling import Call


class CallPage(ChildFormPage):
    """The call for new harm to the child."""

    child_action = access.Action.CALL_MEETING
    form_class = CallForm
    title = "Call a strategy meeting"
    submit_text = "Call the meeting"
    template_name = "strategy_meetings/call.html"

    @cached_property
    def origin_of_call(self) -> Origin:
        """What it is called for."""
        return origins.of_child(self.user, self.child)

    @cached_property
    def about(self) -> list[Child]:
        """The children of the household, through the gate."""
        return origins.household_of(self.user, self.child)

    @cached_property
    def chairs(self) -> list[User]:
        """Who may chair it."""
        return origins.chairs()

    @cached_property
    def minute_takers(self) -> list[User]:
        """Who may take its minutes."""
        return origins.minute_takers()

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find what it is called for before anything else."""
        _ = self.child, self.origin_of_call
        return super().dispatch(*args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Whom one may choose."""
        return {
            "about": [(each.reference, f"{each.person.name}, {each.reference}") for each in self.about],
            "chairs": [(str(each.pk), each.full_name) for each in self.chairs],
            "minute_takers": [(str(each.pk), each.full_name) for each in self.minute_takers],
        }

    def initial(self) -> dict[str, Any]:
        """What is known already; all children of the household are ticked."""
        origin = self.origin_of_call
        chair = origins.likely_chair(self.child, self.user)
        return {
            "reason": origin.words[:4000],
            "concern_at": origin.concern_at or self.at,
            "harm": [kind.value for kind in origin.harm],
            "children": [each.reference for each in self.about],
            "minutes": "60",
            "chair": str(chair.pk) if chair in self.chairs else "",
        }

    def context(self) -> dict[str, Any]:
        """The way back, and what it is called for."""
        return {**super().context(), "trigger": self.origin_of_call.trigger.label}

    def save(self, form: Any) -> HttpResponse:
        """Call it; then people are asked."""
        chosen = set(form.cleaned_data["children"])
        strategy = calling.call(
            facts=self._facts(form.cleaned_data),
            children=[each for each in self.about if each.reference in chosen],
            by=self.user,
            at=self.at,
        )
        reference = strategy.meeting.reference
        return self.done(
            reverse("strategy_invite", args=[reference]), f"Strategy meeting {reference} is called"
        )

    def _facts(self, typed: dict[str, Any]) -> Call:
        origin = self.origin_of_call
        harm = [HarmKind(each) for each in typed["harm"]]
        return Call(
            trigger=origin.trigger,
            reason=typed["reason"],
            concern_at=typed["concern_at"],
            is_same_day=origin.is_same_day or clock_for(harm) == SAME_DAY,
            starts_at=typed["starts_at"],
            ends_at=typed["starts_at"] + timedelta(minutes=typed["minutes"]),
            format=typed["format"],
            place=typed["place"],
            link=typed["link"],
            chair=_chosen(self.chairs, typed["chair"]),
            minute_taker=_chosen(self.minute_takers, typed["minute_taker"]),
            referral_child=origin.referral_child,
            event=origin.event,
            recurrence=origin.recurrence,
            follows=origin.follows,
        )


class CallForEventPage(CallPage):
    """The call for a line of the chronology."""

    back_to = "child_chronology"

    @cached_property
    def origin_of_call(self) -> Origin:
        """The line."""
        return origins.of_event(self.user, self.child, self.kwargs["pk"])


class CallForRecurrencePage(CallPage):
    """The call for concerns that recur; calling it decides on them."""

    @cached_property
    def origin_of_call(self) -> Origin:
        """What recurs."""
        return origins.of_recurrence(self.user, self.child, self.kwargs["pk"])


class CallForReferralPage(CallPage):
    """The call that the decision on a referral asked for."""

    @cached_property
    def origin_of_call(self) -> Origin:
        """The child's part of the referral."""
        return origins.of_referral(self.user, self.child, self.kwargs["referral"], self.kwargs["position"])


class FollowUpPage(CallPage):
    """The call of a full meeting after one that couldn't be."""

    title = "Call a follow-up strategy meeting"

    @cached_property
    def origin_of_call(self) -> Origin:
        """The earlier meeting."""
        return origins.of_meeting(self.user, self.child, self.kwargs["meeting"])


def _chosen(people: list[User], key: str) -> User:
    for each in people:
        if str(each.pk) == key:
            return each
    raise DomainError("Select somebody who can do it", field="chair")
