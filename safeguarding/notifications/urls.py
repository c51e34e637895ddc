"""Addresses of the notifications pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
