"""Addresses of child protection conferences."""

from django.urls import URLPattern, path

from core_groups.views import conference_booking as booking
from core_groups.views import conference_letters as letters
from core_groups.views import conference_running as running

_CHILD = "children/<slug:reference>/conferences/"
_ONE = "conferences/<slug:reference>/"
_PART = f"{_ONE}children/<slug:child>/"

urlpatterns: list[URLPattern] = [
    path("conferences/", booking.ConferencesPage.as_view(), name="conferences"),
    path(_CHILD, booking.ChildConferencesPage.as_view(), name="child_conferences"),
    path(f"{_CHILD}request/", booking.RequestPage.as_view(), name="conference_request"),
    path(f"{_CHILD}book/", booking.BookPage.as_view(), name="conference_book"),
    path(_ONE, running.ShowConferencePage.as_view(), name="conference"),
    path(f"{_ONE}invite/", booking.InvitePage.as_view(), name="conference_invite"),
    path(f"{_ONE}pack/", running.PackPage.as_view(), name="conference_pack"),
    path(f"{_ONE}held/", running.HoldPage.as_view(), name="conference_hold"),
    path(f"{_PART}advocate/", running.AdvocatePage.as_view(), name="conference_advocate"),
    path(f"{_PART}report/", running.ReportPage.as_view(), name="conference_report"),
    path(f"{_PART}decide/", running.DecidePage.as_view(), name="conference_decide"),
    path(f"{_PART}dissent/", running.DissentPage.as_view(), name="conference_dissent"),
    path(f"{_PART}letter/send/", letters.SendLetterPage.as_view(), name="conference_letter_send"),
    path(f"{_PART}letter/", letters.LetterPage.as_view(), name="conference_letter"),
    path(f"{_PART}letter.pdf", letters.LetterFile.as_view(), name="conference_letter_file"),
    path(
        f"{_PART}letter/<int:pk>/received/", letters.ReceivedPage.as_view(), name="conference_letter_received"
    ),
]
