"""Addresses of the front door pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
