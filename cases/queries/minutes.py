"""A meeting's minutes as its pages show them: what a person reads of a version, and how versions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from cases import access_meetings
from cases.exceptions import NotVisibleError
from cases.meeting_states import CopyKind
from cases.models import Child, Invitation, Meeting, Minutes, MinutesCopy
from cases.services import distribution, minutes
from cases.states import Sensitivity
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import redaction
from safeguarding.rules.redaction import Block, Reader


@dataclass(frozen=True)
class Part:
    """One part of the minutes with the names that belong to its keys."""

    heading: str
    text: str
    sensitivity: str
    agency: str
    child: str


@dataclass(frozen=True)
class Difference:
    """What became of one part between two versions: `before` or `after` is empty where it wasn't there."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Outgoing:
    """Before minutes go out: who receives which copy, and what it leaves out (headings)."""

    kind: str
    names: list[str]
    left_out: list[str]


def versions(user: User, meeting: Meeting) -> list[Minutes]:
    """The versions that `user` may open, newest first."""
    rows = access_meetings.visible_minutes(user).filter(meeting=meeting)
    return list(rows.select_related("author", "approved_by").order_by("-number"))


def get(user: User, meeting: Meeting, number: int) -> Minutes:
    """One version; raises NotVisibleError (404) for one that `user` may not open."""
    found = access_meetings.visible_minutes(user).filter(meeting=meeting, number=number)
    version = found.select_related("meeting", "author", "approved_by").first()
    if version is None:
        raise NotVisibleError
    return version


def own_copy(user: User, version: Minutes) -> MinutesCopy | None:
    """The copy that was sent to `user`, by name or because they took an invitation on."""
    own = access_meetings.named_invitations(user).filter(meeting=version.meeting_id)
    rows = MinutesCopy.objects.filter(minutes=version, invitation__in=own.values("pk"))
    return rows.select_related("invitation", "minutes").order_by("pk").first()


def seen_blocks(user: User, version: Minutes) -> list[Block]:
    """What `user` reads of a version: their own copy, or of the whole the parts that they may read."""
    copy = own_copy(user, version)
    seen = seen_children(user, version.meeting)
    if copy is not None:
        return list(redaction.copy_for(minutes.blocks_of(version), reader(copy.invitation, seen)))
    readable = minutes.readable(user, version.meeting, seen)
    return [block for block in minutes.blocks_of(version) if readable(block)]


def guest_blocks(copy: MinutesCopy) -> list[Block]:
    """What the copy of somebody outside the system holds."""
    about = frozenset(copy.invitation.about)
    return list(redaction.copy_for(minutes.blocks_of(copy.minutes), reader(copy.invitation, about)))


def reader(invitation: Invitation, children: Iterable[int]) -> Reader:
    """For whom the copy of an invitation is made."""
    return Reader(invitation.copy_kind, invitation.agency_id, frozenset(children))


def seen_children(user: User, meeting: Meeting) -> frozenset[int]:
    """The keys of the meeting's children whom `user` may see."""
    return frozenset(access_meetings.children_of(user, meeting).values_list("pk", flat=True))


def parts(blocks: Iterable[Block], children: Iterable[Child] = ()) -> list[Part]:
    """The parts as a page shows them; a child who isn't given isn't named."""
    blocks = list(blocks)
    agencies = Agency.objects.in_bulk({block.agency for block in blocks if block.agency is not None})
    names = {child.pk: child.person.name for child in children}
    return [
        Part(
            heading=block.heading,
            text=block.text,
            sensitivity=Sensitivity(block.sensitivity).label,
            agency=agencies[block.agency].name if block.agency in agencies else "",
            child=names.get(block.child, "") if block.child is not None else "",
        )
        for block in blocks
    ]


def differences(before: Sequence[Block], after: Sequence[Block]) -> list[Difference]:
    """What differs between two versions, part by part in the order of the newer one; taken-out parts last."""
    old, new = {block.key: block for block in before}, {block.key: block for block in after}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was != now:
            heading = (now or was).heading  # type: ignore[union-attr]
            found.append(Difference(heading, _whole(was), _whole(now)))
    return found


def marked(difference: Difference) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """The words before and after, each run of words with whether it changed."""
    old, new = difference.before.split(), difference.after.split()
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = what != "equal"
        if i2 > i1:
            left.append((" ".join(old[i1:i2]), changed))
        if j2 > j1:
            right.append((" ".join(new[j1:j2]), changed))
    return left, right


def outgoing(user: User, version: Minutes) -> list[Outgoing]:
    """Who will receive which copy, and what each kind of copy leaves out; asked by whoever runs the meeting.

    A part that `user` may not read themselves isn't named.
    """
    meeting = version.meeting
    readable = minutes.readable(user, meeting, seen_children(user, meeting))
    blocks = minutes.blocks_of(version)
    everybody = frozenset(meeting.children.values_list("child", flat=True))
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for invitation in distribution.recipients(meeting):
        left = redaction.left_out(blocks, [reader(invitation, _expected(invitation, everybody))])
        label = CopyKind(invitation.copy_kind).label
        groups.setdefault((label, tuple(_named(block, readable) for block in left)), []).append(
            name_of(invitation)
        )
    return [Outgoing(kind, names, list(left)) for (kind, left), names in sorted(groups.items())]


def nobody_receives(user: User, version: Minutes) -> list[str]:
    """The headings of parts that are in nobody's copy; one that `user` may not read isn't named."""
    readable = minutes.readable(user, version.meeting, seen_children(user, version.meeting))
    everybody = frozenset(version.meeting.children.values_list("child", flat=True))
    asked = distribution.recipients(version.meeting)
    readers = [reader(invitation, _expected(invitation, everybody)) for invitation in asked]
    return [_named(block, readable) for block in redaction.left_out(minutes.blocks_of(version), readers)]


def agencies(meeting: Meeting, blocks: Iterable[Block]) -> list[tuple[int, str]]:
    """The agencies whose words minutes may hold: those asked, and those whose words they hold already."""
    asked = Invitation.objects.filter(meeting=meeting, agency__isnull=False).values("agency")
    held = {block.agency for block in blocks if block.agency is not None}
    found = Agency.objects.filter(Q(pk__in=asked) | Q(pk__in=held) | Q(pk=meeting.agency_id))
    return list(found.order_by("name").values_list("pk", "name"))


def name_of(invitation: Invitation) -> str:
    """Whom an invitation asks, for those who run the meeting."""
    if invitation.user is not None:
        return f"{invitation.user.full_name}, {invitation.agency}"
    if invitation.agency is not None:
        return f"{invitation.agency}, on duty{f' ({invitation.team})' if invitation.team else ''}"
    return ", ".join(filter(None, (invitation.outside_name, invitation.outside_agency)))


def _expected(invitation: Invitation, everybody: frozenset[int]) -> frozenset[int]:
    """Of whom a recipient will read: those asked by name were let in to every child's record; those on duty
    see no child until one of them takes it on; somebody outside of whom they were asked about."""
    if invitation.agency_id is None:
        return frozenset(invitation.about)
    return everybody if invitation.user_id is not None else frozenset()


def _named(block: Block, readable: Callable[[Block], bool]) -> str:
    return block.heading if readable(block) else "A part that you may not read"


def _whole(block: Block | None) -> str:
    if block is None:
        return ""
    return f"{block.heading}\n{block.text}\n({Sensitivity(block.sensitivity).label})"
