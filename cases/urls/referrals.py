"""Addresses of the referrals pages."""

from django.urls import URLPattern, path

from cases.views import referrals

urlpatterns: list[URLPattern] = [
    path("<slug:reference>/", referrals.ReferralPage.as_view(), name="referral"),
]
