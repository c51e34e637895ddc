"""Supervisions as their pages show them: one, a person's own, a child's, and whose signature is awaited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from cases import access, access_supervision
from cases.access import Action
from cases.exceptions import NotVisibleError
from cases.models import (
    Child,
    Deadline,
    Supervision,
    SupervisionAction,
    SupervisionAddendum,
    SupervisionOfChild,
    SupervisionSample,
    SupervisionSignature,
)
from cases.queries.supervision_facts import Line, lines, thawed
from cases.queries.worklist_scope import OPEN, staff_of
from cases.supervision_states import (
    AGENDA,
    CHILD_CLOCK,
    MISSED_CLOCK,
    PARTS,
    WORKER_CLOCKS,
    SupervisionKind,
    SupervisionState,
)
from safeguarding.accounts.models import User
from safeguarding.rules.supervision import Part, missing
from safeguarding.rules.supervision_prompts import Prompt, prompts

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class OfChild:
    """One child's part: the facts as they were, what they raise, what was written, what is missing."""

    row: SupervisionOfChild
    since: date
    facts: list[Line]
    prompts: list[Prompt]
    is_mandatory: bool

    @property
    def written(self) -> list[tuple[str, str]]:
        """What was written, under its question; parts without words are left out."""
        return [(label, text) for part, label in PARTS.items() if (text := getattr(self.row, part))]

    @property
    def missing(self) -> list[Part]:
        """The parts without which it can't be signed."""
        words = {part.value: getattr(self.row, part) for part in PARTS}
        return missing(words, {prompt.part for prompt in self.prompts})


@dataclass(frozen=True, slots=True)
class Whole:
    """One supervision with everything that its reader may read."""

    row: Supervision
    signatures: list[SupervisionSignature]
    children: list[OfChild]
    actions: list[SupervisionAction]
    addenda: list[SupervisionAddendum]
    samples: list[SupervisionSample]

    @property
    def agenda(self) -> list[tuple[str, str]]:
        """What was written beside children, under its question."""
        return [(label, text) for name, label in AGENDA.items() if (text := getattr(self.row, name))]

    @property
    def who(self) -> str:
        """Those who are supervised, in words."""
        return ", ".join(each.person.full_name for each in self.signatures if not each.is_supervisor)

    @property
    def fingerprint(self) -> str:
        """What was read before signing: another word anywhere makes another one, a signature doesn't."""
        versions = [
            *(str(getattr(self.row, name)) for name in ("held_on", "next_on", *AGENDA)),
            *((each.row.pk, each.row.version) for each in self.children),
            *((each.pk, each.version) for each in self.actions),
        ]
        return sha256(repr(versions).encode()).hexdigest()[:32]


