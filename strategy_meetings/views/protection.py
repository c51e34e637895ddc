"""Immediate protection of a child: begun or considered, extended, ended, reviewed."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse

from cases import access
from cases.exceptions import NotPermittedError
from cases.views.child_forms import ChildFormPage
from safeguarding.ui.fields import GovukForm
from safeguarding.ui.filters import datetime_text
from strategy_meetings.forms import enquiries as forms
from strategy_meetings.models import ImmediateProtection, StrategyMeeting
from strategy_meetings.queries import enquiries as queries
from strategy_meetings.queries import meeting as meeting_queries
from strategy_meetings.services import protection


class ProtectionPage(ChildFormPage):
    """A power or measure is used, or considered and not used."""

    child_action = access.Action.RECORD_EVENT
    back_to = "child_strategy"
    form_class: ClassVar[type[GovukForm]] = forms.ProtectionForm
    title = "Immediate protection"
    submit_text = "Record it"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Social care and the police."""
        _ = self.child
        if not self.may():
            raise NotPermittedError("record_protection")
        return super().dispatch(*args, **kwargs)

    def may(self) -> bool:
        """Who may do this."""
        return protection.may_record(self.user)

    @cached_property
    def meetings(self) -> list[StrategyMeeting]:
        """The child's strategy meetings that the person sees."""
        return meeting_queries.standing_of_child(self.user, self.child)

    def form_kwargs(self) -> dict[str, Any]:
        """Them, to choose from."""
        return {
            "meetings": [
                (each.meeting.reference, f"{each.meeting.reference}, {datetime_text(each.meeting.starts_at)}")
                for each in self.meetings
            ]
        }

    def initial(self) -> dict[str, Any]:
        """The meeting from whose page the form was opened."""
        return {"meeting": self.request.GET.get("meeting", "")}

    def save(self, form: Any) -> HttpResponse:
        """Record it; the clock that the law sets counts from when it began."""
        typed = form.cleaned_data
        chosen = typed.get("meeting", "")
        facts: dict[str, Any] = {
            "child": self.child,
            "kind": typed["kind"],
            "reason": typed["reason"],
            "meeting": next((each for each in self.meetings if each.meeting.reference == chosen), None),
            "by": self.user,
            "at": self.at,
        }
        if typed["is_used"]:
            protection.begin(begun_at=typed["begun_at"], **facts)
        else:
            protection.not_used(**facts)
        return self.done(self.back_href(), "It is on record")


class _OneProtectionPage(ProtectionPage):
    """A form about one protection of the child."""

    def form_kwargs(self) -> dict[str, Any]:
        """These forms choose nothing."""
        return {}

    def initial(self) -> dict[str, Any]:
        """And begin with nothing."""
        return {}

    @cached_property
    def protection(self) -> ImmediateProtection:
        """The protection of the address, through the child."""
        return queries.protection_of(self.user, self.child, self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Which it is."""
        return str(self.protection.get_kind_display())

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it before anything else."""
        _ = self.child, self.protection
        return super().dispatch(*args, **kwargs)


class ExtendPage(_OneProtectionPage):
    """The court extended an emergency protection order."""

    form_class = forms.ExtendForm
    title = "The order was extended"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        protection.extend(
            protection=self.protection, by=self.user, at=self.at, extended_at=form.cleaned_data["extended_at"]
        )
        return self.done(self.back_href(), "The extension is on record")


class EndPage(_OneProtectionPage):
    """It ended."""

    form_class = forms.EndForm
    title = "It ended"

    def save(self, form: Any) -> HttpResponse:
        """Record how, and how the child is safe now."""
        protection.end(protection=self.protection, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "It is on record that it ended")


class ReviewPage(_OneProtectionPage):
    """A senior officer reviews it."""

    form_class = forms.ReviewForm
    title = "Review by a senior officer"
    submit_text = "Record the review"

    def may(self) -> bool:
        """Senior officers."""
        return protection.may_review(self.user)

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        words = form.cleaned_data["words"]
        protection.review(protection=self.protection, words=words, by=self.user, at=self.at)
        return self.done(self.back_href(), "The review is on record")
