"""What the forms of a meeting let one choose from."""

from __future__ import annotations

from dataclasses import dataclass

from cases import access_meetings
from cases.exceptions import DomainError
from cases.models import Meeting
from cases.queries import meeting_people, meetings
from safeguarding.accounts.models import Agency, User
from safeguarding.ui.fields import Choice


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies, of the system and outside, for which somebody may write."""

    inside: dict[str, Agency]
    outside: dict[str, str]

    def options(self) -> list[Choice]:
        """Them as choices, by name."""
        named = [(key, agency.name) for key, agency in self.inside.items()]
        return [
            Choice(key, name) for key, name in sorted([*named, *self.outside.items()], key=lambda o: o[1])
        ]

    def chosen(self, value: str) -> tuple[Agency | None, str]:
        """The agency of the system, or the name of the one outside, that a choice stands for."""
        if value not in self.inside and value not in self.outside:
            raise DomainError("Select which agency shares this", field="agency")
        return self.inside.get(value), self.outside.get(value, "")


def agencies(user: User, meeting: Meeting) -> Agencies:
    """Those who are asked to the meeting, for whoever runs it; for everybody else their own alone."""
    own = {f"agency-{user.agency_id}": user.agency}
    if not access_meetings.runs(user, meeting):
        return Agencies(own, {})
    rows = meetings.invitations(user, meeting)
    inside = {f"agency-{row.agency_id}": row.agency for row in rows if row.agency is not None}
    # By the invitation's key: what is posted holds no name.
    outside = {
        f"outside-{row.pk}": row.outside_agency or row.outside_name for row in rows if row.outside_name
    }
    return Agencies({**own, **inside}, outside)


def officers(meeting: Meeting) -> list[User]:
    """Who may chair the meeting or take its minutes, whoever does so already among them."""
    people = {person.pk: person for person in meeting_people.may_chair()}
    for person in (meeting.chair, meeting.minute_taker):
        if person is not None:
            people.setdefault(person.pk, person)
    return list(people.values())
