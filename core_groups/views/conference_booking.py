"""The conference unit's list, asking for a conference, booking it, asking people to it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_meetings
from cases.exceptions import NotPermittedError
from cases.meeting_states import CopyKind
from cases.services import invitations
from cases.views.child_forms import ChildFormPage
from cases.views.pages import ChildPage, Page
from core_groups.conference_states import ConferenceKind
from core_groups.forms.conferences import BookForm, InviteForm, RequestForm
from core_groups.queries import conference_list, conference_people
from core_groups.queries.conference_list import Waiting
from core_groups.queries.conference_people import Invitee
from core_groups.services import conference_booking as booking
from core_groups.services.conference_booking import Booking
from core_groups.views.conference_pages import ConferenceForm
from safeguarding.accounts.models import User
from safeguarding.ui.fields import Choice
from safeguarding.ui.views import SeeOther


class ConferencesPage(Page):
    """What has to be booked, what is booked, and what is left of those held."""

    action = access.Action.BOOK_CONFERENCE
    template_name = "conferences/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render(
            waiting=conference_list.waiting(self.user),
            booked=conference_list.booked(self.user),
            left=conference_list.left(self.user),
        )


class ChildConferencesPage(ChildPage):
    """One child's conferences, and those asked for."""

    template_name = "conferences/child.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show it."""
        user, child = self.user, self.child
        may_here = access.may_here
        return self.render(
            child=child,
            parts=conference_list.of_child(user, child),
            requests=conference_list.requests_of(user, child),
            waits=bool(conference_list.waiting(user, only=child)),
            can_request=may_here(user, access.Action.CALL_MEETING, child),
            can_book=may_here(user, access.Action.BOOK_CONFERENCE, child),
        )


