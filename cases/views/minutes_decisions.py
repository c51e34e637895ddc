"""What is decided about minutes: approved, corrected, sent out; and what became of each copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cases.exceptions import DomainError, NotPermittedError
from cases.forms.minutes import ConfirmForm, CorrectMinutesForm
from cases.queries import meeting_links, receipts
from cases.queries import minutes as queries
from cases.services import distribution, minutes, minutes_gate
from cases.views.drafted import DraftedFormPage
from cases.views.minutes import MinutesPage, pdf_answer
from safeguarding.audit.models import Action as Look
from safeguarding.ui.pdf import render_pdf
from safeguarding.ui.views import FormPage, SeeOther


class DecisionPage(MinutesPage, FormPage):
    """The base: 404 for what may not be seen, 403 for those who may not do it."""

    form_class = ConfirmForm
    domain_errors = (DomainError,)
    is_for_approvers = False

    def ask(self) -> None:
        """Let through who runs the meeting, or approves its minutes."""
        self.require_run()
        if self.is_for_approvers and not minutes.may_approve(self.user, self.meeting):
            raise NotPermittedError("approve_minutes")

    def initial(self) -> dict[str, Any]:
        """Which version the page is about."""
        return {"number": str(self.kwargs.get("number", ""))}

    def context(self) -> dict[str, Any]:
        """Which meeting, and the ways back."""
        back = self.href("minutes")
        return {"caption": f"Meeting {self.meeting.reference}", "back_href": back, "cancel_href": back}


class ApprovePage(DecisionPage):
    """The chair approves the newest version, having read it."""

    template_name = "minutes/approve.html"
    title = "Approve these minutes"
    submit_text = "Approve the minutes"
    is_for_approvers = True

    def context(self) -> dict[str, Any]:
        """What is approved, and what stands against it: each with where it is mended."""
        lacking = minutes_gate.refusals(meeting=self.meeting, by=self.user, at=self.at)
        places = {"point": self.href("minutes_draft")}
        record = meeting_links.record(self.meeting)
        return {
            **super().context(),
            "parts": self.shown_parts(self.version),
            "version": self.version,
            "lacking": [
                {"text": each.text, "href": places.get(each.about, f"{record}#{each.about}")}
                for each in lacking
            ],
        }

    def save(self, form: Any) -> HttpResponse:
        """Approve them."""
        minutes.approve(minutes=self.version, by=self.user, at=self.at)
        return self.done(self.href("minutes"), "The minutes are approved")


class CorrectPage(MinutesPage, DraftedFormPage):
    """Approved minutes are opened for a correction; the approved version stays."""

    form_class = CorrectMinutesForm
    template_name = "layouts/form.html"
    title = "Correct the minutes"
    intro = (
        "The approved version stays as it is. A new version begins from its words, and is approved and sent."
    )
    submit_text = "Begin the correction"
    domain_errors = (DomainError,)

    def ask(self) -> None:
        """Let through who approves the minutes."""
        self.require_run()
        if not minutes.may_approve(self.user, self.meeting):
            raise NotPermittedError("correct_minutes")

    def context(self) -> dict[str, Any]:
        """Which meeting, and the ways back."""
        back = self.href("minutes")
        return {"caption": f"Meeting {self.meeting.reference}", "back_href": back, "cancel_href": back}

    def save(self, form: Any) -> HttpResponse:
        """Begin it."""
        minutes.correct(meeting=self.meeting, reason=form.cleaned_data["reason"], by=self.user, at=self.at)
        return self.done(self.href("minutes_draft"), "A new version is begun")


class DistributePage(DecisionPage):
    """Before minutes go out: who receives which copy, and what each kind of copy leaves out."""

    template_name = "minutes/distribute.html"
    title = "Send the minutes out"
    submit_text = "Send the minutes out"

    def context(self) -> dict[str, Any]:
        """The recipients by kind of copy, and the parts that nobody receives."""
        return {
            **super().context(),
            "groups": queries.outgoing(self.user, self.version),
            "nobody": queries.nobody_receives(self.user, self.version),
        }

    def save(self, form: Any) -> HttpResponse:
        """Send them."""
        copies = distribution.distribute(minutes=self.version, by=self.user, at=self.at)
        return self.done(
            self.href("minutes_receipt", self.version.number), f"The minutes went out in {len(copies)} copies"
        )


class ReceiptPage(MinutesPage):
    """What became of each copy: never opened stands on top."""

    template_name = "minutes/receipt.html"

    def get(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Show it."""
        self.require_run()
        rows = [(queries.name_of(copy.invitation), copy) for copy in receipts.copies(self.version)]
        return self.render(meeting=self.meeting, version=self.version, rows=rows)


class ReceiptFile(MinutesPage):
    """The receipt as a PDF."""

    look = Look.PRINT

    def get(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Make it."""
        self.require_run()
        context = {
            "rows": [(queries.name_of(copy.invitation), copy) for copy in receipts.copies(self.version)],
            "reference": self.meeting.reference,
            "version": self.version,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Receipt for the minutes of {self.meeting.reference}"
        pdf = render_pdf("documents/minutes_receipt.html", context, title=title)
        return pdf_answer(pdf, f"receipt-{self.meeting.reference}-{number}.pdf")


class ChasePage(MinutesPage):
    """Remind a recipient who hasn't opened their copy."""

    def post(self, request: HttpRequest, reference: str, number: int, pk: int) -> HttpResponse:
        """Chase it."""
        self.require_run()
        copy = distribution.chase(copy=receipts.get(self.version, pk), by=self.user, at=self.at)
        if copy.opened_at is None:
            messages.success(request, "They are reminded")
        else:
            messages.info(request, "They have opened it in the meantime")
        return SeeOther(self.href("minutes_receipt", number))
