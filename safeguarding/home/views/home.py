"""The first page after signing in: my work, what is due, what is new for me."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.access import Action, may
from cases.models import Draft, Referral
from cases.queries import (
    assessments,
    drafts,
    handover_notes,
    meeting_tasks,
    referrals,
    signatures,
    working_calendar,
    worklists,
)
from cases.states import ReferralChildState
from cases.views.pages import Page
from safeguarding.accounts import cover_queries
from safeguarding.home import health, signature_counts
from safeguarding.home.views.worklist import listing
from safeguarding.notifications import queries as notifications
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text, time_text

RECENT: Final = 5
_COLOURS: Final = {True: "green", False: "blue"}


class HomePage(Page):
    """One page for every persona; what somebody has no part in is left out."""

    template_name = "home/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page that fits the person."""
        if may(self.user, Action.MANAGE_DIRECTORY):
            return self.render("home/system_admin.html", **self.service_state())
        return self.render(
            **self.shared(),
            **self.work(),
            **self.sent(),
            unsent=self.unsent(),
            actions=meeting_tasks.mine(self.user, now=self.at),
            assessments=assessments.waiting(self.user, now=self.at),
            signatures=self.signatures(),
        )

    def service_state(self) -> dict[str, Any]:
        """For the system admin: how the machinery stands, and no child's data."""
        return {
            "deliveries": notifications.deliveries(),
            "health": health.check(self.at),
            "calendar_ends": self.calendar_ends(),
            **self.shared(),
        }

    def calendar_ends(self) -> date | None:
        """The last day of the bank holidays' calendar, when a newer one has to be loaded soon."""
        calendar = working_calendar.current()
        is_soon = working_calendar.ends_soon(calendar, london_date(self.at))
        return calendar.horizon if is_soon else None

    def shared(self) -> dict[str, Any]:
        """What is new for the person, and for whom they stand in today."""
        return {
            "covering": cover_queries.covered_by(self.user, on=london_date(self.at)),
            "news": notifications.unread(self.user, limit=RECENT),
            "unread_count": notifications.count_unread(self.user),
        }

    def work(self) -> dict[str, Any]:
        """What the person answers for, if their role works with children."""
        holds_work = self.user.is_social_care and may(self.user, Action.REFER)
        if not holds_work:
            return {"holds_work": False}
        work, _ = listing(self, worklists.mine(self.user))
        return {
            "holds_work": True,
            "list": work,
            "unexplained": worklists.late_without_reason(self.user, now=self.at),
            "caseload": worklists.caseload(self.user),
            "notes": handover_notes.waiting(self.user),
            **self.team(),
        }

    def signatures(self) -> dict[str, int]:
        """How many signatures wait for the person, by the words for what they are; counted now."""
        if not may(self.user, Action.SIGN):
            return {}
        counted = signatures.counts(signatures.signer(self.user, today=london_date(self.at)))
        signature_counts.keep(self.user, sum(counted.values()))
        labels = signatures.labels()
        return {labels[kind]: number for kind, number in counted.items()}

    def unsent(self) -> list[dict[str, Any]]:
        """The forms that the person began and didn't send."""
        return [_unsent_row(each) for each in drafts.unsent(self.user)]

    def team(self) -> dict[str, Any]:
        """For managers: how those they manage stand, and what is overdue there."""
        if not may(self.user, Action.VIEW_TEAM_WORK):
            return {"team": None}
        return {
            "team": worklists.counts(worklists.of_team(self.user), now=self.at),
            "team_overdue": worklists.overdue_of_others(self.user, now=self.at),
        }

    def sent(self) -> dict[str, Any]:
        """What the person's own side has referred, and what they were typing."""
        if not may(self.user, Action.REFER):
            return {"refers": False}
        recent = list(referrals.sent(user=self.user))[:RECENT]
        return {
            "refers": True,
            "drafts": [_draft_row(each) for each in referrals.open_drafts(user=self.user, form="referral")],
            "sent": [item for each in recent for item in _sent_rows(each)],
        }


def _draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "title": f"Referral started {date_text(draft.created_at)}",
        "href": reverse("referral_draft", args=[draft.key]),
        "facts": [f"Last saved {date_text(draft.saved_at)}"],
    }


def _unsent_row(draft: drafts.Unsent) -> dict[str, Any]:
    saved = f"Last saved {date_text(draft.saved_at)} at {time_text(draft.saved_at)}"
    return {
        "title": draft.title,
        "href": draft.href,
        "facts": [each for each in (draft.reference, saved) if each],
    }


def _sent_rows(referral: Referral) -> list[dict[str, Any]]:
    return [
        {
            "title": child.name,
            "href": reverse("referral", args=[referral.reference]),
            "facts": [referral.reference, f"Sent {date_text(referral.received_at)}"],
            "tag": child.outcome or child.status,
            "tag_colour": _COLOURS[child.status == ReferralChildState.DECIDED.label],
        }
        for child in referrals.outcomes(referral)
    ]
