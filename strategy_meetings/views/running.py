"""Running a strategy meeting: who is asked, the history, the agenda, that it was held, decisions, dissent."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingState
from cases.models import Child
from cases.queries import meeting_people, meetings
from cases.services import invitations
from cases.views import dissents
from safeguarding.accounts.models import Agency
from safeguarding.ui.fields import Choice
from safeguarding.ui.versioned import VersionedForm
from safeguarding.ui.views import SeeOther
from strategy_meetings.briefs import brief
from strategy_meetings.forms.calling import InviteForm
from strategy_meetings.forms.running import (
    AgendaForm,
    DecideForm,
    HistoryNoteForm,
    HoldForm,
)
from strategy_meetings.models import StrategyDecision
from strategy_meetings.queries import invitees, ways
from strategy_meetings.queries import meeting as queries
from strategy_meetings.services import calling, deciding, holding, protection
from strategy_meetings.views.pages import StrategyFormPage, StrategyPage


class StrategyMeetingPage(StrategyPage):
    """Where the meeting stands: quorum, history, agenda, decisions, and what to do next."""

    must_run = False
    template_name = "strategy_meetings/meeting.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        strategy = self.strategy
        can_run = access_meetings.runs(self.user, self.meeting)
        is_held = self.meeting.state not in {MeetingState.PLANNED, MeetingState.CANCELLED}
        may_record = access.may(self.user, access.Action.RECORD_EVENT)
        unsigned = bool(strategy.inquorate_reason) and strategy.inquorate_signed_at is None
        return self.render(
            strategy=strategy,
            meeting=self.meeting,
            lacks=queries.lacks(strategy),
            is_held=is_held,
            is_planned=self.meeting.state == MeetingState.PLANNED,
            invitations=meetings.invitations(self.user, self.meeting),
            decisions=queries.decisions(self.user, strategy),
            agenda=queries.agenda(strategy) if can_run else [],
            can_run=can_run,
            can_invite=can_run and access.may(self.user, access.Action.MANAGE_INVOLVEMENT),
            can_read_pack=can_run and queries.reads_pack(self.user),
            can_decide=can_run and access.may(self.user, access.Action.CALL_MEETING),
            can_sign=can_run and unsigned and access.may(self.user, access.Action.DECIDE_REFERRAL),
            can_protect=may_record and protection.may_record(self.user),
            protections=queries.protections(self.user, strategy),
            origin=ways.origin(self.user, strategy),
            follow_ups=ways.follow_ups(self.user, strategy),
            can_dissent=can_run or self.user.agency in meeting_people.agencies_present(self.meeting),
            can_challenge=access.may(self.user, access.Action.CHALLENGE),
        )


class InvitePage(StrategyFormPage):
    """Who must come, and who else should: proposed, ticked, asked."""

    form_class = InviteForm
    title = "Who is asked to the meeting"
    submit_text = "Ask them"
    keeps_draft = False

    def ask(self) -> None:
        """Being asked opens records: only who may do that."""
        super().ask()
        if not access.may(self.user, access.Action.MANAGE_INVOLVEMENT):
            raise NotPermittedError("invite")

    @cached_property
    def proposed(self) -> dict[str, invitees.Invitee]:
        """Those who aren't asked yet."""
        return {one.value: one for one in invitees.propose(self.user, self.meeting)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where somebody is left to be asked."""
        if not self.proposed:
            messages.info(request, "Everybody whom the law and the child’s network name is asked.")
            return SeeOther(self.href())
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Those proposed, with why and what they bring."""
        return {"options": [Choice(one.value, one.label, hint=one.hint) for one in self.proposed.values()]}

    def initial(self) -> dict[str, Any]:
        """All are ticked: leaving somebody out is the choice."""
        return {"people": [one.value for one in self.proposed.values() if one.is_ticked]}

    def save(self, form: Any) -> HttpResponse:
        """Ask each of those ticked."""
        for value in form.cleaned_data["people"]:
            one = self.proposed[value]
            facts: dict[str, Any] = {
                "meeting": self.meeting,
                "part": brief(one.agency.kind),
                "is_required": bool(one.seat),
                "by": self.user,
                "at": self.at,
            }
            if one.user is not None:
                invitations.invite_user(user=one.user, **facts)
            else:
                invitations.invite_duty(agency=one.agency, team=one.team, **facts)
        return self.done(self.href(), "They are asked to the meeting")


class HistoryPage(StrategyFormPage):
    """What is known of every child, whatever the interval: read, considered, kept as it was shown."""

    form_class = HistoryNoteForm
    title = "History considered"
    submit_text = "Confirm that the history was considered"
    template_name = "strategy_meetings/history.html"

    def ask(self) -> None:
        """Other agencies hear the history at the meeting."""
        super().ask()
        if not queries.reads_pack(self.user):
            raise NotPermittedError("read_history")

    def initial(self) -> dict[str, Any]:
        """What was noted before a child was added."""
        return {"note": self.strategy.history_note}

    def context(self) -> dict[str, Any]:
        """The history as it was read, and who confirmed it."""
        return {
            **super().context(),
            "strategy": self.strategy,
            "pack": queries.pack(self.user, self.strategy),
            "read_href": self.href("strategy_history_read"),
        }

    def save(self, form: Any) -> HttpResponse:
        """Confirm it with its note."""
        calling.confirm_history(
            strategy=self.strategy, note=form.cleaned_data["note"], by=self.user, at=self.at
        )
        return self.done(self.href(), "The history is on record as considered")


class ReadHistoryPage(StrategyPage):
    """Reads the history anew."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Read it, unless it was confirmed meanwhile."""
        if not queries.reads_pack(self.user):
            raise NotPermittedError("read_history")
        try:
            calling.make_history(strategy=self.strategy, by=self.user, at=self.at)
        except ChangedMeanwhileError as error:
            messages.info(request, str(error))
        return SeeOther(self.href("strategy_history"))


class AgendaPage(StrategyFormPage, VersionedForm):
    """The set agenda's points."""

    form_class = AgendaForm
    title = "Agenda"
    template_name = VersionedForm.template_name
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("strategy",)

    def initial(self) -> dict[str, Any]:
        """What is written already."""
        words = {name: getattr(self.strategy, name) for name in holding.AGENDA}
        return {**words, "version": self.strategy.version}

    def save(self, form: Any) -> HttpResponse:
        """Write it down."""
        holding.write_agenda(
            strategy=self.strategy,
            words={name: form.cleaned_data[name] for name in holding.AGENDA},
            expected_version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The agenda is saved")


class HoldPage(StrategyFormPage):
    """That the meeting was held, with its quorum or the reason why without."""

    form_class = HoldForm
    title = "The meeting was held"
    submit_text = "Record that it was held"
    template_name = "strategy_meetings/hold.html"

    @cached_property
    def is_quorate(self) -> bool:
        """By the attendance that is recorded now."""
        return holding.is_quorate(self.strategy)

    def form_kwargs(self) -> dict[str, Any]:
        """A reason is asked where the quorum is lacking."""
        return {"is_quorate": self.is_quorate}

    def initial(self) -> dict[str, Any]:
        """As it was planned, once that has passed."""
        return {"held_at": min(self.meeting.starts_at, self.at)}

    def context(self) -> dict[str, Any]:
        """What is lacking, and who was there."""
        return {
            **super().context(),
            "meeting": self.meeting,
            "lacks": holding.lacking(self.strategy),
            "present": meeting_people.agencies_present(self.meeting),
        }

    def save(self, form: Any) -> HttpResponse:
        """Record it; the meeting's clock stops, the record's starts."""
        holding.hold(strategy=self.strategy, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.href(), "It is on record that the meeting was held")


class SignPage(StrategyPage):
    """A manager's signature under an inquorate meeting."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Sign it."""
        try:
            holding.sign_inquorate(strategy=self.strategy, by=self.user, at=self.at)
            messages.success(request, "You have signed that the meeting was held without its quorum")
        except DomainError as error:
            messages.info(request, str(error))
        return SeeOther(self.href())


class _ChildOfMeetingPage(StrategyFormPage):
    """A form about one child of the meeting."""

    @cached_property
    def child(self) -> Child:
        """The child of the address, through the gate."""
        return meetings.child_of(self.user, self.meeting, self.kwargs["child"])

    @property
    def caption(self) -> str:
        """Which child."""
        return f"{self.child.person.name}, {self.child.reference}"

    def ask(self) -> None:
        """Find the child before anything else."""
        _ = self.strategy, self.child
        super().ask()


class DecidePage(_ChildOfMeetingPage):
    """What is decided for one child."""

    form_class = DecideForm
    title = "Decision for this child"
    submit_text = "Record the decision"
    template_name = "strategy_meetings/decide.html"

    def ask(self) -> None:
        """Only case staff of social care decide, and not for a child seen in an emergency alone."""
        super().ask()
        access.require(self.user, access.Action.CALL_MEETING, self.child)

    def context(self) -> dict[str, Any]:
        """Whether the history was considered."""
        return {
            **super().context(),
            "strategy": self.strategy,
            "lacks": queries.lacks(self.strategy),
            "history_href": self.href("strategy_history"),
        }

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        typed = form.cleaned_data
        deciding.decide(
            strategy=self.strategy,
            child=self.child,
            outcomes=[typed["outcome"], *typed["further"]],
            reasons=typed["reasons"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), f"The decision for {self.child.person.name} is recorded")


class DissentPage(dissents.DissentPage, _ChildOfMeetingPage):
    """An agency doesn't agree with what the strategy meeting decided for a child."""

    @cached_property
    def decision(self) -> StrategyDecision:
        """What they don't agree with."""
        return queries.decision(self.user, self.strategy, self.child)

    def about(self) -> Child:
        """The child, for whom something was decided."""
        _ = self.decision
        return self.child

    def meetings_page(self) -> str:
        """The meeting's."""
        return self.href()

    def dissent(self, agency: Agency, words: str) -> object:
        """Record it."""
        return deciding.dissent(decision=self.decision, agency=agency, words=words, by=self.user, at=self.at)
