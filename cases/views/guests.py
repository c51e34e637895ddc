"""The pages of somebody outside the system: their own invitation, and later their own copy of the minutes.

No sign-in: a private link is the key, and opens nothing else. One that is wrong, over, or revoked gives the
same page as an address that doesn't exist.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from cases.exceptions import DomainError
from cases.forms.guests import GuestReplyForm
from cases.meeting_states import MeetingState
from cases.models import Invitation, MinutesCopy
from cases.queries import minutes as queries
from cases.services import guest_links
from cases.views.minutes import copy_pdf, pdf_answer
from safeguarding.accounts.identity import Service, as_service
from safeguarding.ui.error_views import not_found, too_many_requests
from safeguarding.ui.limits import read_too_often
from safeguarding.ui.views import FormPage, SeeOther

_MINUTE: Final = 60


@method_decorator(login_not_required, name="dispatch")
class Guest(FormPage):
    """The base: finds whose link it is, counts guesses, and keeps the address to itself."""

    invitation: Invitation
    token: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open the link before anything else."""
        self.token = kwargs["token"]
        invitation = guest_links.opened_by(self.token, at=self.at)
        if invitation is None:
            answer: Any = too_many_requests(request) if self._guesses() else not_found(request)
        elif read_too_often("guest", str(invitation.pk), most=settings.GUEST_READS_A_MINUTE, seconds=_MINUTE):
            answer = too_many_requests(request)
        else:
            self.invitation = invitation
            try:
                with as_service(Service.MEETING_GUEST):
                    answer = super().dispatch(request, *args, **kwargs)
            except Http404:
                answer = not_found(request)
        answer["Cache-Control"] = "no-store, private"
        # Never the path, which is the key. Not `no-referrer`: forms would come without their origin, and the
        # protection against forged ones refuses those.
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    @cached_property
    def at(self) -> Any:
        """One instant for the whole request."""
        return timezone.now()

    @cached_property
    def copy(self) -> MinutesCopy | None:
        """The guest's copy of the minutes, once they went out."""
        return guest_links.copy_of(self.invitation)

    def sent_copy(self) -> MinutesCopy:
        """The copy; 404 before there is one."""
        if self.copy is None:
            raise Http404
        return self.copy

    def note_opened(self, copy: MinutesCopy) -> None:
        """Note it for whoever sees it: mail servers ask for the head alone, to know a safe link."""
        if self.request.method == "GET":
            guest_links.note_opened(copy, at=self.at)

    def _guesses(self) -> bool:
        address = self.request.META.get("REMOTE_ADDR", "")
        return read_too_often("guest-unknown", address, most=settings.GUEST_GUESSES_A_MINUTE, seconds=_MINUTE)


class GuestPage(Guest):
    """The invitation with a form for the reply; after the minutes went out, the guest's copy."""

    form_class = GuestReplyForm
    domain_errors = (DomainError,)
    title = "Your invitation to a meeting"
    submit_text = "Send your reply"

    @property
    def template_name(self) -> str:  # type: ignore[override]
        """The copy once there is one, the form while the meeting is planned."""
        if self.copy is not None:
            return "minutes/guest_copy.html"
        if self.invitation.meeting.state == MeetingState.PLANNED:
            return "minutes/guest_invitation.html"
        return "minutes/guest_waiting.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; the copy is noted as opened."""
        if self.copy is not None:
            self.note_opened(self.copy)
        return super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What they answered before."""
        given = self.invitation
        reply = given.reply if given.replied_at else ""
        return {"reply": reply, "deputy_name": given.deputy_name, "note": given.reply_note}

    def context(self) -> dict[str, Any]:
        """Time, place and reference; no child's name."""
        parts = queries.parts(queries.guest_blocks(self.copy)) if self.copy else []
        return {
            "meeting": self.invitation.meeting,
            "invitation": self.invitation,
            "copy": self.copy,
            "parts": parts,
            "token": self.token,
            "caption": f"Meeting {self.invitation.meeting.reference}",
        }

    def save(self, form: Any) -> HttpResponse:
        """Take the reply."""
        guest_links.answer(invitation=self.invitation, at=self.at, **form.cleaned_data)
        return self.done(reverse("guest", args=[self.token]), "Thank you: your reply has been sent")


class GuestFile(Guest):
    """The guest's copy as a PDF."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it."""
        copy = self.sent_copy()
        self.note_opened(copy)
        pdf = copy_pdf(
            copy.minutes,
            queries.parts(queries.guest_blocks(copy)),
            for_whom=self.invitation.outside_name,
            kind=self.invitation.get_copy_kind_display(),
            at=self.at,
        )
        return pdf_answer(pdf, f"minutes-{self.invitation.meeting.reference}.pdf")


class GuestReadPage(Guest):
    """The guest says that they have read their copy."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it."""
        guest_links.note_opened(self.sent_copy(), at=self.at, acknowledged=True)
        return SeeOther(reverse("guest", args=[self.token]))
