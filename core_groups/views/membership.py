"""Who belongs to a child's core group, and planning its next meeting, from the child's record."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from cases import access, access_plans
from cases.exceptions import DomainError, NotVisibleError
from cases.models import Plan
from cases.views.child_forms import ChildFormPage
from core_groups.forms import core_groups as forms
from core_groups.models import CoreGroupMember
from core_groups.queries import core_groups as queries
from core_groups.queries import rota
from core_groups.services import core_groups as services
from core_groups.services import membership
from core_groups.services.core_groups import When
from core_groups.services.membership import Member
from safeguarding.accounts.models import User
from safeguarding.ui.fields import Choice


class OfPlanPage(ChildFormPage):
    """A form about the core group of the child's open plan: 404 when there is none."""

    child_action = access.Action.MANAGE_PLAN
    back_to = "child_core_group"

    @cached_property
    def plan(self) -> Plan:
        """The child's open plan."""
        plan = queries.open_plan(self.user, self.child)
        if plan is None:
            raise NotVisibleError
        return plan

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the plan before anything else."""
        _ = self.child, self.plan
        access_plans.require_plan(self.user, self.plan)
        return super().dispatch(*args, **kwargs)


class NewMemberPage(OfPlanPage):
    """Somebody joins."""

    form_class = forms.MemberForm
    title = "Add a member of the core group"
    intro = "Their agency becomes involved with the child and reads the record and the plan."
    submit_text = "Add"

    @cached_property
    def candidates(self) -> tuple[dict[str, User], dict[str, Any]]:
        """People and agencies by key."""
        people, agencies = queries.candidates(self.user, self.child)
        return {str(one.pk): one for one in people}, {str(one.pk): one for one in agencies}

    def form_kwargs(self) -> dict[str, Any]:
        """As choices."""
        people, agencies = self.candidates
        return {
            "people": [Choice(key, f"{one.full_name}, {one.agency.name}") for key, one in people.items()],
            "agencies": [Choice(key, one.name) for key, one in agencies.items()],
        }

    def save(self, form: Any) -> HttpResponse:
        """Add them."""
        membership.add(plan=self.plan, member=self._member(form.cleaned_data), by=self.user, at=self.at)
        return self.done(self.back_href(), "They belong to the core group")

    def _member(self, typed: dict[str, Any]) -> Member:
        people, agencies = self.candidates
        part = typed["part"]
        if typed["who"] == "user":
            return Member(user=people[typed["user"]], part=part)
        if typed["who"] == "agency":
            return Member(agency=agencies[typed["agency"]], part=part)
        if typed["who"] == "family":
            return Member(outside_name=typed["relative"], is_family=True, part=part)
        return Member(outside_name=typed["name"], agency=agencies.get(typed["of_agency"]), part=part)


class EndMemberPage(OfPlanPage):
    """Somebody leaves."""

    form_class = forms.EndMemberForm
    submit_text = "Record that they leave"

    @cached_property
    def member(self) -> CoreGroupMember:
        """Who leaves."""
        return queries.member(self.user, self.plan, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the member before anything else."""
        _ = self.child, self.plan, self.member
        return super().dispatch(*args, **kwargs)

    @property
    def title(self) -> str:
        """Who leaves."""
        member = self.member
        name = member.user.full_name if member.user else member.outside_name or str(member.agency)
        return f"{name} leaves the core group"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        membership.end(member=self.member, reason=form.cleaned_data["reason"], by=self.user, at=self.at)
        return self.done(self.back_href(), "It is recorded that they left the core group")


class PlanPage(OfPlanPage):
    """The next core group, of this child's plan or of the family's several."""

    child_action = access.Action.CALL_MEETING
    form_class = forms.PlanForm
    submit_text = "Plan it and ask the members"

    @property
    def title(self) -> str:
        """Which kind of meeting the plan has."""
        kind = services.KIND_OF_PLAN[self.plan.kind]
        return f"Plan a {kind.label.lower()}"

    @cached_property
    def plans(self) -> list[Plan]:
        """The plan, and those of brothers and sisters."""
        return queries.family_plans(self.user, self.plan)

    @cached_property
    def turns(self) -> list[rota.Turn]:
        """Whose turn it is."""
        return rota.turns(self.user, self.plans)

    @cached_property
    def people(self) -> list[User]:
        """Members who take turns, and whoever leads the plan."""
        found = queries.may_take_turns(rota.members(self.user, self.plans))
        leads = [plan.lead for plan in self.plans if plan.lead is not None and plan.lead not in found]
        return [*found, *leads]

    def form_kwargs(self) -> dict[str, Any]:
        """What there is to choose from."""
        return {
            "plans": [
                Choice(str(plan.pk), plan.child.person.name, hint=plan.get_kind_display())
                for plan in self.plans
            ],
            "people": [Choice(str(one.pk), f"{one.full_name}, {one.agency.name}") for one in self.people],
            "hints": {
                turn.part.value: f"It is the turn of {turn.next.full_name}"
                for turn in self.turns
                if turn.next is not None
            },
        }

    def initial(self) -> dict[str, Any]:
        """All of the family, whose turn it is, and what was said at the last one."""
        said = queries.last_said(self.user, self.plan)
        start: dict[str, Any] = {
            "plans": [str(plan.pk) for plan in self.plans],
            "minutes": "60",
            **{turn.part.value: str(turn.next.pk) for turn in self.turns if turn.next is not None},
        }
        if self.plan.kind == "child_in_need" and self.plan.lead is not None:
            start["chair"] = str(self.plan.lead.pk)
        if said is not None and said.next_at is not None and said.next_at > self.at:
            start["starts_at"] = said.next_at
            start |= {
                name: str(key)
                for name, key in (("chair", said.next_chair_id), ("minute_taker", said.next_minute_taker_id))
                if key is not None
            }
        return start

    def save(self, form: Any) -> HttpResponse:
        """Plan it."""
        typed = form.cleaned_data
        by_key = {str(one.pk): one for one in self.people}
        if typed["chair"] not in by_key or typed["minute_taker"] not in by_key:
            raise DomainError("Choose a member of the core group", field="chair")
        group = services.plan(
            plans=[plan for plan in self.plans if str(plan.pk) in typed["plans"]],
            when=When(
                starts_at=typed["starts_at"],
                ends_at=typed["starts_at"] + timedelta(minutes=typed["minutes"]),
                format=typed["format"],
                place=typed["place"],
                link=typed["link"],
            ),
            chair=by_key[typed["chair"]],
            minute_taker=by_key[typed["minute_taker"]],
            by=self.user,
            at=self.at,
        )
        reference = group.meeting.reference
        return self.done(
            reverse("core_group", args=[reference]), f"{reference} is planned, and its members are asked"
        )
