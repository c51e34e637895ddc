"""For managers: what is due in the team, what each worker carries, and one worker's work."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.queries import allocation_loads, worklists, workloads
from cases.views.pages import Page
from safeguarding.accounts.models import User
from safeguarding.home.views.worklist import listing

LOADS: Final = 50


class TeamPage(Page):
    """The time limits of those whom the manager manages, and their load."""

    action = Action.VIEW_TEAM_WORK
    template_name = "team/team.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, narrowed as its address says; the loads stay those of the whole team."""
        rows = worklists.of_team(self.user)
        work, found = listing(self, rows)
        whole = None if work["filters"].child else found
        loads = workloads.loads(self.user, now=self.at, of=whole)
        return self.render(
            list=work,
            loads=Paginator(loads, LOADS).get_page(request.GET.get("workers", "")),
            can_close=access.may(self.user, Action.MANAGE_CASE),
            shares_out=access.may(self.user, Action.MANAGE_CASE),
            **_nobodys(loads),
        )


class WorkerPage(Page):
    """What one worker holds, or a team together, or nobody: 404 unless the manager manages them."""

    action = Action.VIEW_TEAM_WORK
    template_name = "team/worker.html"

    @cached_property
    def worker(self) -> User | None:
        """The worker of the address; None for work that no one worker holds."""
        return workloads.holder(self.user, self.kwargs["worker"])

    def get(self, request: HttpRequest, worker: str) -> HttpResponse:
        """The page."""
        name = workloads.name_of(self.worker, worker)
        work, _ = listing(self, workloads.held(self.user, worker))
        return self.render(
            name=name,
            worker=self.worker,
            list=work,
            children=workloads.caseload(self.user, worker, now=self.at),
            hand_over_href=self.hand_over_href,
            **self.skills(),
            back_href=reverse("team_work"),
        )

    def skills(self) -> dict[str, Any]:
        """What a worker of social care is skilled in, for whoever may change that."""
        is_ours = self.worker is not None and self.worker.is_social_care and self.worker.is_active
        if self.worker is None or not is_ours or not access.may(self.user, Action.MANAGE_CASE):
            return {"skills": (), "skills_href": ""}
        found = allocation_loads.skilled(self.user, [self.worker.pk])
        return {
            "skills": found.get(self.worker.pk, allocation_loads.UNSKILLED).words,
            "skills_href": reverse("worker_skills", args=[self.worker.pk]),
        }

    @property
    def hand_over_href(self) -> str:
        """Where their work is handed over, for whoever may."""
        may = access.may(self.user, Action.MANAGE_CASE)
        return reverse("team_hand_over", args=[self.kwargs["worker"]]) if may else ""


def _nobodys(loads: list[workloads.Load]) -> dict[str, Any]:
    """What nobody holds, said above everything else."""
    found = next((each for each in loads if each.holder == "nobody"), None)
    return {"nobodys": found}
