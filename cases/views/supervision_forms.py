"""Supervision written: begun, children put in, each child, the agenda, actions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access_supervision
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.forms import supervision as forms
from cases.models import SupervisionOfChild
from cases.queries import supervision as queries
from cases.services import supervision
from cases.services.supervision import AgendaFacts
from cases.supervision_states import AGENDA, PARTS, SupervisionKind, SupervisionState
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from cases.views.supervision import OneSupervision
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import Choice
from safeguarding.ui.filters import date_text
from safeguarding.ui.versioned import VersionedForm
from safeguarding.ui.views import SeeOther


class StartPage(Page, DraftedFormPage):
    """A supervision is begun."""

    action = Action.SUPERVISE
    form_class = forms.StartForm
    title = "Start a supervision"
    intro = "The facts of each child since the last supervision are filled in for you."
    submit_text = "Start"
    template_name = "layouts/form.html"
    domain_errors = (DomainError,)

    def form_kwargs(self) -> dict[str, Any]:
        """Those whom the person may supervise."""
        return {
            "workers": [_person(each) for each in queries.supervisees(self.user, SupervisionKind.CASE)],
            "people": [_person(each) for each in queries.supervisees(self.user, SupervisionKind.PERSONAL)],
        }

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"held_on": london_date(self.at)}

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": reverse("supervisions"), "cancel_href": reverse("supervisions")}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS

    def save(self, form: Any) -> HttpResponse:
        """Begin it and go to it."""
        told = form.cleaned_data
        kind = SupervisionKind(told["kind"])
        keys = {
            SupervisionKind.CASE: [told["worker"]],
            SupervisionKind.GROUP: told["workers"],
            SupervisionKind.PERSONAL: [told["person"]],
        }[kind]
        people = {str(each.pk): each for each in queries.supervisees(self.user, kind)}
        row = supervision.start(
            kind=kind,
            supervised=[people[key] for key in keys if key in people],
            held_on=told["held_on"],
            by=self.user,
            at=self.at,
        )
        is_personal = kind == SupervisionKind.PERSONAL
        name = "supervision" if is_personal else "supervision_children"
        return self.done(reverse(name, args=[row.pk]), "The supervision is begun")


def _person(user: Any) -> Choice:
    return Choice(str(user.pk), user.full_name)


class SupervisionFormPage(OneSupervision, DraftedFormPage):
    """A form about one supervision, for those who take part in it."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"
    # In which states this can be done.
    states: frozenset[str] = frozenset({SupervisionState.DRAFT})

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Which supervision it is."""
        return f"{self.row.get_kind_display()}, {date_text(self.row.held_on)}"

    def require(self) -> None:
        """Those who take part, while it can be done."""
        access_supervision.require_part(self.user, self.row)
        if self.row.state not in self.states:
            raise NotPermittedError("supervision_has_moved_on")

    def href(self) -> str:
        """The page of the supervision."""
        return reverse("supervision", args=[self.row.pk])

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "row": self.row}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS


class ChildrenPage(SupervisionFormPage):
    """Which children are discussed."""

    form_class = forms.ChildrenForm
    title = "Which children do you discuss?"
    submit_text = "Put them in"
    template_name = "supervision/children.html"

    @cached_property
    def candidates(self) -> list[Any]:
        """The children of those supervised who aren't in yet."""
        return queries.candidates(self.user, self.row)

    def form_kwargs(self) -> dict[str, Any]:
        """Each child with when they are due."""
        due = queries.due_children(self.user, self.candidates)
        return {
            "children": [
                Choice(
                    str(child.pk),
                    f"{child.person.name}, {child.reference}",
                    hint=f"Due by {date_text(due[child.pk])}" if child.pk in due else "",
                )
                for child in self.candidates
            ]
        }

    def initial(self) -> dict[str, Any]:
        """Those who are due."""
        return {"children": [str(key) for key in queries.due_children(self.user, self.candidates)]}

    def context(self) -> dict[str, Any]:
        """Whether there is anybody to put in."""
        return {**super().context(), "has_candidates": bool(self.candidates)}

    def save(self, form: Any) -> HttpResponse:
        """Put them in with their facts."""
        keys = [int(key) for key in form.cleaned_data["children"]]
        supervision.add_children(supervision=self.row, children=keys, by=self.user, at=self.at)
        return self.done(self.href(), "The children are put in, with the facts of today")


