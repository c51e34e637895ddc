"""Search: what is looked for stays in the session, so that no name ever stands in an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.queries import search as queries
from cases.queries.search_terms import LONGEST
from cases.views.pages import Page
from safeguarding.ui.error_views import too_many_requests
from safeguarding.ui.fields import GovukForm, TextField
from safeguarding.ui.limits import too_often
from safeguarding.ui.views import SeeOther

_HELD = "search_terms"


class SearchForm(GovukForm):
    """One box for everything."""

    terms = TextField(
        "Name, date of birth, reference, NHS number, UPN or address",
        hint="For example: Jo Hartley 9/3/2016. Misspelt and swapped names are found too.",
        error_required="Enter what to search for",
        max_length=LONGEST,
        autocomplete="off",
        spellcheck=False,
    )


class SearchPage(Page):
    """The box, and one page of what was found for the terms of this session."""

    action = access.Action.SEARCH
    template_name = "search/search.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the results of the held terms when a page of them is asked for, else an empty box."""
        terms = self.request.session.get(_HELD, "") if "page" in self.request.GET else ""
        form = SearchForm(initial={"terms": terms})
        if not terms:
            return self.render(form=form, results=None, **self._ways_on())
        results = queries.search(
            user=self.user, terms=terms, at=self.at, origin=self.origin, page=self._page_number()
        )
        return self.render(form=form, results=results, **self._ways_on())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hold the terms and go to the first page of results."""
        if too_often(self.request, "search"):
            return too_many_requests(self.request)
        form = SearchForm(data=self.request.POST)
        if not form.is_valid():
            return self.render(form=form, results=None, **self._ways_on())
        self.request.session[_HELD] = form.cleaned_data["terms"]
        return SeeOther(reverse("search", query={"page": 1}))

    def _page_number(self) -> int:
        number = self.request.GET["page"]
        return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1

    def _ways_on(self) -> dict[str, Any]:
        return {
            "can_create": access.may(self.user, access.Action.CREATE_PERSON),
            "can_break_glass": access.may(self.user, access.Action.BREAK_GLASS),
            "can_record": access.may(self.user, access.Action.RECORD_EVENT),
        }
