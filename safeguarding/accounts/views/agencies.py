"""The directory of agencies and teams, for the system admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from safeguarding.accounts import queries
from safeguarding.accounts.forms.directory import AgencyForm, EditAgencyForm, EditTeamForm, TeamForm
from safeguarding.accounts.services import agencies, recording
from safeguarding.accounts.views.directory import DirectoryChangePage, DirectoryFormPage
from safeguarding.accounts.views.pages import DirectoryPage


class AgenciesPage(DirectoryPage):
    """Every agency of the partnership."""

    template_name = "directory/agencies.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self.render(agencies=queries.agencies())


class AgencyPage(DirectoryPage):
    """One agency, its teams, and what was changed."""

    template_name = "directory/agency.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        agency = queries.agency(pk)
        return self.render(agency=agency, teams=queries.teams_of(agency), changes=queries.history(agency))


class NewAgencyPage(DirectoryFormPage):
    """Add an agency."""

    form_class = AgencyForm
    title = "Add an agency"
    submit_text = "Add the agency"
    back_name = "directory_agencies"

    def save(self, form: AgencyForm) -> HttpResponse:
        """Make it."""
        agency = agencies.create_agency(**form.cleaned_data, by=self.user, at=self.at)
        return self.done(reverse("directory_agency", args=[agency.pk]), f"{agency.name} is added")


class EditAgencyPage(DirectoryChangePage):
    """Change an agency."""

    form_class = EditAgencyForm
    title = "Change an agency"

    def initial(self) -> dict[str, Any]:
        """What is known."""
        agency = queries.agency(self.kwargs["pk"])
        facts = {name: getattr(agency, name) for name in agencies.AGENCY_FIELDS}
        return {**facts, "version": recording.version(agency)}

    def back_href(self) -> str:
        """The agency's page."""
        return reverse("directory_agency", args=[self.kwargs["pk"]])

    def save(self, form: EditAgencyForm) -> HttpResponse:
        """Save it."""
        changes, expected = dict(form.cleaned_data), self.posted_version(form)
        reason = changes.pop("reason")
        del changes["version"]
        agency = queries.agency(self.kwargs["pk"])
        agencies.update_agency(
            agency=agency,
            changes=changes,
            by=self.user,
            at=self.at,
            reason=reason,
            expected_version=expected,
        )
        return self.done(self.back_href(), "The changes are saved")


class NewTeamPage(DirectoryFormPage):
    """Add a team to an agency."""

    form_class = TeamForm
    title = "Add a team"
    submit_text = "Add the team"

    def context(self) -> dict[str, Any]:
        """Whose team."""
        return {**super().context(), "caption": queries.agency(self.kwargs["pk"]).name}

    def back_href(self) -> str:
        """The agency's page."""
        return reverse("directory_agency", args=[self.kwargs["pk"]])

    def save(self, form: TeamForm) -> HttpResponse:
        """Make it."""
        agency = queries.agency(self.kwargs["pk"])
        team = agencies.create_team(agency=agency, **form.cleaned_data, by=self.user, at=self.at)
        return self.done(self.back_href(), f"{team.name} is added")


class EditTeamPage(DirectoryChangePage):
    """Change a team."""

    form_class = EditTeamForm
    title = "Change a team"

    def initial(self) -> dict[str, Any]:
        """What is known."""
        team = queries.team(self.kwargs["pk"])
        facts = {name: getattr(team, name) for name in agencies.TEAM_FIELDS}
        return {**facts, "version": recording.version(team)}

    def context(self) -> dict[str, Any]:
        """Whose team."""
        return {**super().context(), "caption": queries.team(self.kwargs["pk"]).agency.name}

    def back_href(self) -> str:
        """The page of the team's agency."""
        return reverse("directory_agency", args=[queries.team(self.kwargs["pk"]).agency_id])

    def save(self, form: EditTeamForm) -> HttpResponse:
        """Save it."""
        changes, expected = dict(form.cleaned_data), self.posted_version(form)
        reason = changes.pop("reason")
        del changes["version"]
        team = queries.team(self.kwargs["pk"])
        agencies.update_team(
            team=team,
            changes=changes,
            by=self.user,
            at=self.at,
            reason=reason,
            expected_version=expected,
        )
        return self.done(self.back_href(), "The changes are saved")
