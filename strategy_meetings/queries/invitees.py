"""Who must come to a strategy meeting, and who else should: proposed from the law and the child's network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases import access_meetings
from cases.models import Child, Involvement, Meeting
from cases.queries import meetings
from safeguarding.accounts.models import Agency, AgencyKind, Team, User
from safeguarding.rules.quorum import HEALTH, POLICE
from strategy_meetings.briefs import brief


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to ask: a person, or an agency's people on duty (of a team, or its safeguarding leads).

    `seat` is the seat of the quorum that they fill, empty for others; `is_ticked` is what is proposed.
    """

    agency: Agency
    user: User | None = None
    team: Team | None = None
    seat: str = ""
    why: str = ""
    is_ticked: bool = True

    @property
    def value(self) -> str:
        """How a form calls them."""
        if self.user is not None:
            return f"user-{self.user.pk}"
        return f"team-{self.team.pk}" if self.team is not None else f"agency-{self.agency.pk}"

    @property
    def label(self) -> str:
        """Who they are."""
        if self.user is not None:
            return f"{self.user.full_name}, {self.agency.name}"
        return f"{self.agency.name}: {self.team.name if self.team else 'whoever is on duty'}"

    @property
    def hint(self) -> str:
        """Whether the meeting lacks its quorum without them, why they are proposed, what they bring."""
        must = f"Needed for the quorum ({self.seat}). " if self.seat else ""
        return f"{must}{self.why}. They bring: {brief(self.agency.kind)}"


def propose(user: User, meeting: Meeting) -> list[Invitee]:
    """Who is to be asked, the seats of the quorum first; whoever is asked already isn't proposed again.

    Social care: the children's workers, or their team on duty. Police: every force. Health: whoever works
    with a child; where nobody does, every health agency that could know of one but GP practices.
    """
    children = list(
        access_meetings.children_of(user, meeting)
        .select_related("allocated_to__agency", "team__agency")
        .order_by("pk")
    )
    network = _network(children)
    asked = {_value(row.user, row.team, row.agency) for row in meetings.invitations(user, meeting)}
    found: dict[str, Invitee] = {}
    for one in (*_social_care(children), *_police(), *_health(network), *_others(network)):
        if one.value not in asked:
            found.setdefault(one.value, one)
    return list(found.values())


def _network(children: Iterable[Child]) -> list[Involvement]:
    rows = Involvement.objects.filter(child__in=list(children), until=None, agency__is_active=True)
    return list(rows.select_related("agency", "team", "user").order_by("agency__name", "pk"))


def _social_care(children: list[Child]) -> Iterable[Invitee]:
    for child in children:
        if child.allocated_to is not None and child.allocated_to.is_active:
            yield Invitee(
                child.allocated_to.agency,
                user=child.allocated_to,
                seat="children's social care",
                why="The child's social worker",
            )
        elif child.team is not None:
            yield Invitee(
                child.team.agency,
                team=child.team,
                seat="children's social care",
                why="The child's team",
            )


def _police() -> Iterable[Invitee]:
    for agency in Agency.objects.filter(is_active=True, kind__in=POLICE).order_by("name"):
        yield Invitee(agency, seat="police", why="Police are at every strategy meeting")


def _health(network: list[Involvement]) -> Iterable[Invitee]:
    known = [row for row in network if row.agency.kind in HEALTH]
    for row in known:
        yield _of(row, seat="health")
    if not known:
        agencies = Agency.objects.filter(is_active=True, kind__in=HEALTH - {AgencyKind.GP_PRACTICE})
        for agency in agencies.order_by("name"):
            yield Invitee(agency, seat="health", why="No health agency is in the child's network yet")


def _others(network: list[Involvement]) -> Iterable[Invitee]:
    rest = POLICE | HEALTH | {AgencyKind.CHILDRENS_SOCIAL_CARE, AgencyKind.PARTNERSHIP}
    for row in network:
        if row.agency.kind not in rest:
            yield _of(row)


def _of(row: Involvement, *, seat: str = "") -> Invitee:
    """The person who is named, where there is one, else whoever is on duty in the agency."""
    named = row.user if row.user is not None and row.user.is_active else None
    return Invitee(row.agency, user=named, seat=seat, why=f"In the child's network: {row.agency.name}")


def _value(user: User | None, team: Team | None, agency: Agency | None) -> str:
    return Invitee(agency, user=user, team=team).value if agency is not None else ""
