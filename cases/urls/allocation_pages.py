"""Addresses beside a record: handover notes, the board of workloads, workers' skills, limits of load."""

from django.urls import URLPattern, path

from cases.views import allocation, allocation_board, handover_notes, worker_skills

urlpatterns: list[URLPattern] = [
    path("handover-notes/", handover_notes.NotesPage.as_view(), name="handover_notes"),
    path("workloads/", allocation_board.BoardPage.as_view(), name="workload_board"),
    path("workloads/limits/", allocation.LimitsPage.as_view(), name="allocation_limits"),
    path("workloads/limits/change/", allocation.ChangeLimitsPage.as_view(), name="allocation_limits_change"),
    path("team/workers/<slug:worker>/skills/", worker_skills.SkillsPage.as_view(), name="worker_skills"),
]
