"""Addresses of a meeting's minutes, below the meeting's own."""

from typing import Final

from django.urls import path

from cases.views import guest_links, minutes, minutes_decisions

_ALL: Final = "<slug:reference>/minutes/"
_ONE: Final = f"{_ALL}<int:number>/"

urlpatterns = [
    path("<slug:reference>/guests/", guest_links.GuestsPage.as_view(), name="meeting_guests"),
    path("<slug:reference>/guests/<int:pk>/send/", guest_links.SendPage.as_view(), name="guest_link_send"),
    path(
        "<slug:reference>/guests/<int:pk>/revoke/", guest_links.RevokePage.as_view(), name="guest_link_revoke"
    ),
    path(_ALL, minutes.VersionsPage.as_view(), name="minutes"),
    path(f"{_ALL}write/", minutes.DraftPage.as_view(), name="minutes_draft"),
    path(f"{_ALL}correct/", minutes_decisions.CorrectPage.as_view(), name="minutes_correct"),
    path(_ONE, minutes.CopyPage.as_view(), name="minutes_copy"),
    path(f"{_ONE}copy.pdf", minutes.CopyFile.as_view(), name="minutes_pdf"),
    path(f"{_ONE}acknowledge/", minutes.AcknowledgePage.as_view(), name="minutes_acknowledge"),
    path(f"{_ONE}changes/", minutes.ChangesPage.as_view(), name="minutes_changes"),
    path(f"{_ONE}approve/", minutes_decisions.ApprovePage.as_view(), name="minutes_approve"),
    path(f"{_ONE}send/", minutes_decisions.DistributePage.as_view(), name="minutes_distribute"),
    path(f"{_ONE}receipt/", minutes_decisions.ReceiptPage.as_view(), name="minutes_receipt"),
    path(f"{_ONE}receipt.pdf", minutes_decisions.ReceiptFile.as_view(), name="minutes_receipt_pdf"),
    path(f"{_ONE}receipt/<int:pk>/chase/", minutes_decisions.ChasePage.as_view(), name="minutes_chase"),
]
