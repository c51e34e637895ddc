"""What a worker is skilled in, kept by whoever manages them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.forms import allocation as forms
from cases.queries import allocation_loads, workloads
from cases.services import worker_skills
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts.models import User
from safeguarding.rules.allocation import Skill
from safeguarding.ui.versioned import VersionedForm


class SkillsPage(Page, DraftedFormPage, VersionedForm):
    """A worker's skills; 404 unless the manager manages them and they work in social care."""

    action = Action.MANAGE_CASE
    form_class = forms.SkillsForm
    template_name = VersionedForm.template_name
    title = "Skills"
    submit_text = "Save the skills"
    intro = (
        "They show where a child is allocated. A reason is asked for when a child needs what a worker lacks."
    )
    domain_errors = (DomainError,)
    changed_errors = (ChangedMeanwhileError,)

    @cached_property
    def worker(self) -> User:
        """The worker of the address."""
        found = workloads.holder(self.user, str(self.kwargs["worker"]))
        if found is None or not found.is_social_care:
            raise NotVisibleError
        return found

    @property
    def caption(self) -> str:
        """Whose skills they are."""
        return self.worker.full_name

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the worker before anything else, for those who may keep skills."""
        if access.may(self.user, Action.MANAGE_CASE):
            _ = self.worker
        return super().dispatch(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        found = allocation_loads.skilled(self.user, [self.worker.pk]).get(
            self.worker.pk, allocation_loads.UNSKILLED
        )
        return {
            "skills": sorted(found.codes - {Skill.LANGUAGE}),
            "languages": ", ".join(found.languages),
            "version": worker_skills.version_of(self.worker),
        }

    def context(self) -> dict[str, Any]:
        """The ways back."""
        href = reverse("team_worker", args=[self.worker.pk])
        return {"back_href": href, "cancel_href": href}

    def save(self, form: Any) -> Any:
        """Save them."""
        told = form.cleaned_data
        worker_skills.set_skills(
            worker=self.worker,
            skills=told["skills"],
            languages=told["languages"].split(","),
            version=self.posted_version(form),
            reason=told["reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(reverse("team_worker", args=[self.worker.pk]), "The skills are saved")
