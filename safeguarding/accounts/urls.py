"""Addresses of the directory."""

from django.urls import URLPattern, path

from safeguarding.accounts.views import agencies, directory

urlpatterns: list[URLPattern] = [
    path("", directory.PeoplePage.as_view(), name="directory"),
    path("people/new/", directory.NewPersonPage.as_view(), name="directory_user_new"),
    path("people/<int:pk>/", directory.PersonPage.as_view(), name="directory_user"),
    # people/<pk>/edit/ and people/<pk>/close/ stand in safeguarding.home.urls: they change records too.
    path("people/<int:pk>/open/", directory.ReopenAccountPage.as_view(), name="directory_user_reactivate"),
    path("people/<int:pk>/invite/", directory.InviteAgainPage.as_view(), name="directory_user_invite"),
    path("agencies/", agencies.AgenciesPage.as_view(), name="directory_agencies"),
    path("agencies/new/", agencies.NewAgencyPage.as_view(), name="directory_agency_new"),
    path("agencies/<int:pk>/", agencies.AgencyPage.as_view(), name="directory_agency"),
    path("agencies/<int:pk>/edit/", agencies.EditAgencyPage.as_view(), name="directory_agency_edit"),
    path("agencies/<int:pk>/teams/new/", agencies.NewTeamPage.as_view(), name="directory_team_new"),
    path("teams/<int:pk>/", agencies.EditTeamPage.as_view(), name="directory_team"),
]
