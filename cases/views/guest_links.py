"""The private links of people outside the system, for whoever runs the meeting: sent, sent anew, revoked."""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cases.exceptions import DomainError
from cases.models import Invitation
from cases.models.guest_mail import GuestMailKind
from cases.queries import guest_links as queries
from cases.services import guest_links
from cases.views.minutes import MinutesPage
from safeguarding.ui.views import SeeOther


class GuestsPage(MinutesPage):
    """Everybody outside the system who is asked, and how their link stands."""

    template_name = "minutes/guests.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """List them."""
        self.require_run()
        return self.render(meeting=self.meeting, guests=queries.guests(self.user, self.meeting, at=self.at))


class _Act(MinutesPage, ABC):
    def post(self, request: HttpRequest, reference: str, pk: int) -> HttpResponse:
        """Do it to one guest of this meeting; 404 for another's."""
        self.require_run()
        invitation = queries.guest(self.user, self.meeting, pk)
        try:
            messages.success(request, self.act(invitation))
        except DomainError as error:
            messages.error(request, error.message)
        # Back to where the button was: the meeting's own page, or the list of its guests.
        is_from_meeting = request.POST.get("back") == "meeting"
        return SeeOther(f"{self.href('meeting')}#asked" if is_from_meeting else self.href("meeting_guests"))

    @abstractmethod
    def act(self, invitation: Invitation) -> str:
        """Do it; returns what to say of it."""


class SendPage(_Act):
    """Send a link in place of those before."""

    def act(self, invitation: Invitation) -> str:
        """Send it."""
        is_out = queries.has_copy(invitation)
        kind = GuestMailKind.MINUTES if is_out else GuestMailKind.INVITATION
        guest_links.send(invitation=invitation, kind=kind, by=self.user, at=self.at)
        return "A new link is on its way; older links open nothing any more"


class RevokePage(_Act):
    """Make the links of a guest open nothing."""

    def act(self, invitation: Invitation) -> str:
        """Revoke them."""
        guest_links.revoke(invitation=invitation, by=self.user, at=self.at)
        return "Their links open nothing any more"
