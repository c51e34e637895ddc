"""A challenge's page, the list of an agency's challenges, and what is done with one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cases import access as gate
from cases.exceptions import NotPermittedError
from cases.meeting_states import MeetingState
from cases.views.pages import Page
from escalation import access
from escalation.forms import challenges as forms
from escalation.queries import challenges
from escalation.services import counterparts, ending, ladder, talking
from escalation.services.talking import Step
from escalation.states import ContactHow, LearningTheme
from escalation.views.pages import ChallengeFormPage, OneChallenge
from safeguarding.rules import challenge_ladder
from safeguarding.ui.fields import Choice


class ChallengesPage(Page):
    """The challenges that the person's agency raised or has to answer."""

    action = gate.Action.CHALLENGE
    template_name = "escalation/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, or those that have ended."""
        show = "ended" if request.GET.get("show") == "ended" else "open"
        number = request.GET.get("page", "")
        page, counts = challenges.of_agency(
            self.user, show=show, page=int(number) if number.isascii() and number.isdigit() else 1
        )
        return self.render(page=page, counts=counts, show=show, due_of=challenges.due_of)


class ChallengePage(OneChallenge):
    """Everything about one challenge; how the child is safe stands on top."""

    template_name = "escalation/challenge.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show it."""
        challenge = self.challenge
        found = challenges.everything(self.user, challenge)
        may = gate.may_here(self.user, gate.Action.CHALLENGE, self.looked_at) and not self.is_print
        raises = may and access.takes_part(self.user, challenge, raising=True)
        answers = may and access.takes_part(self.user, challenge, raising=False)
        is_open, at_top = challenge.is_open, challenge.stage == challenge_ladder.LAST
        decides = gate.may_here(self.user, gate.Action.DECIDE_CHALLENGE, self.looked_at)
        return self.render(
            challenge=challenge,
            found=found,
            child=challenge.child,
            ladder=challenge_ladder.STAGES,
            can_talk=is_open and (raises or answers),
            can_move_up=is_open and (raises or answers) and not at_top,
            can_offer=is_open and answers and found.waiting is None,
            can_answer=is_open and raises and found.waiting is not None,
            can_withdraw=is_open and raises,
            can_decide=is_open and at_top and decides and not self.is_print,
            can_learn=not is_open and (raises or answers),
            can_dissent=not is_open and raises,
            can_plan_meeting=is_open
            and (raises or answers)
            and (challenge.meeting is None or challenge.meeting.state == MeetingState.CANCELLED)
            and gate.may_here(self.user, gate.Action.CALL_MEETING, self.looked_at),
            can_open_meeting=challenges.may_open_meeting(self.user, challenge),
            is_waiting_for_office=is_open and at_top,
            can_finish=raises or answers,
        )


