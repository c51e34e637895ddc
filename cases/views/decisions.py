"""The history digest, the decision on one child's part of a referral, and what follows it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from cases import access
from cases.exceptions import DomainError, NotVisibleError
from cases.forms.decision import DecisionForm
from cases.forms.front_door import ReasonForm, TellForm
from cases.models import Child, ReferralDecision
from cases.queries import digest as digests
from cases.queries import front_door as queries
from cases.queries import referral_told, strategy
from cases.services import deadlines, decisions
from cases.services.decisions import DigestChangedError
from cases.states import ContactKind, ReferralChildMove
from cases.views.front_door import PartFormPage, PartPage
from safeguarding.rules.thresholds import criterion
from safeguarding.ui.views import SeeOther


class HistoryPart(PartPage):
    """A page that needs the record's history."""

    @cached_property
    def digest(self) -> digests.Digest:
        """What is known, as the person may see it."""
        child = cast(Child, self.part.child)
        return digests.build(user=self.user, child=child, at=self.at, referral_child=self.part)


class DigestPage(HistoryPart):
    """Everything known of the child before a decision."""

    template_name = "front_door/digest.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it, once there is a record."""
        if self.part.child is None:
            return SeeOther(self.href("front_door_match"))
        return self.render(
            part=self.part,
            digest=self.digest.as_json(),
            is_empty=self.digest.is_empty,
            suggestion=strategy.suggest(self.part, self.digest),
            read_at=self.at,
            back_href=self.href(),
        )


class DigestSeenPage(PartPage):
    """The history as the manager saw it who decided; only on the record that it is about."""

    template_name = "front_door/digest_seen.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what was kept."""
        decision = self._decision()
        return self.render(part=self.part, decision=decision, digest=decision.digest, back_href=self.href())

    def _decision(self) -> ReferralDecision:
        for decision in self.part.decisions.all():
            child = self.part.child
            same = child is not None and decision.digest.get("child_reference") == child.reference
            if decision.pk == self.kwargs["decision"] and same:
                return decision
        raise NotVisibleError


class DecidePage(HistoryPart, PartFormPage):
    """The manager's decision: the history, the form, the answers to check, then it is decided."""

    action = access.Action.DECIDE_REFERRAL
    form_class = DecisionForm
    title = "Decide what happens next"
    submit_text = "Continue"
    move = ReferralChildMove.DECIDE
    template_name = "front_door/decide.html"

    def initial(self) -> dict[str, Any]:
        """The level as the referrer put it, and the history that is shown."""
        if self.part.child is None:
            return {}
        referral = self.part.referral
        return {
            "digest_seen": self.digest.fingerprint,
            "level": referral.level,
            f"criteria_{referral.level}": referral.criteria,
        }

    def form_kwargs(self) -> dict[str, Any]:
        """What this referral needs to be asked; as of a referral while it stands at no record."""
        clock = queries.clock(self.part)
        return {
            "contact_kind": self.part.contact_kind if self.part.child else ContactKind.REFERRAL,
            "is_re_referral": self.part.child is None or self.digest.is_re_referral,
            "is_late": clock is not None and clock.met_at is None and deadlines.is_late(clock, self.at),
        }

    def context(self) -> dict[str, Any]:
        """The history and what it suggests, beside the form."""
        return {
            **super().context(),
            "digest": self.digest.as_json(),
            "is_empty": self.digest.is_empty,
            "suggestion": strategy.suggest(self.part, self.digest),
            "referral": self.part.referral,
            "clock": queries.clock(self.part),
            "parts": referral_told.told(self.part.referral, user=self.user),
            "is_author": self.part.referral.author_id == self.user.pk,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """From the form to its answers, back to the form, or on to the decision."""
        if self.part.child is None:
            # Somebody took the match back: there is no history to decide on.
            return SeeOther(self.href("front_door_match"))
        form = self._posted_form()
        if "change" in request.POST or not form.is_valid():
            return self.show(form)
        try:
            if "confirm" not in request.POST:
                decisions.check(referral_child=self.part, facts=form.facts(), seen=self.digest, by=self.user)
                return self._answers(form)
            return self.save(form)
        except DigestChangedError as changed:
            form = self._posted_form(digest_seen=self.digest.fingerprint)
            form.is_valid()
            form.add_error(None, changed.message)
            return self.show(form)
        except DomainError as error:
            form.add_error(self.field_of(error) if error.field in form.fields else None, error.message)
            return self.show(form)

    def _posted_form(self, **changed: str) -> DecisionForm:
        data = self.request.POST.copy()
        for name, value in changed.items():
            data[name] = value
        return cast(DecisionForm, self.form(data=data))

    def _answers(self, form: DecisionForm) -> HttpResponse:
        facts = form.facts()
        return self.render(
            "front_door/decide_check.html",
            form=form,
            facts=facts,
            rows=form.answers(),
            criteria=[criterion(each).text for each in facts.criteria],
            posted=form.posted(),
            form_token=self.form_token,
            part=self.part,
            caption=self.caption_text,
            back_href=self.href("front_door_decide"),
            tells_at_once=decisions.can_tell_in_the_service(self.part),
        )

    def save(self, form: Any) -> HttpResponse:
        """Decide."""
        decision = decisions.decide(referral_child=self.part, facts=form.facts(), by=self.user, at=self.at)
        told = "The referrer has been told." if decision.told_at else "Now tell the referrer."
        return self.done(self.href(), f"The decision is recorded. {told}")


class TellPage(PartFormPage):
    """Telling a referrer who doesn't read the outcome in this service."""

    form_class = TellForm
    title = "Tell the referrer"
    submit_text = "The referrer has been told"
    template_name = "front_door/tell.html"

    @cached_property
    def decision(self) -> ReferralDecision | None:
        """The decision that stands."""
        return queries.standing_decision(self.part)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask how, where somebody is still to be told."""
        if self.decision is None or self.decision.told_at is not None:
            return SeeOther(self.href())
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Whether there is anybody to tell."""
        return {"is_anonymous": self.part.referral.referrer_is_anonymous}

    def context(self) -> dict[str, Any]:
        """Whom to tell what."""
        return {**super().context(), "decision": self.decision, "referral": self.part.referral}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, if there is a decision to tell."""
        if self.decision is None:
            return SeeOther(self.href())
        return super().post(request, *args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        decision = cast(ReferralDecision, self.decision)
        decisions.tell(decision=decision, how=form.cleaned_data["how"], by=self.user, at=self.at)
        return self.done(self.href(), "It is recorded how the referrer was told")


class ReconsiderPage(PartFormPage):
    """Taking a decision back, with the reason, so that it can be made anew."""

    action = access.Action.DECIDE_REFERRAL
    form_class = ReasonForm
    title = "Reconsider the decision"
    submit_text = "Reconsider the decision"
    submit_warning = True
    move = ReferralChildMove.RECONSIDER

    def form_kwargs(self) -> dict[str, Any]:
        """The question."""
        return {
            "question": "Why is the decision reconsidered?",
            "hint": "The decision stays on record, marked as taken back. "
            "A new decision is due in 1 working day.",
        }

    def save(self, form: Any) -> HttpResponse:
        """Take it back."""
        decisions.reconsider(
            referral_child=self.part, reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        return self.done(self.href(), "The decision is taken back. Decide again when you are ready.")
