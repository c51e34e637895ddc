"""Addresses of the home pages."""

from django.urls import URLPattern, path

from safeguarding.home.views.health import HealthCheck
from safeguarding.home.views.home import HomePage
from safeguarding.home.views.leavers import LeavingPage, MovingPage
from safeguarding.home.views.search import SearchPage
from safeguarding.home.views.team import TeamPage

urlpatterns: list[URLPattern] = [
    path("", HomePage.as_view(), name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("team/", TeamPage.as_view(), name="team_work"),
    path("directory/people/<int:pk>/edit/", MovingPage.as_view(), name="directory_user_edit"),
    path("directory/people/<int:pk>/close/", LeavingPage.as_view(), name="directory_user_deactivate"),
    path("health/", HealthCheck.as_view(), name="health"),
]