def get(user: User, key: int) -> Supervision:
    """The supervision with this key; raises NotVisibleError."""
    found = access_supervision.visible_supervisions(user).select_related("supervisor").filter(pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def whole(user: User, row: Supervision) -> Whole:
    """The supervision with all that hangs on it, in a fixed number of questions."""
    parts = access_supervision.visible_parts(user).filter(supervision=row, left_out=False)
    found = list(parts.select_related("child__person", "case_holder"))
    owed = owing(user, [part.child_id for part in found])
    actions = access_supervision.visible_actions(user).filter(supervision=row, left_out=False)
    signatures = access_supervision.visible_signatures(user).filter(supervision=row)
    return Whole(
        row=row,
        signatures=list(signatures.select_related("person")),
        children=[of_child(part, is_mandatory=part.child_id in owed) for part in found],
        actions=list(actions.select_related("owner", "child__person", "done_by")),
        addenda=list(
            access_supervision.visible_addenda(user)
            .filter(supervision=row)
            .select_related("added_by", "child__person")
        ),
        samples=list(
            access_supervision.visible_samples(user).filter(supervision=row).select_related("sampled_by")
        ),
    )


def of_child(part: SupervisionOfChild, *, is_mandatory: bool = False) -> OfChild:
    """The part as it is shown."""
    facts = thawed(part.facts)
    return OfChild(part, facts.since, lines(facts), prompts(facts), is_mandatory)


def owing(user: User, children: Iterable[int]) -> set[int]:
    """Of these children those who must be discussed: persistently not brought, and not discussed since."""
    rows = access.visible_deadlines(user).filter(OPEN, child__in=list(children), rule_id=MISSED_CLOCK)
    return set(rows.values_list("child", flat=True))


def get_part(user: User, row: Supervision, reference: str) -> SupervisionOfChild:
    """The part of the child with this reference; raises NotVisibleError."""
    parts = access_supervision.visible_parts(user).filter(supervision=row, left_out=False)
    found = (
        parts.select_related("child__person", "case_holder")
        .filter(child__reference=reference.upper())
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def get_action(user: User, key: int) -> SupervisionAction:
    """The action with this key; raises NotVisibleError."""
    rows = access_supervision.visible_actions(user).filter(left_out=False)
    found = rows.select_related("owner", "child__person", "supervision").filter(pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def children_of(user: User, row: Supervision) -> QuerySet[Child]:
    """The children of a supervision whom `user` sees, for the log of looks."""
    parts = access_supervision.visible_parts(user).filter(supervision=row, left_out=False)
    return access.visible_children(user).filter(pk__in=parts.values("child"))


def supervisees(user: User, kind: str) -> list[User]:
    """Whom `user` may supervise: those they manage in children's social care, who work cases; supervisors and
    chairs where it is theirs; for a head of service also chairs and managers without a line manager."""
    roles = [role for role in WORKER_CLOCKS if kind != SupervisionKind.PERSONAL or _has_agenda(role)]
    staff = staff_of(user).filter(role__in=roles, agency=user.agency_id)
    return list(staff.exclude(pk=user.pk).order_by("full_name", "pk"))


def _has_agenda(role: str) -> bool:
    return WORKER_CLOCKS[role] != "supervision_worker"


def candidates(user: User, row: Supervision) -> list[Child]:
    """The children of those supervised who can be put in: in a group no restricted ones."""
    supervised = row.signatures.filter(is_supervisor=False).values("person")
    there = row.parts.filter(left_out=False).values("child")
    children = access.settled_children(user).filter(allocated_to__in=supervised).exclude(pk__in=there)
    if row.kind == SupervisionKind.GROUP:
        children = children.filter(is_restricted=False)
    return list(
        children.select_related("person", "allocated_to").order_by(
            "person__family_name", "person__given_name", "pk"
        )
    )


def due_children(user: User, children: Sequence[Child]) -> dict[int, date]:
    """When each of these children is to be discussed next, where a clock of supervision runs."""
    rows = access.visible_deadlines(user).filter(
        OPEN, child__in=[child.pk for child in children], rule_id__in=(CHILD_CLOCK, MISSED_CLOCK)
    )
    return {row.child_id: row.due_on for row in rows.order_by("-due_at") if row.child_id is not None}


def waiting_for(user: User) -> QuerySet[Supervision]:
    """The supervisions that await `user`'s signature because somebody else has signed; the earliest first.

    `first_signed_at` says since when, `first_signed_by` who signed then.
    """
    signatures = SupervisionSignature.objects.filter(supervision=OuterRef("pk"))
    first = signatures.exclude(signed_at=None).order_by("signed_at")
    rows = access_supervision.visible_supervisions(user).filter(
        Exists(signatures.filter(person=user, signed_at=None)), state=SupervisionState.SIGNED_BY_ONE
    )
    found = rows.select_related("supervisor").annotate(
        first_signed_at=Subquery(first.values("signed_at")[:1]),
        first_signed_by=Subquery(first.values("person__full_name")[:1]),
    )
    return found.order_by("held_on", "pk")


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's own page of supervision."""

    to_sign: list[Supervision]
    drafts: list[Supervision]
    signed: list[Supervision]
    actions: list[SupervisionAction]
    own: list[Deadline]
    staff: list[Deadline]
    children: list[Deadline]
    who: dict[int, str]


def mine(user: User) -> Mine:
    """What waits, what is being written, what was signed, what is due, in a fixed number of questions."""
    part_of = access_supervision.visible_supervisions(user).filter(
        Exists(SupervisionSignature.objects.filter(supervision=OuterRef("pk"), person=user))
    )
    rows = part_of.select_related("supervisor")
    to_sign = list(waiting_for(user))
    open_rows = rows.filter(state__in=(SupervisionState.DRAFT, SupervisionState.SIGNED_BY_ONE))
    drafts = list(open_rows.order_by("held_on", "pk").exclude(pk__in=[row.pk for row in to_sign]))
    signed = list(rows.filter(state=SupervisionState.SIGNED)[:ON_A_PAGE])
    actions = access_supervision.visible_actions(user).filter(
        owner=user, left_out=False, done_at=None, supervision__state=SupervisionState.SIGNED
    )
    running = access.visible_deadlines(user).filter(OPEN)
    clocks = running.filter(rule_id__in=set(WORKER_CLOCKS.values())).select_related("about_worker")
    staff: QuerySet[Deadline] = clocks.none()
    if access.may(user, Action.SUPERVISE):
        staff = clocks.filter(about_worker__in=staff_of(user).values("pk")).exclude(about_worker=user)
    of_children = running.filter(rule_id__in=(CHILD_CLOCK, MISSED_CLOCK))
    supervised = Q(child__allocated_to=user) | Q(child__allocated_to__line_manager=user)
    return Mine(
        to_sign=to_sign,
        drafts=drafts,
        signed=signed,
        actions=list(actions.select_related("child__person", "supervision")),
        own=list(clocks.filter(about_worker=user)),
        staff=list(staff.order_by("due_at", "pk")[:ON_A_PAGE]),
        children=list(
            of_children.filter(supervised)
            .select_related("child__person", "child__allocated_to")
            .order_by("due_at", "pk")[:ON_A_PAGE]
        ),
        who=whom(user, [*to_sign, *drafts, *signed]),
    )


def whom(user: User, rows: Iterable[Supervision]) -> dict[int, str]:
    """By key of each supervision those supervised, in words."""
    names: dict[int, list[str]] = {row.pk: [] for row in rows}
    signatures = access_supervision.visible_signatures(user).filter(
        supervision__in=list(names), is_supervisor=False
    )
    for key, name in signatures.order_by("pk").values_list("supervision", "person__full_name"):
        names[key].append(name)
    return {key: ", ".join(each) for key, each in names.items()}


def of_the_child(user: User, child: Child) -> list[OfChild]:
    """The supervisions of a child that `user` may read, the latest first."""
    parts = access_supervision.visible_parts(user).filter(child=child, left_out=False)
    parts = parts.exclude(supervision__state=SupervisionState.CALLED_OFF)
    rows = parts.select_related("supervision__supervisor", "case_holder", "child__person")
    return [of_child(part) for part in rows.order_by("-supervision__held_on", "-pk")[:ON_A_PAGE]]


def to_sample(user: User) -> list[Supervision]:
    """What a senior manager may sample: signed, they took no part, not graded yet; the latest first."""
    part = SupervisionSignature.objects.filter(supervision=OuterRef("pk"), person=user)
    rows = access_supervision.visible_supervisions(user).filter(
        ~Exists(part),
        ~Exists(SupervisionSample.objects.filter(supervision=OuterRef("pk"))),
        state=SupervisionState.SIGNED,
    )
    return list(rows.select_related("supervisor__team").order_by("-signed_at", "-pk")[:ON_A_PAGE])


def sampled(user: User) -> list[SupervisionSample]:
    """What was sampled, the latest first."""
    rows = access_supervision.visible_samples(user).select_related("supervision__supervisor", "sampled_by")
    return list(rows[:ON_A_PAGE])


def grades(user: User) -> dict[int, int]:
    """How many samples got each grade."""
    rows = access_supervision.visible_samples(user).order_by().values_list("grade").annotate(Count("pk"))
    return dict(rows)
