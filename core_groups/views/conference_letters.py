"""The decision letter: sent, read, kept as PDF, to receipt."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cases import access, access_meetings
from cases.exceptions import DomainError
from cases.queries import meeting_people
from cases.views.minutes import pdf_answer
from core_groups.forms.conferences import LetterForm
from core_groups.models import DecisionLetter
from core_groups.queries import conference_page as queries
from core_groups.services import conference_letters as letters
from core_groups.views.conference_pages import ChildForm, ChildOfConference
from safeguarding.audit.models import Action as Look
from safeguarding.ui.pdf import render_pdf
from safeguarding.ui.views import SeeOther


class SendLetterPage(ChildForm):
    """What the letter says, to whom it goes, and the sending."""

    form_class = LetterForm
    title = "Send the decision letter"
    submit_text = "Send the letter"
    template_name = "conferences/send.html"
    keeps_draft = False

    def ask(self) -> None:
        """The conference unit sends letters, and not of a child seen in an emergency alone."""
        super().ask()
        access.require(self.user, access.Action.BOOK_CONFERENCE, self.child)

    def context(self) -> dict[str, Any]:
        """The words and the recipients."""
        decided = bool(self.part.decision)
        return {
            **super().context(),
            "letter": letters.content(self.part) if decided else None,
            "recipients": [
                (meeting_people.who(row), meeting_people.agency(row)) for row in letters.recipients(self.part)
            ],
        }

    def save(self, form: Any) -> HttpResponse:
        """Send it."""
        letters.send(part=self.part, outside_how=form.cleaned_data["outside_how"], by=self.user, at=self.at)
        href = self.href("conference_letter", self.child.reference)
        return self.done(href, "The decision letter is sent")


class _LetterPage(ChildOfConference):
    """A page about a letter that was sent."""

    must_run = False

    @cached_property
    def letter(self) -> DecisionLetter:
        """The letter, through the gate."""
        return queries.letter(self.user, self.part)

    def ask(self) -> None:
        """Find the letter before anything else."""
        super().ask()
        _ = self.letter


class LetterPage(_LetterPage):
    """The letter's words, and who has received it; a recipient's reading is their receipt."""

    template_name = "conferences/letter.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        letters.opened(letter=self.letter, by=self.user, at=self.at)
        return self.render(
            letter=self.letter,
            words=self.letter.content,
            part=self.part,
            meeting=self.meeting,
            copies=[
                (copy, meeting_people.who(copy.invitation), meeting_people.agency(copy.invitation))
                for copy in queries.copies(self.user, self.letter)
            ],
            can_run=access_meetings.runs(self.user, self.meeting),
        )


class LetterFile(_LetterPage):
    """The letter as PDF, with the fingerprint of its words."""

    @property
    def look(self) -> Look:
        """The access log has it as taken out of the service."""
        return Look.EXPORT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The file."""
        letters.opened(letter=self.letter, by=self.user, at=self.at)
        reference = self.meeting.reference
        context = {
            "words": self.letter.content,
            "letter": self.letter,
            "reference": reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Decision of the child protection conference {reference}"
        pdf = render_pdf("documents/decision_letter.html", context, title=title)
        return pdf_answer(pdf, f"decision-{reference}-{self.child.reference}.pdf")


class ReceivedPage(_LetterPage):
    """That somebody outside the service has their copy."""

    shows_children = False
    must_run = True

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write it down."""
        copy = queries.copy(self.user, self.letter, self.kwargs["pk"])
        try:
            letters.note_received(copy=copy, by=self.user, at=self.at)
        except DomainError as error:
            messages.info(request, str(error))
        return SeeOther(self.href("conference_letter", self.child.reference))
