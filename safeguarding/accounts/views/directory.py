"""The directory of people, for the system admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from safeguarding.accounts import cover_queries, queries
from safeguarding.accounts.exceptions import DirectoryChangedError, DirectoryError
from safeguarding.accounts.forms.directory import CloseAccountForm, EditPersonForm, PersonForm
from safeguarding.accounts.models import User
from safeguarding.accounts.services import invitations, people, recording
from safeguarding.accounts.views.pages import DirectoryPage
from safeguarding.notifications import bounces
from safeguarding.rules.london_time import london_date
from safeguarding.ui.versioned import VersionedForm
from safeguarding.ui.views import FormPage, SeeOther


class PeoplePage(DirectoryPage):
    """Everybody with an account: search by name, address or agency."""

    template_name = "directory/people.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of them."""
        terms = request.GET.get("q", "").strip()[:200]
        agency = request.GET.get("agency", "")
        closed = request.GET.get("closed") == "yes"
        found = queries.people(
            terms=terms,
            agency=int(agency) if agency.isdecimal() and len(agency) < 19 else None,
            closed=closed,
            page=request.GET.get("page", 1),
        )
        agencies = queries.agencies()
        return self.render(people=found, terms=terms, agency=agency, closed=closed, agencies=agencies)


class PersonPage(DirectoryPage):
    """One person: what the directory knows, and what was changed."""

    template_name = "directory/person.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them."""
        person = queries.user(pk)
        return self.render(
            person=person,
            changes=queries.history(person),
            is_self=person.pk == self.user.pk,
            has_password=person.has_usable_password(),
            covers=cover_queries.of_person(person, today=london_date(self.at)),
            bounces=bounces.standing(user=person),
        )


class DirectoryFormPage(FormPage, DirectoryPage):
    """A form of the directory."""

    domain_errors = (DirectoryError,)
    back_name = "directory"

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        href = self.back_href()
        return {"back_href": href, "cancel_href": href}

    def back_href(self) -> str:
        """The page one came from."""
        return reverse(self.back_name)


class DirectoryChangePage(DirectoryFormPage, VersionedForm):
    """Changes what another system admin may change at the same time."""

    template_name = VersionedForm.template_name
    submit_text = VersionedForm.submit_text
    changed_errors = (DirectoryChangedError,)


class PersonFormPage(DirectoryFormPage):
    """A form about a person: agencies, teams and line managers to choose from."""

    def form_kwargs(self) -> dict[str, Any]:
        """The choices."""
        return {
            "agencies": queries.agencies(closed=False),
            "teams": queries.active_teams(),
            "managers": queries.possible_line_managers(),
        }


class NewPersonPage(PersonFormPage):
    """Make an account; the person gets a mail with the link to choose a password."""

    form_class = PersonForm
    title = "Add a person"
    submit_text = "Add the person and send the link"

    def save(self, form: PersonForm) -> HttpResponse:
        """Make it."""
        user = people.create_user(**form.facts(), by=self.user, at=self.at)
        return self.done(reverse("directory_user", args=[user.pk]), f"{user.full_name} is added")


class EditPersonPage(PersonFormPage, DirectoryChangePage):
    """Change a person."""

    form_class = EditPersonForm
    title = "Change a person"

    @property
    def person(self) -> User:
        """Whom the page is about."""
        return queries.user(self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """What is known."""
        person = self.person
        names = (*people.USER_FIELDS - {"agency", "team", "line_manager"},)
        keys = {"agency": person.agency_id, "team": person.team_id, "line_manager": person.line_manager_id}
        facts = {name: getattr(person, name) for name in names}
        return {**facts, **keys, "version": recording.version(person)}

    def back_href(self) -> str:
        """The person's page."""
        return reverse("directory_user", args=[self.kwargs["pk"]])

    def save(self, form: EditPersonForm) -> HttpResponse:
        """Save it."""
        people.update_user(
            user=self.person,
            changes=form.facts(),
            by=self.user,
            at=self.at,
            reason=form.cleaned_data["reason"],
            expected_version=self.posted_version(form),
        )
        return self.done(self.back_href(), "The changes are saved")


class CloseAccountPage(DirectoryFormPage):
    """Close an account."""

    form_class = CloseAccountForm
    template_name = "directory/close_account.html"
    title = "Close this account"
    submit_text = "Close the account"

    def context(self) -> dict[str, Any]:
        """Whose account."""
        person = queries.user(self.kwargs["pk"])
        return {**super().context(), "caption": person.full_name, "submit_warning": True}

    def back_href(self) -> str:
        """The person's page."""
        return reverse("directory_user", args=[self.kwargs["pk"]])

    def save(self, form: CloseAccountForm) -> HttpResponse:
        """Close it."""
        user = queries.user(self.kwargs["pk"])
        people.deactivate_user(user=user, by=self.user, at=self.at, reason=form.cleaned_data["reason"])
        return self.done(self.back_href(), f"The account of {user.full_name} is closed")


class ReopenAccountPage(CloseAccountPage):
    """Open a closed account again."""

    template_name = "layouts/form.html"
    title = "Open this account again"
    intro = "They sign in as before, with the password and second factor they had."
    submit_text = "Open the account"

    def context(self) -> dict[str, Any]:
        """Whose account."""
        return {**super().context(), "submit_warning": False}

    def save(self, form: CloseAccountForm) -> HttpResponse:
        """Open it."""
        user = queries.user(self.kwargs["pk"])
        people.reactivate_user(user=user, by=self.user, at=self.at, reason=form.cleaned_data["reason"])
        return self.done(self.back_href(), f"The account of {user.full_name} is open again")


class InviteAgainPage(DirectoryPage):
    """Send the link to choose a password once more."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it."""
        try:
            invitations.invite_again(user=queries.user(pk), by=self.user)
            messages.success(request, "The link is sent")
        except DirectoryError as error:
            messages.error(request, error.message)
        return SeeOther(reverse("directory_user", args=[pk]))
