"""Addresses of what other agencies are asked for assessments."""

from django.urls import URLPattern, path

from cases.views import assessment_signing

urlpatterns: list[URLPattern] = [
    path("", assessment_signing.PartsPage.as_view(), name="assessment_parts"),
    path("<int:pk>/", assessment_signing.PartPage.as_view(), name="assessment_part"),
]
