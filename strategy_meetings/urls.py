"""Addresses of strategy meetings, section 47 enquiries and immediate protection."""

from django.urls import URLPattern, path

from strategy_meetings.views import adding, calling, checks, enquiries, protection, running

_CHILD = "children/<slug:reference>/"
_MEETING = "meetings/<slug:reference>/strategy/"
_ENQUIRY = "enquiries/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CHILD}strategy-meeting/new/", calling.CallPage.as_view(), name="strategy_call"),
    path(
        f"{_CHILD}chronology/<int:pk>/strategy-meeting/",
        calling.CallForEventPage.as_view(),
        name="strategy_call_event",
    ),
    path(
        f"{_CHILD}recurrence/<int:pk>/strategy-meeting/",
        calling.CallForRecurrencePage.as_view(),
        name="strategy_call_recurrence",
    ),
    path(
        f"{_CHILD}referrals/<slug:referral>/<int:position>/strategy-meeting/",
        calling.CallForReferralPage.as_view(),
        name="strategy_call_referral",
    ),
    path(
        f"{_CHILD}meetings/<slug:meeting>/follow-up/",
        calling.FollowUpPage.as_view(),
        name="strategy_follow_up",
    ),
    path(_MEETING, running.StrategyMeetingPage.as_view(), name="strategy_meeting"),
    path(f"{_MEETING}invite/", running.InvitePage.as_view(), name="strategy_invite"),
    path(f"{_MEETING}children/new/", adding.AddChildPage.as_view(), name="strategy_child_new"),
    path(f"{_MEETING}history/", running.HistoryPage.as_view(), name="strategy_history"),
    path(f"{_MEETING}history/read/", running.ReadHistoryPage.as_view(), name="strategy_history_read"),
    path(f"{_MEETING}agenda/", running.AgendaPage.as_view(), name="strategy_agenda"),
    path(f"{_MEETING}held/", running.HoldPage.as_view(), name="strategy_hold"),
    path(f"{_MEETING}sign/", running.SignPage.as_view(), name="strategy_sign"),
    path(f"{_MEETING}decisions/<slug:child>/", running.DecidePage.as_view(), name="strategy_decide"),
    path(
        f"{_MEETING}decisions/<slug:child>/dissent/", running.DissentPage.as_view(), name="strategy_dissent"
    ),
    path(_ENQUIRY, enquiries.ShowEnquiryPage.as_view(), name="enquiry"),
    path(f"{_ENQUIRY}seen/", enquiries.SeenPage.as_view(), name="enquiry_seen"),
    path(f"{_ENQUIRY}not-seen/", enquiries.NotSeenPage.as_view(), name="enquiry_not_seen"),
    path(f"{_ENQUIRY}write/", enquiries.WritePage.as_view(), name="enquiry_write"),
    path(f"{_ENQUIRY}checks/new/", enquiries.AskPage.as_view(), name="enquiry_ask"),
    path(f"{_ENQUIRY}medicals/new/", enquiries.MedicalPlanPage.as_view(), name="medical_new"),
    path(f"{_ENQUIRY}medicals/<int:pk>/held/", enquiries.MedicalHeldPage.as_view(), name="medical_held"),
    path(
        f"{_ENQUIRY}medicals/<int:pk>/not-held/",
        enquiries.MedicalNotHeldPage.as_view(),
        name="medical_not_held",
    ),
    path(f"{_ENQUIRY}submit/", enquiries.SubmitPage.as_view(), name="enquiry_submit"),
    path(f"{_ENQUIRY}conference/", enquiries.RequestConferencePage.as_view(), name="enquiry_conference"),
    path(f"{_ENQUIRY}send-back/", enquiries.SendBackPage.as_view(), name="enquiry_send_back"),
    path(f"{_ENQUIRY}sign/", enquiries.SignEnquiryPage.as_view(), name="enquiry_sign"),
    path("checks/<int:pk>/", checks.LateralCheckPage.as_view(), name="lateral_check"),
    path(f"{_CHILD}protection/new/", protection.ProtectionPage.as_view(), name="protection_new"),
    path(f"{_CHILD}protection/<int:pk>/extend/", protection.ExtendPage.as_view(), name="protection_extend"),
    path(f"{_CHILD}protection/<int:pk>/end/", protection.EndPage.as_view(), name="protection_end"),
    path(f"{_CHILD}protection/<int:pk>/review/", protection.ReviewPage.as_view(), name="protection_review"),
]