class OfChildPage(SupervisionFormPage, VersionedForm):
    """What is discussed about one child, the facts beside it, what they raise below each question."""

    form_class = forms.OfChildForm
    template_name = "supervision/of_child.html"
    submit_text = "Save"
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("row", "found", "part", "shown")

    @property
    def title(self) -> str:  # type: ignore[override]
        """Of whom."""
        return f"Supervision about {self.part.child.person.name}"

    @cached_property
    def part(self) -> SupervisionOfChild:
        """The child's part, through the gate."""
        return queries.get_part(self.user, self.row, self.kwargs["reference"])

    @cached_property
    def shown(self) -> queries.OfChild:
        """It with its facts and prompts."""
        owed = queries.owing(self.user, [self.part.child_id])
        return queries.of_child(self.part, is_mandatory=self.part.child_id in owed)

    def require(self) -> None:
        """Those who take part, and see the child."""
        super().require()
        _ = self.part

    def form_kwargs(self) -> dict[str, Any]:
        """By part what the facts raise."""
        asked: dict[str, list[str]] = {}
        for prompt in self.shown.prompts:
            asked.setdefault(prompt.part, []).append(f"{prompt.theme.value}: {prompt.question}")
        return {"asked": asked}

    def initial(self) -> dict[str, Any]:
        """What is written."""
        words = {part.value: getattr(self.part, part) for part in PARTS}
        return {**words, "version": str(self.part.version)}

    def context(self) -> dict[str, Any]:
        """The facts."""
        return {**super().context(), "shown": self.shown}

    def save(self, form: Any) -> HttpResponse:
        """Write it."""
        words = {part.value: form.cleaned_data[part.value] for part in PARTS}
        version = self.posted_version(form)
        supervision.write(part=self.part, version=version, words=words, by=self.user, at=self.at)
        return self.done(self.href(), f"Saved: {self.part.child.reference}")


class AgendaPage(SupervisionFormPage, VersionedForm):
    """The days, and what stands beside children."""

    form_class = forms.AgendaForm
    title = "Days and agenda"
    submit_text = "Save"
    template_name = VersionedForm.template_name
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("row", "found")

    def initial(self) -> dict[str, Any]:
        """What is written."""
        row = self.row
        words = {name: getattr(row, name) for name in AGENDA}
        return {"held_on": row.held_on, "next_on": row.next_on, **words, "version": str(row.version)}

    def save(self, form: Any) -> HttpResponse:
        """Write it."""
        told = form.cleaned_data
        facts = AgendaFacts(
            held_on=told["held_on"],
            next_on=told["next_on"],
            words={name: told[name] for name in AGENDA},
        )
        version = self.posted_version(form)
        supervision.write_agenda(supervision=self.row, version=version, facts=facts, by=self.user, at=self.at)
        return self.done(self.href(), "Saved")


class ActionPage(SupervisionFormPage):
    """Somebody will do something."""

    form_class = forms.ActionForm
    title = "Agree an action"

    def form_kwargs(self) -> dict[str, Any]:
        """The children discussed, and those who take part."""
        return {
            "children": children_choices(self.found),
            "people": [_person(each.person) for each in self.found.signatures],
        }

    def save(self, form: Any) -> HttpResponse:
        """Agree it."""
        told = form.cleaned_data
        people = {str(each.person_id): each.person for each in self.found.signatures}
        supervision.add_action(
            supervision=self.row,
            what=told["what"],
            owner=people[told["owner"]],
            due_on=told["due_on"],
            child=chosen_child(self.found, told["child"]),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The action is agreed")


def children_choices(found: queries.Whole) -> list[Choice]:
    """The children discussed."""
    rows = [each.row.child for each in found.children]
    return [Choice(str(child.pk), f"{child.person.name}, {child.reference}") for child in rows]


def chosen_child(found: queries.Whole, key: str | None) -> Any:
    """The child of them with this key; None without one."""
    return next((each.row.child for each in found.children if str(each.row.child_id) == key), None)


class _ChangePart(OneSupervision, ABC):
    """A button on one child's part."""

    said = ""

    def require(self) -> None:
        """Those who take part, while it is a draft."""
        access_supervision.require_part(self.user, self.row)
        if self.row.state != SupervisionState.DRAFT:
            raise NotPermittedError("supervision_has_moved_on")

    @abstractmethod
    def change(self, part: SupervisionOfChild) -> None:
        """Do it."""

    def post(self, request: HttpRequest, pk: int, reference: str) -> HttpResponse:
        """Do it, and say so or why not."""
        try:
            self.change(queries.get_part(self.user, self.row, reference))
            messages.success(request, self.said)
        except DomainError as refused:
            messages.error(request, refused.message)
        return SeeOther(reverse("supervision", args=[pk]))


class LeaveOutPage(_ChangePart):
    """A child isn't discussed after all."""

    said = "The child is left out"

    def change(self, part: SupervisionOfChild) -> None:
        """Leave them out."""
        supervision.leave_out(part=part, by=self.user, at=self.at)


class FactsAnewPage(_ChangePart):
    """The facts of today take the place of older ones."""

    said = "The facts are those of now"

    def change(self, part: SupervisionOfChild) -> None:
        """Take them."""
        supervision.take_facts_anew(part=part, by=self.user, at=self.at)


class LeaveOutActionPage(OneSupervision):
    """An action isn't agreed after all."""

    def require(self) -> None:
        """Those who take part, while it is a draft."""
        access_supervision.require_part(self.user, self.row)
        if self.row.state != SupervisionState.DRAFT:
            raise NotPermittedError("supervision_has_moved_on")

    def post(self, request: HttpRequest, pk: int, action: int) -> HttpResponse:
        """Take it out."""
        row = queries.get_action(self.user, action)
        supervision.leave_out_action(action=row, by=self.user, at=self.at)
        messages.success(request, "The action is taken out")
        return SeeOther(reverse("supervision", args=[pk]))
