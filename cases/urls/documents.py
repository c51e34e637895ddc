"""The address of documents' files: apart from every page, so that a proxy can treat it apart."""

from django.urls import path

from cases.views import documents

urlpatterns = [path("<uuid:key>/", documents.FilePage.as_view(), name="document")]
