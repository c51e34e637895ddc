"""Addresses of the home pages."""

from django.urls import URLPattern, path

from safeguarding.home.views.access_table import AccessTablePage
from safeguarding.home.views.calendar import CalendarFeedPage
from safeguarding.home.views.hand_over import HandOverPage
from safeguarding.home.views.health import HealthCheck
from safeguarding.home.views.home import HomePage
from safeguarding.home.views.leavers import LeavingPage, MovingPage
from safeguarding.home.views.own_records import OwnDocumentsPage, OwnRecordsPage
from safeguarding.home.views.partnership import PartnershipExport, PartnershipPage
from safeguarding.home.views.plans import DriftPage
from safeguarding.home.views.search import SearchPage
from safeguarding.home.views.signatures import SignaturesPage
from safeguarding.home.views.status import SettleAddress, StatusPage, TryAgain
from safeguarding.home.views.team import TeamPage, WorkerPage

urlpatterns: list[URLPattern] = [
    path("", HomePage.as_view(), name="home"),
    path("search/", SearchPage.as_view(), name="search"),
    path("access-table/", AccessTablePage.as_view(), name="access_table"),
    path("recorded/", OwnRecordsPage.as_view(), name="own_records"),
    path("recorded/documents/", OwnDocumentsPage.as_view(), name="own_documents"),
    path("team/", TeamPage.as_view(), name="team_work"),
    path("team/workers/<slug:worker>/", WorkerPage.as_view(), name="team_worker"),
    path("team/workers/<slug:worker>/hand-over/", HandOverPage.as_view(), name="team_hand_over"),
    path("partnership/", PartnershipPage.as_view(), name="partnership_work"),
    path("partnership/export/", PartnershipExport.as_view(), name="partnership_work_export"),
    path("directory/people/<int:pk>/edit/", MovingPage.as_view(), name="directory_user_edit"),
    path("directory/people/<int:pk>/close/", LeavingPage.as_view(), name="directory_user_deactivate"),
    path("calendar/<slug:token>.ics", CalendarFeedPage.as_view(), name="calendar_feed"),
    path("status/", StatusPage.as_view(), name="status"),
    path("status/emails/<int:pk>/again/", TryAgain.as_view(), name="email_try_again"),
    path("status/addresses/<int:pk>/settled/", SettleAddress.as_view(), name="address_settled"),
    path("signatures/", SignaturesPage.as_view(), name="signatures"),
    path("drift/", DriftPage.as_view(), name="drift"),
    path("health/", HealthCheck.as_view(), name="health"),
]