class ContactPage(ChallengeFormPage):
    """The two agencies spoke."""

    form_class = forms.ContactForm
    title = "Record a contact"

    def initial(self) -> dict[str, Any]:
        """Just now."""
        return {"happened_at": self.at}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        typed = form.cleaned_data
        talking.record_contact(
            challenge=self.challenge,
            happened_at=typed["happened_at"],
            how=ContactHow(typed["how"]),
            with_whom=typed["with_whom"],
            words=typed["words"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The contact is recorded")


class CounterpartPage(ChallengeFormPage):
    """Who answers for the challenged agency."""

    form_class = forms.CounterpartForm
    title = "Who answers the challenge"
    intro = "Those who fit this stage, by the agency’s directory; the one who fits best comes first."

    def form_kwargs(self) -> dict[str, Any]:
        """Whom one may choose."""
        people = challenges.who_may_answer(self.challenge)
        return {
            "people": [
                Choice(str(each.pk), each.full_name, hint=each.job_title or each.get_role_display())
                for each in people
            ]
        }

    def save(self, form: Any) -> HttpResponse:
        """Name them."""
        people = challenges.who_may_answer(self.challenge)
        chosen = next(each for each in people if str(each.pk) == form.cleaned_data["counterpart"])
        counterparts.name(challenge=self.challenge, counterpart=chosen, by=self.user, at=self.at)
        return self.done(self.href(), f"{chosen.full_name} is asked to answer")


class MoveUpPage(ChallengeFormPage):
    """Up the ladder by hand."""

    form_class = forms.MoveUpForm
    title = "Move the challenge up"
    submit_text = "Move it up"

    def form_kwargs(self) -> dict[str, Any]:
        """The stages above."""
        stages = challenges.stages_above(self.challenge)
        return {
            "stages": [
                Choice(str(each.number), f"Stage {each.number}: {each.label}", hint=each.between)
                for each in stages
            ]
        }

    def initial(self) -> dict[str, Any]:
        """The next one."""
        return {"to": str(self.challenge.stage + 1)}

    def save(self, form: Any) -> HttpResponse:
        """Move it."""
        to = int(form.cleaned_data["to"])
        reason = form.cleaned_data["reason"]
        ladder.move_up(challenge=self.challenge, to=to, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), f"The challenge is at stage {to}")


class OfferPage(ChallengeFormPage):
    """The challenged agency offers something."""

    form_class = forms.OfferForm
    title = "Make an offer"
    submit_text = "Send the offer"
    side = False

    def form_kwargs(self) -> dict[str, Any]:
        """The two agencies."""
        both = (self.challenge.against_agency, self.challenge.raising_agency)
        return {"agencies": [(str(each.pk), each.name) for each in both]}

    def save(self, form: Any) -> HttpResponse:
        """Send it."""
        both = {str(each.pk): each for each in (self.challenge.against_agency, self.challenge.raising_agency)}
        steps = [Step(**{**each, "agency": both[each["agency"]]}) for each in form.steps()]
        talking.offer(
            challenge=self.challenge, words=form.cleaned_data["words"], steps=steps, by=self.user, at=self.at
        )
        return self.done(self.href(), "The offer is made")


class AnswerPage(ChallengeFormPage):
    """The raising agency answers an offer."""

    form_class = forms.AnswerForm
    title = "Answer the offer"
    submit_text = "Send the answer"
    side = True
    template_name = "escalation/answer.html"

    def context(self) -> dict[str, Any]:
        """The offer."""
        return {**super().context(), "offer": challenges.get_offer(self.user, self.challenge)}

    def save(self, form: Any) -> HttpResponse:
        """Accept or refuse."""
        offer = challenges.get_offer(self.user, self.challenge)
        words = form.cleaned_data.get("words") or ""
        if form.cleaned_data["is_accepted"]:
            talking.accept(offer=offer, words="", by=self.user, at=self.at)
            return self.done(self.href(), "The offer is accepted: the challenge is agreed")
        talking.refuse(offer=offer, words=words, by=self.user, at=self.at)
        return self.done(self.href(), "The offer is not accepted: the challenge goes on")


class WithdrawPage(ChallengeFormPage):
    """A challenge is taken back."""

    form_class = forms.WithdrawForm
    title = "Withdraw the challenge"
    submit_text = "Withdraw the challenge"
    side = True

    def save(self, form: Any) -> HttpResponse:
        """Withdraw it."""
        ending.withdraw(
            challenge=self.challenge, reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        return self.done(self.href(), "The challenge is withdrawn")


class DecidePage(ChallengeFormPage):
    """The partnership's decision."""

    form_class = forms.DecideForm
    title = "Record the partnership’s decision"
    submit_text = "Record the decision"
    # What the office types about a child isn't kept in drafts: it works no cases.
    keeps_draft = False

    def require(self) -> None:
        """The partnership's office, at the top."""
        access.require_decider(self.user, self.challenge)
        if not self.challenge.is_open or self.challenge.stage != challenge_ladder.LAST:
            raise NotPermittedError("challenge_is_not_at_the_top")

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        ending.decide(challenge=self.challenge, **form.cleaned_data, by=self.user, at=self.at)
        return self.done(self.href(), "The decision is recorded: it is final")


class DissentPage(ChallengeFormPage):
    """What the raising agency still disagrees with."""

    form_class = forms.DissentForm
    title = "Record what you still disagree with"
    side = True
    is_open = False

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        return {"words": self.challenge.dissent}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        ending.record_dissent(
            challenge=self.challenge, words=form.cleaned_data["words"], by=self.user, at=self.at
        )
        return self.done(self.href(), "It is on record")


class LearningPage(ChallengeFormPage):
    """What is learned."""

    form_class = forms.LearningForm
    title = "What is to be learned"
    is_open = False

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        return {"theme": self.challenge.learning_theme, "words": self.challenge.learning}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        ending.record_learning(
            challenge=self.challenge,
            theme=LearningTheme(form.cleaned_data["theme"]),
            words=form.cleaned_data["words"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The learning is recorded")


class ActionDonePage(ChallengeFormPage):
    """An action of the agreed plan is done."""

    form_class = forms.DoneForm
    title = "An action is done"
    is_open = False

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Which action."""
        return challenges.get_action(self.user, self.challenge, self.kwargs["pk"]).what

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        action = challenges.get_action(self.user, self.challenge, self.kwargs["pk"])
        talking.finish_action(action=action, words=form.cleaned_data["words"], by=self.user, at=self.at)
        return self.done(self.href(), "The action is done")
