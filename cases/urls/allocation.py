"""Addresses of allocating a child and of handover notes, below the child's record."""

from django.urls import URLPattern, path

from cases.views import allocation, handover_notes

_NOTE = "handover/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("allocate/", allocation.AllocationPage.as_view(), name="child_allocate"),
    path("allocations/", allocation.ChildAllocationsPage.as_view(), name="child_allocations"),
    path(_NOTE, handover_notes.NotePage.as_view(), name="handover_note"),
    path(f"{_NOTE}write/", handover_notes.WriteNotePage.as_view(), name="handover_note_write"),
    path(f"{_NOTE}received/", handover_notes.ReceiveNotePage.as_view(), name="handover_note_received"),
]
