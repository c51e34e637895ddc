"""What a child said so far, how long ago they were last heard, and how well each team hears its children."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet

from cases import access, access_documents, access_voice
from cases.exceptions import NotVisibleError
from cases.models import Child, EpisodeOfNeed, VoiceEntry
from cases.voice_states import DAY_PARTS, VoiceKind
from safeguarding.accounts.models import Team, User

# A child is heard when somebody wrote down within these days what they said or showed: the longest time in
# which a social worker sees them (safeguarding.rules.timescales: unseen_social_worker).
HEARD_WITHIN_DAYS: Final = 28
DAY_WITHIN_DAYS: Final = 183


@dataclass(frozen=True, slots=True)
class Heard:
    """When a child was last heard; `days` is None when never, as far as the reader may know."""

    on: date | None
    days: int | None

    @property
    def is_late(self) -> bool:
        """Whether it is longer ago than it should be, or never was."""
        return self.days is None or self.days > HEARD_WITHIN_DAYS


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page shows it: its parts as question and words."""

    row: VoiceEntry
    title: str
    parts: list[tuple[str, str]]
    may_correct: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """How well a team hears the children it works with."""

    team: str
    children: int
    heard: int
    days: int
    never: int

    @property
    def rate(self) -> int | None:
        """Of 100 children, how many were heard in time; None of no child."""
        return round(100 * self.heard / self.children) if self.children else None


def last_heard(user: User, child: Child, *, today: date) -> Heard:
    """When the child was last heard, by entries that `user` may read."""
    rows = standing(access_voice.visible_voice(user)).filter(child=child)
    latest: date | None = rows.aggregate(latest=Max("heard_on"))["latest"]
    return Heard(latest, (today - latest).days if latest else None)


def standing(rows: QuerySet[VoiceEntry]) -> QuerySet[VoiceEntry]:
    """Without those that were corrected."""
    return rows.filter(superseded_by=None)


def entries(user: User, child: Child, *, can_write: bool) -> list[Entry]:
    """What the child said, the newest first, that `user` may read."""
    rows = standing(access_voice.visible_voice(user)).filter(child=child)
    found = list(rows.select_related("agency", "recorded_by", "document"))
    readable = set(
        access_documents.visible_documents(user)
        .filter(pk__in=[row.document_id for row in found if row.document_id])
        .values_list("pk", flat=True)
    )
    return [
        Entry(
            row=row,
            title=VoiceKind(row.kind).label,
            parts=parts(row),
            may_correct=can_write and row.agency_id == user.agency_id,
            may_open=row.document is not None
            and row.document_id in readable
            and access_documents.may_open(row.document),
        )
        for row in found
    ]


def parts(row: VoiceEntry) -> list[tuple[str, str]]:
    """What it says: the parts of a day with their questions, or the words alone."""
    if row.kind == VoiceKind.DAY:
        return [(words, getattr(row, name)) for name, words in DAY_PARTS.items() if getattr(row, name)]
    return [("", row.words)]


def get_entry(user: User, child: Child, pk: int) -> VoiceEntry:
    """The child's standing entry with this key; raises NotVisibleError."""
    found = standing(access_voice.visible_voice(user)).select_related("child", "agency")
    row = found.filter(child=child, pk=pk).first()
    if row is None:
        raise NotVisibleError
    return row


def by_team(user: User, *, today: date) -> list[TeamRow]:
    """How well each team hears the children open to it, by what `user` may read; one statement each."""
    open_children = EpisodeOfNeed.objects.filter(closed_on=None).values("child")
    children = (
        access.visible_children(user)
        .filter(pk__in=open_children, team__isnull=False)
        .values_list("pk", "team_id")
    )
    teams: dict[int, list[int]] = {}
    for child_key, team_key in children:
        teams.setdefault(team_key, []).append(child_key)
    heard = _latest(user, Q())
    days = _latest(user, Q(kind=VoiceKind.DAY))
    named = Team.objects.filter(pk__in=teams).order_by("name", "pk")
    return [_team_row(team.name, teams[team.pk], heard, days, today) for team in named]


def _latest(user: User, which: Q) -> dict[int, date]:
    rows = standing(access_voice.visible_voice(user)).filter(which).order_by().values("child")
    return dict(rows.annotate(latest=Max("heard_on")).values_list("child", "latest"))


def _team_row(
    name: str, children: Iterable[int], heard: dict[int, date], days: dict[int, date], today: date
) -> TeamRow:
    keys = list(children)
    in_time, day_in_time = today - timedelta(HEARD_WITHIN_DAYS), today - timedelta(DAY_WITHIN_DAYS)
    return TeamRow(
        team=name,
        children=len(keys),
        heard=sum(heard.get(key, date.min) >= in_time for key in keys),
        days=sum(days.get(key, date.min) >= day_in_time for key in keys),
        never=sum(key not in heard for key in keys),
    )
