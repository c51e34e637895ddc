"""Closing an episode of need: what stands in the way, the words, the signature."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.models import EpisodeOfNeed
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from core_groups.forms import closing as forms
from core_groups.models import Closing
from core_groups.queries import closings as queries
from core_groups.services import closings
from core_groups.services.closings import Words
from core_groups.views.endings import ActPage, EndingPage
from safeguarding.rules import closure

_LABELS: Final = {
    "sexual_abuse_considered": "Sexual abuse",
    "neglect_considered": "Neglect",
    "other_signs_considered": "All other signs",
    "cause_considered": "Cause of the concern",
}


class ClosingPage(EndingPage):
    """What stands in the way of closing, the closure that is written, and earlier ones."""

    # A closure is read by those who read the history: social care.
    child_action = Action.VIEW_HISTORY
    section = "closing"
    template_name = "step_down/closing.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        episode = queries.open_episode(self.user, self.child)
        found = queries.of_child(self.user, self.child)
        current = next(
            (each for each in found if episode is not None and each.episode_id == episode.pk), None
        )
        in_the_way = queries.in_the_way(episode) if episode is not None else []
        is_written = current is not None and current.sent_back_at is None
        author = current.author_id if current is not None else None
        signs = is_written and self.may(Action.CLOSE_EPISODE) and author != self.user.pk
        return self.show(
            episode=episode,
            current=current,
            earlier=[each for each in found if each is not current],
            in_the_way=in_the_way,
            labels=_LABELS,
            can_write=episode is not None and self.may(Action.MANAGE_PLAN),
            can_sign=signs and not in_the_way,
            can_send_back=signs,
            since=queries.since_written(self.user, current) if signs and current is not None else None,
        )


class _OfOpen:
    """What acts on the open episode share."""

    child: Any
    user: Any

    @cached_property
    def episode(self) -> EpisodeOfNeed:
        """The open episode."""
        found = queries.open_episode(self.user, self.child)
        if found is None:
            raise Http404
        return found

    @property
    def written(self) -> Closing | None:
        """The closure as it stands."""
        return queries.of_episode(self.user, self.episode)

    @property
    def closing(self) -> Closing:
        """The closure that is to be signed."""
        if self.written is None:
            raise Http404
        return self.written

    def back_href(self) -> str:
        """The page of closing."""
        return reverse("closing", args=[self.child.reference])


class WritePage(_OfOpen, VersionedFormPage):
    """The closure's words."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.ClosingForm
    title = "Close to children’s social care"
    submit_text = "Give it to a manager to sign"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the episode first."""
        _ = self.child, self.episode
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        written = self.written
        if written is None:
            return {"version": 0}
        has_copy = "yes" if written.family_copy_on else "no"
        names = (*closure.CONSIDERED, "reason", "family_copy_on", "family_copy_reason", "version")
        return {"has_copy": has_copy, **{name: getattr(written, name) for name in names}}

    def save(self, form: Any) -> HttpResponse:
        """Write it."""
        chosen = form.cleaned_data
        words = Words(
            considered={name: chosen[name] for name in closure.CONSIDERED},
            reason=chosen["reason"],
            family_copy_on=chosen["family_copy_on"] if chosen["has_copy"] == "yes" else None,
            family_copy_reason=chosen["family_copy_reason"] if chosen["has_copy"] == "no" else "",
        )
        version = self.posted_version(form)
        closings.write(episode=self.episode, words=words, version=version, by=self.user, at=self.at)
        return self.done(self.back_href(), "A manager is asked to sign")


class SendBackPage(_OfOpen, ChildFormPage):
    """A manager doesn't sign yet."""

    child_action = Action.CLOSE_EPISODE
    form_class = forms.SendBackForm
    title = "Send the closure back"
    submit_text = "Send it back"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it first."""
        _ = self.child, self.closing
        return super().dispatch(*args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Send it back."""
        closings.send_back(closing=self.closing, reason=form.cleaned_data["reason"], by=self.user, at=self.at)
        return self.done(self.back_href(), "Its author is told what is missing")


class SignPage(_OfOpen, ActPage):
    """A manager signs, and the child is closed to social care."""

    child_action = Action.CLOSE_EPISODE
    done_text = "The child is closed to children’s social care"

    def act(self) -> None:
        """Sign it."""
        closings.sign(closing=self.closing, by=self.user, at=self.at)
