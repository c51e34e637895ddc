"""Referrals on the side that sends them: the list, one referral, the confirmation, the receipt."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_documents
from cases.models import Referral
from cases.queries import documents, referral_told
from cases.queries import referrals as queries
from cases.states import ReferralChildState
from cases.views.pages import Page
from cases.views.referral_drafts import open_drafts
from safeguarding.audit.models import Action as Look
from safeguarding.ui.pdf import render_pdf


class ReferralsPage(Page):
    """The person's drafts, and the referrals that their side sent."""

    action = access.Action.REFER
    template_name = "referrals/referrals.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        status = request.GET.get("status", "")
        if status not in ReferralChildState.values:
            status = ""
        page = queries.sent(user=self.user, status=status, page=request.GET.get("page", "1"))
        rows = [(referral, queries.outcomes(referral)) for referral in page]
        filters = [
            {
                "text": text,
                "href": reverse("referrals") + (f"?status={value}" if value else ""),
                "active": value == status,
            }
            for value, text in (("", "All"), *queries.STATUS.items())
        ]
        return self.render(drafts=open_drafts(self), page=page, rows=rows, filters=filters, user=self.user)


class ReferralPage(Page):
    """One referral as it was sent, with what was decided for each child."""

    action = access.Action.REFER
    template_name = "referrals/referral.html"

    @property
    def look(self) -> Look:
        """A page asked for as a print is logged as one."""
        return self.reading

    @cached_property
    def referral(self) -> Referral:
        """The referral of the page's address, through the gate, logged."""
        return access.get_referral(
            self.user, self.kwargs["reference"], at=self.at, origin=self.origin, look=self.look
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(
            referral=self.referral,
            outcomes=queries.outcomes(self.referral),
            decision_by=queries.decision_by(self.referral),
            parts=referral_told.told(self.referral, user=self.user),
            front_door_hrefs=self._front_door_hrefs(),
            documents=documents.of_referral(self.user, self.referral),
            can_add_documents=access_documents.may_add_to(self.user, self.referral),
        )

    def _front_door_hrefs(self) -> dict[int, str]:
        """By a child's position, the page on which the front door works on it; only for those who do."""
        if not access.may(self.user, access.Action.WORK_FRONT_DOOR):
            return {}
        reference = self.referral.reference
        positions = [child.position for child in queries.outcomes(self.referral)]
        return {each: reverse("front_door_child", args=[reference, each]) for each in positions}


class SentPage(ReferralPage):
    """The confirmation: a reference to keep, when the decision comes, what happens next."""

    template_name = "referrals/sent.html"


class ReceiptPage(ReferralPage):
    """The referral as a PDF to keep."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make the document; its name carries the reference and nothing else."""
        referral = self.referral
        context = {
            "referral": referral,
            "reference": referral.reference,
            "outcomes": queries.outcomes(referral),
            "decision_by": queries.decision_by(referral),
            "parts": referral_told.told(referral, user=self.user),
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Referral {referral.reference}"
        pdf = render_pdf("documents/referral_receipt.html", context, title=title)
        name = f'attachment; filename="referral-{referral.reference}.pdf"'
        return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
