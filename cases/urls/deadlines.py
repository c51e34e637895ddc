"""Addresses of time limits."""

from django.urls import path

from cases.views import deadlines

_ONE = "<int:pk>/"

urlpatterns = [
    path(_ONE, deadlines.DeadlinePage.as_view(), name="deadline"),
    path(f"{_ONE}act/", deadlines.DeadlineActPage.as_view(), name="deadline_act"),
    path(f"{_ONE}reschedule/", deadlines.ReschedulePage.as_view(), name="deadline_reschedule"),
    path(f"{_ONE}pause/", deadlines.PausePage.as_view(), name="deadline_pause"),
    path(f"{_ONE}resume/", deadlines.ResumePage.as_view(), name="deadline_resume"),
    path(f"{_ONE}stop/", deadlines.CancelPage.as_view(), name="deadline_cancel"),
    path(f"{_ONE}lateness/", deadlines.LatenessPage.as_view(), name="deadline_lateness"),
]
