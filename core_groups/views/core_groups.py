"""One core group or child in need meeting: its page, the pack, and the forms about it as a whole."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_meetings
from cases.exceptions import DomainError
from cases.meeting_states import MeetingState
from cases.models import Child
from cases.queries import males, meetings
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from cases.views.minutes import pdf_answer
from core_groups.forms import core_groups as forms
from core_groups.models import CoreGroup
from core_groups.queries import core_group_agenda as agenda
from core_groups.queries import core_group_dissents as dissents
from core_groups.queries import core_groups as queries
from core_groups.queries import rota
from core_groups.services import core_group_record as record
from core_groups.services import core_groups as services
from core_groups.services.core_groups import Oversight
from safeguarding.accounts.models import User
from safeguarding.audit.models import Action as Look
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import Choice
from safeguarding.ui.pdf import render_pdf

_NOT_HELD = frozenset({MeetingState.PLANNED, MeetingState.CANCELLED})
_RECORDS = frozenset({MeetingState.PLANNED, MeetingState.HELD, MeetingState.DRAFTED})


class CoreGroupPage(OneMeeting):
    """A page of one core group: 404 for whoever doesn't see it, logged; 403 where `must_run` and they may
    not run it."""

    must_run = True

    @cached_property
    def group(self) -> CoreGroup:
        """What a core group has beside what all meetings have."""
        return queries.get(self.user, self.meeting)

    @cached_property
    def children(self) -> list[Child]:
        """The children it is about whom the person sees."""
        return meetings.children(self.user, self.meeting)

    def ask(self) -> None:
        """Other kinds of meeting have no such page; who runs it is asked where `must_run` says so."""
        _ = self.group
        if self.must_run:
            access_meetings.require_run(self.user, self.meeting)

    def href(self, name: str = "core_group", *parts: object) -> str:
        """The address of another page of this meeting."""
        return reverse(name, args=[self.meeting.reference, *parts])


class ShowPage(CoreGroupPage):
    """Where it stands: who came, the agenda with what was said, males, who is missed, the next one."""

    must_run = False
    template_name = "core_groups/core_group.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        can_run = access_meetings.runs(self.user, self.meeting)
        state = MeetingState(self.meeting.state)
        return self.render(
            group=self.group,
            meeting=self.meeting,
            children=self.children,
            lines=agenda.lines(self.user, self.group),
            males=agenda.recorded_males(self.user, self.meeting),
            missing=agenda.missing_text(self.user, self.meeting),
            dissents=dissents.by_child(dissents.of_meeting(self.user, self.meeting), self.children),
            can_dissent=dissents.may_dissent(self.user, self.meeting),
            can_challenge=access.may(self.user, access.Action.CHALLENGE),
            next_text=agenda.next_text(self.group),
            is_planned=state == MeetingState.PLANNED,
            is_held=state not in _NOT_HELD,
            can_run=can_run,
            can_record=can_run and state in _RECORDS,
            **queries.attended(self.user, self.meeting),
        )


class PackPage(CoreGroupPage):
    """What a member reads before coming: the plans, what was done since, the reports of others."""

    must_run = False
    template_name = "core_groups/pack.html"

    def pack(self) -> dict[str, Any]:
        """What the pack is made of."""
        return {
            "meeting": self.meeting,
            "plans": queries.pack(self.user, self.meeting),
            "reports": queries.reports(self.user, self.meeting),
            "agenda": agenda.lines(self.user, self.group),
        }

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(**self.pack())


class PackFile(PackPage):
    """The pack as a PDF."""

    look = Look.PRINT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make it; the log has it as a print."""
        reference = self.meeting.reference
        context = {
            **self.pack(),
            "reference": reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Plan pack for {self.meeting.get_kind_display().lower()} {reference}"
        return pdf_answer(
            render_pdf("documents/core_group_pack.html", context, title=title), f"pack-{reference}.pdf"
        )


class CoreGroupFormPage(CoreGroupPage, DraftedFormPage):
    """A form about one core group."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"

    @property
    def caption(self) -> str:
        """Which meeting it is."""
        return f"{self.meeting.get_kind_display()} {self.meeting.reference}"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href(), "now": self.at}

    def field_of(self, error: Exception) -> str | None:
        """The question of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else None

    @cached_property
    def officers(self) -> list[User]:
        """The members who may chair or take minutes."""
        return queries.may_take_turns(rota.members(self.user, queries.plans(self.user, self.meeting)))


class HoldPage(CoreGroupFormPage):
    """That it was held, with or without the social worker."""

    form_class = forms.HoldForm
    template_name = "core_groups/hold.html"
    title = "It was held"
    submit_text = "Record that it was held"

    @cached_property
    def overseers(self) -> list[User]:
        """The social workers who may oversee the plan; nobody where that isn't asked."""
        if not services.needs_oversight(self.group, self.user):
            return []
        return queries.social_workers(self.children)

    def form_kwargs(self) -> dict[str, Any]:
        """Those social workers."""
        return {"overseers": _people(self.overseers)}

    def initial(self) -> dict[str, Any]:
        """As it was planned, once that has passed."""
        return {"held_at": min(self.meeting.starts_at, self.at)}

    def context(self) -> dict[str, Any]:
        """Who was there."""
        return {**super().context(), "meeting": self.meeting, **queries.attended(self.user, self.meeting)}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        typed = form.cleaned_data
        overseer = next((each for each in self.overseers if str(each.pk) == typed.get("overseer")), None)
        services.hold(
            group=self.group,
            held_at=typed["held_at"],
            oversight=Oversight(overseer, typed["oversight"]) if overseer is not None else None,
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "It is on record that the meeting was held")


class NextPage(CoreGroupFormPage):
    """When the next one is, or why there is none."""

    form_class = forms.NextForm
    title = "The next one"

    def form_kwargs(self) -> dict[str, Any]:
        """The members who take turns."""
        return {"people": _people(self.officers)}

    def initial(self) -> dict[str, Any]:
        """What was said before, else whose turn it is."""
        group = self.group
        if group.no_next_reason:
            return {"is_next": "no", "no_next_reason": group.no_next_reason}
        if group.next_at is not None:
            return {
                "is_next": "yes",
                "next_at": group.next_at,
                "chair": str(group.next_chair_id or ""),
                "minute_taker": str(group.next_minute_taker_id or ""),
            }
        plans = queries.plans(self.user, self.meeting)
        return {turn.part.value: str(turn.next.pk) for turn in rota.turns(self.user, plans) if turn.next}

    def save(self, form: Any) -> HttpResponse:
        """Say it."""
        typed = form.cleaned_data
        by_key = {str(each.pk): each for each in self.officers}
        services.set_next(
            group=self.group,
            next_at=typed["next_at"],
            chair=by_key.get(typed["chair"]),
            minute_taker=by_key.get(typed["minute_taker"]),
            no_next_reason=typed["no_next_reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The next one is recorded")


class MalePage(CoreGroupFormPage):
    """What was done about a father or another male of the household."""

    form_class = forms.MaleForm
    title = "A father or another male"
    intro = "Invited or not, there or not, what he says; and if he was left out, why."

    @cached_property
    def known(self) -> dict[str, tuple[Child, males.Known]]:
        """The fathers and males whom the record knows, of each child."""
        found = males.of_children(self.user, self.children, today=london_date(self.at))
        return {
            f"{child.pk}-{each.person.pk}": (child, each)
            for child in self.children
            for each in found[child.pk]
        }

    def form_kwargs(self) -> dict[str, Any]:
        """Those, and the children."""
        several = len(self.children) > 1
        known = [
            Choice(key, each.person.name, hint=f"{each.kind}{f' of {child.person.name}' if several else ''}")
            for key, (child, each) in self.known.items()
        ]
        return {"known": known, "children": [Choice(str(one.pk), one.person.name) for one in self.children]}

    def initial(self) -> dict[str, Any]:
        """The only child, and whoever nothing is said of yet."""
        said = {row.name for row in agenda.recorded_males(self.user, self.meeting)}
        left = [key for key, (_, each) in self.known.items() if each.person.name not in said]
        child = str(self.children[0].pk) if len(self.children) == 1 else ""
        return {"child": child, **({"who": left[0]} if left else {})}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        typed = form.cleaned_data
        if typed["who"] == forms.OTHER:
            child = next(one for one in self.children if str(one.pk) == typed["child"])
            name, person = typed["name"], None
        else:
            child, known = self.known[typed["who"]]
            name, person = known.person.name, known.person
        male = Male(name, typed["was_invited"], typed["was_seen"], typed["views"], typed["reason"])
        record.record_male(group=self.group, child=child, male=male, person=person, by=self.user, at=self.at)
        return self.done(f"{self.href()}#males", f"What was done about {name} is recorded")


class MissingPage(CoreGroupFormPage):
    """An agency that should be here and isn't."""

    form_class = forms.MissingForm
    title = "Is an agency missing?"
    intro = "Name the agency that should be here and isn’t. Social care asks it to the next one."

    @cached_property
    def agencies(self) -> dict[str, Any]:
        """Every agency."""
        return {str(one.pk): one for one in queries.agencies()}

    def form_kwargs(self) -> dict[str, Any]:
        """As choices."""
        return {"agencies": [Choice(key, one.name) for key, one in self.agencies.items()]}

    def save(self, form: Any) -> HttpResponse:
        """Say it."""
        typed = form.cleaned_data
        record.say_missing(
            group=self.group,
            agency=self.agencies.get(typed["agency"]),
            outside_agency=typed["name"] if typed["agency"] == forms.OTHER else "",
            said=typed["said"],
            by=self.user,
            at=self.at,
        )
        return self.done(f"{self.href()}#missing", "It is recorded which agency is missed")


def _people(people: list[User]) -> list[Choice]:
    return [Choice(str(one.pk), f"{one.full_name}, {one.agency.name}") for one in people]
