"""What pages of one challenge share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.urls import reverse

from cases import access as gate
from cases.exceptions import DomainError, NotPermittedError
from cases.models import Child
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from escalation import access
from escalation.models import Challenge
from escalation.queries import challenges


class OneChallenge(Page):
    """A page of one challenge: 404 where it may not be seen, logged as a look at the child's record."""

    looked_at: Child

    @cached_property
    def challenge(self) -> Challenge:
        """The challenge of the address, through the gate."""
        return challenges.get(self.user, self.kwargs["reference"])

    def require(self) -> None:
        """Raise NotPermittedError where the person may read the challenge and not do this."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, ask whether, log the look, answer."""
        challenge = self.challenge
        self.require()
        if not getattr(self, "only_keeps", False):
            self.looked_at = gate.get_child(
                self.user,
                challenge.child.reference,
                gate.Action.VIEW,
                at=self.at,
                origin=self.origin,
                look=self.reading,
            )
        return super().dispatch(request, *args, **kwargs)

    def href(self, name: str = "challenge") -> str:
        """The address of another page of this challenge."""
        return reverse(name, args=[self.challenge.reference])


class ChallengeFormPage(OneChallenge, DraftedFormPage):
    """A form about one challenge, for those who take part in it."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"
    # True: the raising agency alone; False: the challenged one alone; None: both.
    side: bool | None = None
    is_open: bool = True

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Which challenge it is, and about whom."""
        return f"{self.challenge.child.person.name}, challenge {self.challenge.reference}"

    def require(self) -> None:
        """Those who take part, on the side that does this, while it can be done."""
        access.require_party(self.user, self.challenge, raising=self.side)
        if self.challenge.is_open is not self.is_open:
            raise NotPermittedError("challenge_has_moved_on")

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "challenge": self.challenge}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS
