"""Addresses of meetings."""

from django.urls import path

from cases.views import meeting_attendance, meeting_forms, meeting_invitations, meetings

_ONE = "<str:reference>/"
_ASKED = f"{_ONE}invitations/<int:pk>/"

urlpatterns = [
    path("", meetings.MeetingsPage.as_view(), name="meetings"),
    path("calendar/", meetings.CalendarPage.as_view(), name="meetings_calendar"),
    path(_ONE, meetings.MeetingPage.as_view(), name="meeting"),
    path(f"{_ONE}invitation.ics", meetings.MeetingFile.as_view(), name="meeting_file"),
    path(f"{_ONE}change/", meeting_forms.ChangePage.as_view(), name="meeting_change"),
    path(f"{_ONE}cancel/", meeting_forms.CancelPage.as_view(), name="meeting_cancel"),
    path(f"{_ONE}attendance/", meeting_attendance.AttendancePage.as_view(), name="meeting_attendance"),
    path(f"{_ONE}invite/", meeting_invitations.InvitePage.as_view(), name="meeting_invite"),
    path(
        f"{_ONE}invite-outside/",
        meeting_invitations.InviteOutsidePage.as_view(),
        name="meeting_invite_outside",
    ),
    path(f"{_ASKED}take-on/", meeting_invitations.TakeOn.as_view(), name="meeting_take_on"),
    path(f"{_ASKED}answer/", meeting_invitations.AnswerPage.as_view(), name="meeting_answer"),
    path(f"{_ASKED}withdraw/", meeting_invitations.WithdrawPage.as_view(), name="meeting_withdraw"),
    path(f"{_ASKED}report/", meeting_invitations.ReportPage.as_view(), name="meeting_report"),
    path(f"{_ASKED}ask-for-report/", meeting_invitations.AskForReport.as_view(), name="meeting_report_ask"),
    path(f"{_ONE}information/new/", meeting_forms.InformationPage.as_view(), name="meeting_information_new"),
    path(f"{_ONE}actions/new/", meeting_forms.ActionPage.as_view(), name="meeting_action_new"),
    path(
        f"{_ONE}actions/<int:pk>/close/",
        meeting_forms.CloseActionPage.as_view(),
        name="meeting_action_close",
    ),
]
