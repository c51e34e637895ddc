"""One conference: where it stands, its pack, reports, that it was held, decisions, dissent."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from cases import access, access_meetings
from cases.exceptions import NotPermittedError
from cases.meeting_states import MeetingState
from cases.models import Child, Invitation
from cases.queries import meeting_people
from cases.views import dissents
from core_groups.conference_states import ConferenceKind, QuorumStanding
from core_groups.forms.conferences import AdvocateForm, DecideForm, HoldForm, ReportForm
from core_groups.queries import conference_page as queries
from core_groups.queries import conference_people
from core_groups.services import conference_booking as booking
from core_groups.services import conference_deciding as deciding
from core_groups.services import conference_holding as holding
from core_groups.services import conference_reports as reports
from core_groups.services.conference_deciding import Outcome
from core_groups.services.membership import Member
from core_groups.views.conference_pages import ChildForm, ConferenceForm, ConferencePage
from safeguarding.accounts.models import Agency
from safeguarding.rules import conference as rules
from safeguarding.rules.london_time import london_date

_MAY_DECIDE = frozenset({QuorumStanding.QUORATE, QuorumStanding.OVERRIDDEN})


class ShowConferencePage(ConferencePage):
    """Where the conference stands, and what to do next."""

    must_run = False
    template_name = "conferences/conference.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        user, conference, state = self.user, self.conference, self.meeting.state
        asked = queries.invitations(user, conference)
        can_run = access_meetings.runs(user, self.meeting)
        goes_on = state != MeetingState.CANCELLED
        is_held = goes_on and state != MeetingState.PLANNED
        is_asked = any(row.user_id == user.pk for row in asked)
        decides = access.may(user, access.Action.RUN_CONFERENCE)
        return self.render(
            conference=conference,
            meeting=self.meeting,
            invitations=asked,
            lacks=queries.lacks(conference, asked),
            views=queries.children(user, conference, asked),
            is_planned=state == MeetingState.PLANNED,
            is_held=is_held,
            is_review=conference.kind == ConferenceKind.REVIEW,
            can_run=can_run,
            can_ask=can_run and access_meetings.may_ask(user, self.meeting) and goes_on,
            can_report=goes_on and (can_run or is_asked) and access.may(user, access.Action.RECORD_EVENT),
            can_decide=can_run and decides and conference.quorum_standing in _MAY_DECIDE,
            can_dissent=is_held and (can_run or (is_asked and user.agency_id is not None)),
            can_challenge=access.may(user, access.Action.CHALLENGE),
            can_send=can_run and access.may(user, access.Action.BOOK_CONFERENCE),
        )


class PackPage(ConferencePage):
    """What a review looks at: each child's plan, how its actions stand, and what every agency reports."""

    must_run = False
    template_name = "conferences/pack.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        user, conference = self.user, self.conference
        on = london_date(self.at)
        asked = queries.invitations(user, conference)
        return self.render(
            conference=conference,
            meeting=self.meeting,
            packs=queries.pack(user, conference, on),
            views={one.part.child_id: one for one in queries.children(user, conference, asked)},
            today=on,
        )


class AdvocatePage(ChildForm):
    """Whether the parents were offered an advocate, and accepted one."""

    form_class = AdvocateForm
    title = "Parent advocate"
    keeps_draft = False

    def initial(self) -> dict[str, Any]:
        """What is known."""
        accepted = {True: "yes", False: "no", None: "open" if self.part.advocate_offered else ""}
        return {
            "offered": self.part.advocate_offered,
            "accepted": accepted[self.part.advocate_accepted],
        }

    def save(self, form: Any) -> HttpResponse:
        """Write it down."""
        typed = form.cleaned_data
        deciding.note_advocate(
            conference=self.conference,
            child=self.child,
            offered=typed["offered"],
            accepted={"yes": True, "no": False}.get(typed.get("accepted", "")),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "Saved")


class ReportPage(ChildForm):
    """An agency's report about one child."""

    must_run = False
    form_class = ReportForm
    title = "Report to the conference"
    submit_text = "Give the report"

    @cached_property
    def agencies(self) -> list[Agency]:
        """For whom the reader may report."""
        return queries.agencies_asked(self.user, self.conference)

    def ask(self) -> None:
        """Somebody asked by name, or who runs it; not of a child seen in an emergency alone."""
        super().ask()
        access.require(self.user, access.Action.RECORD_EVENT, self.child)
        if not self.agencies and not access_meetings.runs(self.user, self.meeting):
            raise NotPermittedError("conference_report")

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies that are asked."""
        return {"agencies": [(str(each.pk), each.name) for each in self.agencies]}

    def initial(self) -> dict[str, Any]:
        """What one's own agency has given already."""
        agency = self.user.agency
        row = queries.own_report(self.user, self.conference, self.child, agency)
        if row is None:
            return {"agency": str(agency.pk), "sensitivity": "professionals"}
        return {
            "agency": str(agency.pk),
            "text": row.text,
            "sensitivity": row.sensitivity,
            "is_shared": row.shared_with_parents_on is not None,
            "shared_with_parents_on": row.shared_with_parents_on,
            "not_shared_reason": row.not_shared_reason,
        }

    def save(self, form: Any) -> HttpResponse:
        """Give it."""
        typed = form.cleaned_data
        chosen = next(each for each in self.agencies if str(each.pk) == typed["agency"])
        reports.give(
            conference=self.conference,
            child=self.child,
            agency=chosen,
            text=typed["text"],
            sensitivity=typed["sensitivity"],
            shared_with_parents_on=typed.get("shared_with_parents_on"),
            not_shared_reason=typed.get("not_shared_reason") or "",
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), f"The report of {chosen.name} is there")


