"""The front door: its worklist, one child's part of a referral, and the record it belongs to."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError, NotPermittedError
from cases.forms.front_door import NEW, OTHER, MatchForm, ReasonForm, RelativesForm
from cases.models import Child, ReferralChild, ReferralDecision
from cases.queries import documents, match_candidates, meeting_links, referral_told, steps
from cases.queries import front_door as queries
from cases.services import front_door, referral_people
from cases.states import ReferralChildMove, ReferralChildState, ReferralOutcome
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.ui.views import SeeOther


class WorklistPage(Page):
    """What the front door has to do, the most urgent first."""

    action = access.Action.WORK_FRONT_DOOR
    template_name = "front_door/worklist.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List it."""
        found = queries.worklist(
            user=self.user,
            show=request.GET.get("show", ""),
            at=self.at,
            page=request.GET.get("page", "1"),
        )
        return self.render(page=found.page, rows=found.rows, tabs=found.tabs)


class PartPage(Page):
    """A page of one child's part of a referral: 404 where it may not be seen.

    Reading it is logged: the referral, and the child's record once it is matched.
    """

    action = access.Action.WORK_FRONT_DOOR

    @cached_property
    def part(self) -> ReferralChild:
        """The part of the page's address, through the gate."""
        return queries.part(
            user=self.user, reference=self.kwargs["reference"], position=self.kwargs["position"]
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask who, then find the part and log the look, then answer."""
        if self.action is not None and not access.may(self.user, self.action):
            raise NotPermittedError(self.action.value)
        part = self.part
        # Opening the form was logged; what is saved of it every few seconds shows nobody anything.
        if not getattr(self, "only_keeps", False):
            self._log(part)
        return super().dispatch(request, *args, **kwargs)

    def _log(self, part: ReferralChild) -> None:
        where: dict[str, Any] = {"at": self.at, "origin": self.origin, "look": self.reading}
        access.get_referral(self.user, part.referral.reference, **where)
        if part.child is not None:
            access.get_child(self.user, part.child.reference, access.Action.VIEW, **where)

    def href(self, name: str = "front_door_child") -> str:
        """The address of another page of this part."""
        return reverse(name, args=[self.part.referral.reference, self.part.position])

    @property
    def caption_text(self) -> str:
        """Which child of which referral."""
        return f"{self.part.name}, referral {self.part.referral.reference}"


class PartFormPage(PartPage, DraftedFormPage):
    """A form about one child's part; `move` must be possible, or the part's own page says where it stands."""

    move: ReferralChildMove | None = None
    domain_errors = (DomainError,)
    template_name = "layouts/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, where there is something to do."""
        if self.move is not None and not steps.is_possible(self.part, self.move):
            messages.info(request, f"It stands at “{self.part.get_state_display()}” now.")
            return SeeOther(self.href())
        return DraftedFormPage.get(self, request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """The way back, and the part."""
        return {
            "caption": self.caption_text,
            "back_href": self.href(),
            "cancel_href": self.href(),
            "part": self.part,
            "now": self.at,
        }


class ChildOfReferralPage(PartPage):
    """What was reported, where it stands, and what to do next."""

    template_name = "front_door/child.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        part = self.part
        decision = queries.standing_decision(part)
        return self.render(
            part=part,
            referral=part.referral,
            age=queries.age_words(part, self.at),
            parts=referral_told.told(part.referral, user=self.user),
            others=queries.others(part, user=self.user),
            clock=queries.clock(part),
            documents=documents.of_referral(self.user, part.referral),
            decision=decision,
            earlier=queries.earlier_decisions(part),
            tasks=steps.tasks(part, decision, user=self.user),
            can_unmatch=part.state == ReferralChildState.MATCHED,
            can_reconsider=steps.can_reconsider(part, user=self.user),
            can_call=self._can_call(decision),
            meetings=meeting_links.of_referral(self.user, part) if decision is not None else [],
        )

    def _can_call(self, decision: ReferralDecision | None) -> bool:
        """Whether a strategy meeting was decided on, and the person may call one."""
        is_decided = decision is not None and decision.outcome == ReferralOutcome.STRATEGY_MEETING
        return is_decided and access.may(self.user, access.Action.CALL_MEETING)


class MatchPage(PartFormPage):
    """Which record the child is: candidates with their reasons, another one, or a new one."""

    form_class = MatchForm
    title = "Find this child’s record"
    submit_text = "Continue"
    move = ReferralChildMove.MATCH
    template_name = "front_door/match.html"
    keeps_draft = False

    @cached_property
    def matches(self) -> list[match_candidates.Match]:
        """Who it may be."""
        return match_candidates.find(self.part, user=self.user, at=self.at, origin=self.origin)

    def form_kwargs(self) -> dict[str, Any]:
        """The candidates."""
        return {"matches": self.matches}

    def context(self) -> dict[str, Any]:
        """What the referrer said, beside the candidates."""
        said = referral_told.child_rows(self.part)
        return {**super().context(), "matches": self.matches, "said": said, "referral": self.part.referral}

    def save(self, form: Any) -> HttpResponse:
        """Match it."""
        choice = form.cleaned_data["choice"]
        if choice == NEW:
            front_door.match_new(referral_child=self.part, by=self.user, at=self.at)
        elif (person := queries.person_of_choice(user=self.user, choice=choice)) is not None:
            front_door.match_new(referral_child=self.part, person=person, by=self.user, at=self.at)
        else:
            child = self._chosen(form.cleaned_data["reference"] if choice == OTHER else choice)
            front_door.match(referral_child=self.part, child=child, by=self.user, at=self.at)
        return self.done(self.href("front_door_relatives"), "The record is matched")

    def _chosen(self, reference: str) -> Child:
        child = queries.child_with_reference(user=self.user, reference=reference)
        if child is None:
            raise DomainError("There is no record with that reference that you may open", field="reference")
        return child


class UnmatchPage(PartFormPage):
    """Taking back a match to a wrong record."""

    form_class = ReasonForm
    title = "Undo the match"
    submit_text = "Undo the match"
    move = ReferralChildMove.UNMATCH

    def form_kwargs(self) -> dict[str, Any]:
        """The question."""
        return {
            "question": "Why is this the wrong record?",
            "hint": "The record keeps a line that says that the referral is not about this child.",
        }

    def save(self, form: Any) -> HttpResponse:
        """Undo it."""
        front_door.unmatch(
            referral_child=self.part, reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        return self.done(self.href(), "The match is undone")


class RelativesPage(PartFormPage):
    """The people named in the referral, put into the child's network; none of it is needed."""

    form_class = RelativesForm
    title = "Who are they to the child?"
    intro = (
        "People whom the referrer named. Add those who belong to the child’s network, so that their history "
        "is seen too. Leave out who is in the network already."
    )
    submit_text = "Save and continue"
    move = ReferralChildMove.DECIDE

    @cached_property
    def named(self) -> dict[str, Any]:
        """The adults, and the other children who have a record."""
        others = queries.others(self.part, user=self.user)
        adults = queries.adults(self.part)
        return {
            "adults": adults,
            "children": [each for each in others if each.child_id not in {None, self.part.child_id}],
            "known": match_candidates.adults_on_record(
                adults, self.part, user=self.user, at=self.at, origin=self.origin
            ),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where somebody was named."""
        if not (self.named["adults"] or self.named["children"]):
            return SeeOther(self.href())
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Who was named."""
        return self.named

    def save(self, form: RelativesForm) -> HttpResponse:
        """Add those chosen."""
        added = referral_people.add_relatives(
            referral_child=self.part,
            adults=form.chosen("adult"),
            siblings=form.chosen("child"),
            known=queries.people_with_keys(user=self.user, keys=form.known()),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The child’s network is up to date" if added else "")
