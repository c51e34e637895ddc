"""Planning a resolution meeting, and recording that it was held; all else is the common meeting's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from cases import access as gate
from cases import access_meetings
from cases.exceptions import DomainError, NotVisibleError
from cases.meeting_states import MeetingKind
from cases.queries import meeting_people
from cases.services import meetings
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from escalation.forms.meeting import HoldForm, PlanForm
from escalation.services import meeting
from escalation.services.meeting import Plan
from escalation.views.pages import ChallengeFormPage


class PlanMeetingPage(ChallengeFormPage):
    """A meeting to resolve the challenge; who raised it and who answers are asked."""

    form_class = PlanForm
    title = "Plan a resolution meeting"
    submit_text = "Plan the meeting"
    intro = (
        "Whoever raised the challenge and whoever answers it now are asked. You may ask others afterwards."
    )

    def require(self) -> None:
        """Those who take part and may call meetings."""
        super().require()
        gate.require(self.user, gate.Action.CALL_MEETING, self.challenge.child)

    def form_kwargs(self) -> dict[str, Any]:
        """Who may chair it."""
        people = meeting_people.may_chair()
        return {
            "chairs": [
                (str(each.pk), each.full_name) for each in people if each.pk != self.challenge.raised_by_id
            ]
        }

    def initial(self) -> dict[str, Any]:
        """An hour."""
        return {"minutes": "60"}

    def save(self, form: Any) -> HttpResponse:
        """Plan it."""
        typed = form.cleaned_data
        chair = next(each for each in meeting_people.may_chair() if str(each.pk) == typed["chair"])
        planned = meeting.plan(
            challenge=self.challenge,
            facts=Plan(
                starts_at=typed["starts_at"],
                ends_at=typed["starts_at"] + timedelta(minutes=typed["minutes"]),
                format=typed["format"],
                place=typed["place"],
                link=typed["link"],
                chair=chair,
            ),
            by=self.user,
            at=self.at,
        )
        return self.done(reverse("meeting", args=[planned.reference]), "The resolution meeting is planned")


class HoldMeetingPage(OneMeeting, DraftedFormPage):
    """The resolution meeting was held."""

    form_class = HoldForm
    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    title = "The meeting was held"
    submit_text = "Save"

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Which meeting it is."""
        return f"Resolution meeting {self.meeting.reference}"

    def ask(self) -> None:
        """Other kinds of meeting have no such page; whoever runs it records it."""
        if self.meeting.kind != MeetingKind.RESOLUTION_MEETING:
            raise NotVisibleError
        access_meetings.require_run(self.user, self.meeting)

    def initial(self) -> dict[str, Any]:
        """As planned."""
        return {"held_at": self.meeting.starts_at}

    def context(self) -> dict[str, Any]:
        """The ways back."""
        back = reverse("meeting", args=[self.meeting.reference])
        return {"back_href": back, "cancel_href": back}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        meetings.hold(meeting=self.meeting, held_at=form.cleaned_data["held_at"], by=self.user, at=self.at)
        return self.done(
            reverse("meeting", args=[self.meeting.reference]), "It is on record that the meeting was held"
        )