class RequestPage(ChildFormPage):
    """A review, a pre-birth or a transfer-in conference, asked for about one child."""

    child_action = access.Action.CALL_MEETING
    form_class = RequestForm
    title = "Ask for a conference"
    submit_text = "Ask for it"
    back_to = "child_conferences"
    intro = (
        "An initial conference is asked for on its section 47 enquiry. Here you ask for a review, a pre-birth"
        " conference, or one for a child who comes from another authority’s plan."
    )

    def save(self, form: Any) -> HttpResponse:
        """Ask for it; the conference unit is told."""
        booking.request(children=[self.child], by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The conference unit has your request")


class BookPage(ChildFormPage):
    """A conference that is due or asked for, booked."""

    child_action = access.Action.BOOK_CONFERENCE
    form_class = BookForm
    title = "Book a conference"
    submit_text = "Book it"
    template_name = "conferences/book.html"
    back_to = "child_conferences"

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What waits for this child and for the family."""
        return conference_list.with_family(self.user, self.child)

    @cached_property
    def own(self) -> list[Waiting]:
        """What waits for this child."""
        return [one for one in self.waiting if one.child.pk == self.child.pk]

    @cached_property
    def chairs(self) -> list[User]:
        """Who may chair it."""
        return conference_people.chairs()

    @cached_property
    def minute_takers(self) -> list[User]:
        """Who may take its minutes."""
        return conference_people.minute_takers()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Book it, where something is to be booked."""
        if not self.own:
            messages.info(request, "No conference waits to be booked for this child.")
            return SeeOther(self.back_href())
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """What may be chosen."""
        about = {one.child.pk: one for one in self.waiting}
        kinds = dict.fromkeys(kind for one in self.own for kind in _kinds(one))
        return {
            "kinds": [(kind.value, kind.label) for kind in kinds],
            "about": [
                Choice(one.child.reference, f"{one.child.person.name}, {one.child.reference}", hint=one.why)
                for one in about.values()
            ],
            "chairs": [(str(each.pk), each.full_name) for each in self.chairs],
            "minute_takers": [(str(each.pk), each.full_name) for each in self.minute_takers],
        }

    def initial(self) -> dict[str, Any]:
        """The whole family is ticked; the unit's own business support minutes it."""
        kinds = [one.kind for one in self.own]
        same = [one.child.reference for one in self.waiting if one.kind in kinds]
        return {
            "kind": kinds[0].value if len(kinds) == 1 else "",
            "children": list(dict.fromkeys(same)),
            "minutes": "120",
            "minute_taker": str(self.user.pk),
        }

    def context(self) -> dict[str, Any]:
        """By when it is to be held."""
        return {**super().context(), "waiting": self.waiting, "now": self.at}

    def save(self, form: Any) -> HttpResponse:
        """Book it; then people are asked."""
        typed = form.cleaned_data
        about = {one.child.reference: one.child for one in self.waiting}
        conference = booking.book(
            facts=Booking(
                kind=typed["kind"],
                reason=typed["reason"],
                starts_at=typed["starts_at"],
                ends_at=typed["starts_at"] + timedelta(minutes=typed["minutes"]),
                format=typed["format"],
                place=typed["place"],
                link=typed["link"],
                chair=_chosen(self.chairs, typed["chair"]),
                minute_taker=_chosen(self.minute_takers, typed["minute_taker"]),
            ),
            children=[about[each] for each in typed["children"]],
            by=self.user,
            at=self.at,
        )
        reference = conference.meeting.reference
        return self.done(reverse("conference_invite", args=[reference]), f"Conference {reference} is booked")


class InvitePage(ConferenceForm):
    """Who is to come: proposed from the children's network and family, ticked, asked."""

    form_class = InviteForm
    title = "Who is asked to the conference"
    submit_text = "Ask them"
    keeps_draft = False
    template_name = "conferences/invite.html"

    def ask(self) -> None:
        """Being asked opens records: only who may do that."""
        super().ask()
        if not access_meetings.may_ask(self.user, self.meeting):
            raise NotPermittedError("invite")

    @cached_property
    def proposed(self) -> dict[str, Invitee]:
        """Those who aren't asked yet."""
        return {one.value: one for one in conference_people.propose(self.user, self.meeting)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where somebody is left to be asked."""
        if not self.proposed:
            messages.info(request, "Everybody whom the children’s network and family name is asked.")
            return SeeOther(self.href())
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        """Those proposed, with why."""
        return {"options": [Choice(one.value, one.label, hint=one.why) for one in self.proposed.values()]}

    def initial(self) -> dict[str, Any]:
        """All are ticked: leaving somebody out is the choice."""
        return {"people": list(self.proposed)}

    def save(self, form: Any) -> HttpResponse:
        """Ask each of those ticked, and everybody inside for a report."""
        for value in form.cleaned_data["people"]:
            self._ask_one(self.proposed[value])
        return self.done(self.href(), "They are asked to the conference")

    def _ask_one(self, one: Invitee) -> None:
        facts: dict[str, Any] = {
            "meeting": self.meeting,
            "is_required": one.is_required,
            "by": self.user,
            "at": self.at,
        }
        if one.name:
            invitations.invite_outside(
                name=one.name,
                email="",
                copy_kind=CopyKind.PARENTS,
                about=one.about,
                part=one.part,
                **facts,
            )
            return
        facts["part"] = one.part
        if one.user is not None:
            asked = invitations.invite_user(user=one.user, **facts)
        elif one.agency is not None:
            asked = invitations.invite_duty(agency=one.agency, team=one.team, **facts)
        else:
            return
        invitations.ask_for_report(invitation=asked, by=self.user, at=self.at)


def _chosen(people: list[User], key: str) -> User | None:
    return next((each for each in people if str(each.pk) == key), None)


def _kinds(one: Waiting) -> tuple[ConferenceKind, ...]:
    """Before a birth an initial conference may be a pre-birth one."""
    is_unborn = one.child.person.date_of_birth is None and one.child.person.expected_date is not None
    if one.kind == ConferenceKind.INITIAL and is_unborn:
        return (ConferenceKind.PRE_BIRTH, ConferenceKind.INITIAL)
    return (one.kind,)
