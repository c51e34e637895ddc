"""Cover for absence: one's own, what one covers for others, and for managers that of those they manage."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from safeguarding.accounts import cover_queries, queries
from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.forms.cover import CoverForm
from safeguarding.accounts.models import Cover, User
from safeguarding.accounts.permissions import may_arrange_cover
from safeguarding.accounts.services import cover as service
from safeguarding.accounts.views.pages import Page
from safeguarding.rules.london_time import london_date
from safeguarding.ui.views import FormPage, SeeOther


class CoverPage(Page):
    """Who covers for whom, as far as it concerns the person."""

    template_name = "account/cover.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        arranged = cover_queries.arranged(self.user, today=london_date(self.at))
        return self.render(
            mine=[each for each in arranged if each.cover.user_id == self.user.pk],
            given=[each for each in arranged if each.cover.deputy_id == self.user.pk],
            of_others=[
                each for each in arranged if self.user.pk not in {each.cover.user_id, each.cover.deputy_id}
            ],
            managed=cover_queries.managed(self.user),
        )


class NewCoverPage(Page, FormPage):
    """Name a deputy for oneself."""

    form_class = CoverForm
    template_name = "layouts/form.html"
    title = "Name your deputy"
    intro = (
        "While you are away your deputy gets the alerts about your time limits too. They see no record that"
        " they couldn’t open before."
    )
    submit_text = "Name the deputy"
    domain_errors = (DirectoryError,)

    @cached_property
    def absent(self) -> User:
        """Who is away."""
        return self.user

    def form_kwargs(self) -> dict[str, Any]:
        """Who can cover."""
        return {"deputies": cover_queries.possible_deputies(self.absent)}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back_href": reverse("cover"), "cancel_href": reverse("cover")}

    def save(self, form: CoverForm) -> HttpResponse:
        """Name them."""
        made = service.name_deputy(user=self.absent, by=self.user, at=self.at, **form.facts())
        return self.done(reverse("cover"), f"{made.deputy.full_name} covers for {self._whom}")

    @property
    def _whom(self) -> str:
        return "you"


class NewCoverForPage(NewCoverPage):
    """For managers: name a deputy for somebody they manage. 403 for everybody else's people."""

    title = "Name a deputy"
    intro = (
        "While they are away the deputy gets the alerts about their time limits too. The deputy sees no"
        " record that they couldn’t open before."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask first."""
        if not may_arrange_cover(self.user, self.absent):
            raise service.CoverNotPermittedError
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def absent(self) -> User:
        """Who is away; one who has left is not there."""
        return queries.user(self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """For whom."""
        return {**super().context(), "caption": self.absent.full_name}

    @property
    def _whom(self) -> str:
        return self.absent.full_name


class EndCoverPage(Page):
    """End a cover early: 404 for those whom it doesn't concern, 403 for the deputy."""

    template_name = "account/end_cover.html"

    @cached_property
    def cover(self) -> Cover:
        """The cover of the page's address."""
        found = cover_queries.one(self.user, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask first."""
        if not may_arrange_cover(self.user, self.cover.user):
            raise service.CoverNotPermittedError
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether it is meant."""
        return self.render(cover=self.cover)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        service.end_early(cover=self.cover, by=self.user, at=self.at)
        messages.success(request, f"{self.cover.deputy.full_name} no longer covers")
        return SeeOther(reverse("cover"))
