"""Every address of the service. Login is required everywhere but where a view says otherwise."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("safeguarding.home.urls")),
    path("account/", include("safeguarding.accounts.sign_in_urls")),
    path("account/", include("safeguarding.notifications.account_urls")),
    path("cover/", include("safeguarding.accounts.cover_urls")),
    path("directory/", include("safeguarding.accounts.urls")),
    path("notifications/", include("safeguarding.notifications.urls")),
    path("audit/", include("safeguarding.home.audit_urls")),
    path("children/", include("safeguarding.home.record_urls")),
    path("deadlines/", include("cases.urls.deadlines")),
    path("people/", include("cases.urls.people")),
    path("emergency/", include("cases.urls.emergency")),
    path("referrals/", include("cases.urls.referrals")),
    path("documents/", include("cases.urls.documents")),
    path("meetings/", include("cases.urls.meetings")),
    path("meetings/", include("cases.urls.minutes")),
    path("guest/", include("cases.urls.guests")),
    path("recurrence/", include("strategy_meetings.recurrences_urls")),
    path("strategy-reports/", include("strategy_meetings.report_urls")),
    path("timescales/", include("cases.urls.timescales")),
    path("front-door/", include("cases.urls.front_door")),
    path("closed-work/", include("cases.urls.closed_work")),
    path("", include("strategy_meetings.urls")),
    path("", include("core_groups.conference_urls")),
    path("children/", include("core_groups.step_down_urls")),
    path("", include("core_groups.core_group_urls")),
    path("assessment-parts/", include("cases.urls.assessment_parts")),
    path("tools/", include("cases.urls.tools")),
    path("children/<slug:reference>/chronology/", include("cases.urls.chronology")),
    path("", include("cases.urls.voice_pages")),
    path("", include("escalation.urls")),
    path("", include("cases.urls.allocation_pages")),
    path("supervision/", include("cases.urls.supervision")),
]

handler400 = "safeguarding.ui.error_views.bad_request"
handler403 = "safeguarding.ui.error_views.permission_denied"
handler404 = "safeguarding.ui.error_views.not_found"
handler429 = "safeguarding.ui.error_views.too_many_requests"
handler500 = "safeguarding.ui.error_views.server_error"
