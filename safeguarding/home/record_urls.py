"""Addresses of a child's record pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