class HoldPage(ConferenceForm):
    """That the conference was held, with its quorum, the chair's word, or to be reconvened."""

    form_class = HoldForm
    title = "The conference was held"
    submit_text = "Record that it was held"
    template_name = "conferences/hold.html"

    @cached_property
    def asked(self) -> list[Invitation]:
        """Who is asked, with who came."""
        return queries.invitations(self.user, self.conference)

    def form_kwargs(self) -> dict[str, Any]:
        """What is to be said, by the attendance that is recorded now."""
        return {
            "is_quorate": holding.lacking(self.conference).quorate,
            "may_override": access.may(self.user, access.Action.RUN_CONFERENCE),
            "is_second_time": holding.was_inquorate_before(self.conference),
        }

    def initial(self) -> dict[str, Any]:
        """When it was planned for."""
        return {"held_at": self.meeting.starts_at}

    def context(self) -> dict[str, Any]:
        """Who was there, and what is lacking."""
        return {
            **super().context(),
            "lacks": holding.lacking(self.conference),
            "present": meeting_people.agencies_present(self.meeting),
            "meeting": self.meeting,
            "may_override": access.may(self.user, access.Action.RUN_CONFERENCE),
        }

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        held = holding.hold(conference=self.conference, by=self.user, at=self.at, **form.cleaned_data)
        said = (
            "It is on record that the conference was held"
            if held.quorum_standing in _MAY_DECIDE
            else "The conference is to be reconvened within 10 working days"
        )
        return self.done(self.href(), said)


class DecidePage(ChildForm):
    """What the chair decides for one child."""

    form_class = DecideForm
    title = "Decision for this child"
    submit_text = "Record the decision"
    template_name = "conferences/decide.html"

    def ask(self) -> None:
        """Only chairs of conferences decide, and not for a child seen in an emergency alone."""
        super().ask()
        access.require(self.user, access.Action.RUN_CONFERENCE, self.child)

    @cached_property
    def members(self) -> list[tuple[str, str, Member]]:
        """Who may belong to the core group."""
        return conference_people.members(self.user, self.meeting, self.child)

    def form_kwargs(self) -> dict[str, Any]:
        """What may be decided, by the conference's kind and the child's age on its day."""
        on = london_date(self.meeting.held_at or self.meeting.starts_at)
        return {
            "kind": ConferenceKind(self.conference.kind),
            "ways": rules.participation_codes(self.child.person.date_of_birth, on),
            "members": [(value, label) for value, label, _ in self.members],
        }

    def initial(self) -> dict[str, Any]:
        """Everybody asked is ticked; a review starts from the plan's category."""
        plan = booking.protected(self.child)
        ways = self.form_kwargs()["ways"]
        return {
            "members": [value for value, _, _ in self.members],
            "category": plan.category if plan is not None else "",
            "participation": ways[0][0] if len(ways) == 1 else "",
        }

    def context(self) -> dict[str, Any]:
        """How the conference stands."""
        return {**super().context(), "conference": self.conference, "part": self.part}

    def save(self, form: Any) -> HttpResponse:
        """Record it, with everything that follows."""
        typed = form.cleaned_data
        chosen = set(typed.get("members") or ())
        deciding.decide(
            conference=self.conference,
            child=self.child,
            outcome=Outcome(
                decision=typed["decision"],
                participation=typed["participation"],
                reasons=typed["reasons"],
                category=typed.get("category") or "",
                outline_plan=typed.get("outline_plan") or "",
                core_group_on=typed.get("core_group_on"),
                next_review_on=typed.get("next_review_on"),
                members=[member for value, _, member in self.members if value in chosen],
            ),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), f"The decision for {self.child.person.name} is recorded")


class DissentPage(dissents.DissentPage, ChildForm):
    """An agency doesn't agree with what the conference decided for a child."""

    words_hint = "The letter says that the agency doesn’t agree, and not why"

    def about(self) -> Child:
        """The child of the address."""
        return self.child

    def meetings_page(self) -> str:
        """The conference's."""
        return self.href()

    def dissent(self, agency: Agency, words: str) -> object:
        """Record it."""
        return deciding.dissent(part=self.part, agency=agency, words=words, by=self.user, at=self.at)
