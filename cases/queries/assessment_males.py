"""The fathers and the other males of a child's household, and what an assessment says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cases import access
from cases.models import Assessment, Child, MaleEngaged, Person, Relationship
from cases.models.person import Sex
from cases.states import PARENT_KINDS, RelationshipKind
from safeguarding.accounts.models import User
from safeguarding.rules import ages
from safeguarding.rules.fathers_and_males import Male, is_accounted_for

# Brothers and sons of the household are no risk and no resource of this kind until they are grown.
GROWN_AT: Final = 16
_FATHERS: Final = PARENT_KINDS | {RelationshipKind.STEP_PARENT}


@dataclass(frozen=True, slots=True)
class Shown:
    """A male whom the assessment must speak of: what he is to the child, and what was done about him."""

    name: str
    person: Person | None
    relation: str
    row: MaleEngaged | None

    @property
    def male(self) -> Male:
        """As the rule knows him."""
        row = self.row
        if row is None:
            return Male(self.name)
        return Male(self.name, row.was_invited, row.was_seen, row.views, row.reason)

    @property
    def is_accounted_for(self) -> bool:
        """Whether something was done about him, or a reason says why not."""
        return is_accounted_for(self.male)

    @property
    def said(self) -> list[str]:
        """What was done, in words."""
        row = self.row
        if row is None:
            return []
        done = ["Invited"] if row.was_invited else []
        done += ["Seen"] if row.was_seen else []
        done += [f"Views: {row.views}"] if row.views else []
        return done + ([f"Neither invited nor seen: {row.reason}"] if row.reason else [])


def of_assessment(user: User, assessment: Assessment, today: date) -> list[Shown]:
    """The fathers and males there are today, wherever fathers live, then those whom the assessment adds."""
    rows = list(assessment.males.select_related("person").order_by("pk"))
    by_person = {row.person_id: row for row in rows if row.person_id is not None}
    found = [
        Shown(each.person.name, each.person, each.get_kind_display(), by_person.get(each.person_id))
        for each in expected(user, assessment.child, today)
    ]
    named = {shown.person.pk for shown in found if shown.person is not None}
    others = [row for row in rows if row.person_id not in named]
    return found + [Shown(row.name, row.person, "", row) for row in others]


def expected(user: User, child: Child, today: date) -> list[Relationship]:
    """The child's fathers, also those elsewhere, and the grown males of the household; each person once."""
    rows = Relationship.objects.filter(
        relative_of=child.pk, until=None, person__date_of_death=None, person__in=access.visible_people(user)
    ).select_related("person")
    chosen: dict[int, Relationship] = {}
    for row in rows.order_by("pk"):
        is_father = row.kind == RelationshipKind.FATHER or (
            row.kind in _FATHERS and row.person.sex == Sex.MALE
        )
        lives_here = row.in_household and row.person.sex == Sex.MALE and _is_grown(row.person, today)
        if is_father or lives_here:
            chosen.setdefault(row.person_id, row)
    return list(chosen.values())


def _is_grown(person: Person, today: date) -> bool:
    born = person.date_of_birth
    return born is None or ages.years(born, today) >= GROWN_AT
