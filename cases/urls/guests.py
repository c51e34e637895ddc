"""Addresses for people outside the system: their private link is their only key."""

from django.urls import path

from cases.views import guests

urlpatterns = [
    path("<str:token>/", guests.GuestPage.as_view(), name="guest"),
    path("<str:token>/minutes.pdf", guests.GuestFile.as_view(), name="guest_pdf"),
    path("<str:token>/read/", guests.GuestReadPage.as_view(), name="guest_read"),
]
