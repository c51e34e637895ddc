"""Pages about those who are asked to a meeting: asking, taking on, answering, taking back, their report."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import DomainError, NotPermittedError
from cases.forms import meeting_invitations as forms
from cases.meeting_states import CopyKind
from cases.models import Invitation
from cases.queries import choices, meeting_people, meetings
from cases.services import invitations as services
from cases.views.meeting_forms import MeetingFormPage
from cases.views.meetings import OneMeeting
from safeguarding.ui.views import SeeOther


class _AskPage(MeetingFormPage):
    """A form by which somebody is asked: by social care's case staff."""

    submit_text = "Ask them"
    done_text = "They are asked to the meeting"

    def ask(self) -> None:
        """Let through who runs the meeting and may involve people."""
        super().ask()
        if not access_meetings.may_ask(self.user, self.meeting):
            raise NotPermittedError("invite")


class InvitePage(_AskPage):
    """Somebody with an account, or those on duty."""

    form_class = forms.InviteForm
    title = "Ask somebody to the meeting"
    fields_of: ClassVar[Mapping[str, str]] = dict.fromkeys(("user", "agency", "team"), "who")

    def form_kwargs(self) -> dict[str, Any]:
        """Agencies, teams and people."""
        return {"candidates": choices.involvable()}

    def act(self, **facts: Any) -> Any:
        """Ask them."""
        chosen = choices.involvable_from(facts.pop("who"))
        if chosen.user is not None:
            return services.invite_user(meeting=self.meeting, user=chosen.user, **facts)
        return services.invite_duty(meeting=self.meeting, agency=chosen.agency, team=chosen.team, **facts)


class InviteOutsidePage(_AskPage):
    """Somebody outside the system."""

    form_class = forms.OutsideForm
    title = "Ask somebody outside the system"
    intro = "A parent, or a professional without an account here."

    def form_kwargs(self) -> dict[str, Any]:
        """The children of whom they may read."""
        return {"children": self.children}

    def initial(self) -> dict[str, Any]:
        """Parents, most often."""
        return {"copy_kind": CopyKind.PARENTS.value}

    def act(self, **facts: Any) -> Any:
        """Ask them."""
        chosen = set(facts.pop("about"))
        about = [child for child in self.children if str(child.pk) in chosen]
        return services.invite_outside(meeting=self.meeting, about=about, **facts)


class OneInvitation(OneMeeting):
    """What is about one invitation of the meeting."""

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation of the page's address; 404 when it doesn't stand, or isn't of this meeting."""
        return meetings.invitation(self.user, self.meeting, self.kwargs["pk"])

    @cached_property
    def is_own(self) -> bool:
        """Whether it is the person's own by name, or (not taken on yet) their team's on duty."""
        own = access_meetings.own_invitations(self.user)
        return own.filter(pk=self.invitation.pk).exists()


class _InvitationForm(OneInvitation, MeetingFormPage):
    """A form about one invitation."""

    @property
    def caption(self) -> str:
        """Whose it is."""
        return f"{meeting_people.who(self.invitation)}, {meeting_people.agency(self.invitation)}"

    def ask(self) -> None:
        """Let through whoever is asked by name, and whoever runs the meeting."""
        if not self.is_own or self.invitation.user_id is None:
            super().ask()


class AnswerPage(_InvitationForm):
    """Coming, not coming, or sending somebody."""

    form_class = forms.AnswerForm
    title = "Answer the invitation"
    done_text = "The answer is recorded"

    def act(self, **facts: Any) -> Any:
        """Answer."""
        return services.answer(invitation=self.invitation, **facts)


class ReportPage(_InvitationForm):
    """An agency's written report."""

    form_class = forms.ReportForm
    title = "Report to the meeting"
    done_text = "The report is recorded"

    def initial(self) -> dict[str, Any]:
        """What was given before."""
        return {"text": self.invitation.report_text}

    def act(self, **facts: Any) -> Any:
        """Give it."""
        return services.give_report(invitation=self.invitation, **facts)


class WithdrawPage(_InvitationForm):
    """Not asked any more."""

    form_class = forms.WithdrawForm
    title = "Take the invitation back"
    submit_text = "Take it back"
    done_text = "The invitation is taken back"

    def ask(self) -> None:
        """Let through who runs the meeting."""
        _ = self.invitation
        access_meetings.require_run(self.user, self.meeting)

    def context(self) -> dict[str, Any]:
        """The button says that it can't be undone."""
        return {**super().context(), "submit_warning": True}

    def act(self, **facts: Any) -> Any:
        """Take it back."""
        return services.withdraw(invitation=self.invitation, **facts)


class _Button(OneInvitation, ABC):
    """An act that is one button."""

    done_text: ClassVar[str]

    def post(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        """Do it and say so, or say why not."""
        try:
            self.act()
            messages.success(request, self.done_text)
        except DomainError as error:
            messages.error(request, error.message)
        return SeeOther(reverse("meeting", args=[self.meeting.reference]))

    @abstractmethod
    def act(self) -> None:
        """Call the one service."""


class TakeOn(_Button):
    """Somebody on duty takes their agency's invitation on."""

    done_text = "You have taken the invitation on, and can see the children’s records"

    def act(self) -> None:
        """Take it on; what was never one's own is refused."""
        if not self.is_own and self.invitation.agency_id == self.user.agency_id and self.invitation.user:
            raise DomainError(f"{self.invitation.user.full_name} has taken this on already")
        if not self.is_own:
            raise NotPermittedError("take_on")
        services.take_on(invitation=self.invitation, by=self.user, at=self.at)


class AskForReport(_Button):
    """The agency is asked for a written report."""

    done_text = "They are asked for a report"

    def act(self) -> None:
        """Ask for it."""
        services.ask_for_report(invitation=self.invitation, by=self.user, at=self.at)
