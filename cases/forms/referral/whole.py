"""The referral form as a whole: its sections, how far each has come, and the facts they make."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, cast

from cases.forms.referral.about import DangerForm, ParentsForm, YouForm
from cases.forms.referral.concern import ConcernsForm, HappenedForm, LevelForm, LifeForm
from cases.forms.referral.people import AdultForm, ChildForm, FamilyForm
from cases.forms.referral.section import SectionForm
from cases.services.referral_facts import MOST_ADULTS, MOST_CHILDREN, ReferralFacts
from safeguarding.rules.themes import ToolPrompt

FORM: Final = "referral"


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form. `most`: how many of its kind there can be, for the lists of people."""

    slug: str
    title: str
    group: str
    form_class: type[SectionForm]
    most: int = 0
    one: str = ""


SECTIONS: Final = (
    Section("you", "About you", "First", YouForm),
    Section("danger", "Immediate danger and crime", "First", DangerForm),
    Section("children", "Children", "The children and their family", ChildForm, MOST_CHILDREN, "child"),
    Section(
        "adults", "Parents and other adults", "The children and their family", AdultForm, MOST_ADULTS, "adult"
    ),
    Section("family", "Home and family", "The children and their family", FamilyForm),
    Section("happened", "What happened", "Your concern", HappenedForm),
    Section("daily-life", "Daily life and the child’s voice", "Your concern", LifeForm),
    Section("concerns", "What you are worried about", "Your concern", ConcernsForm),
    Section("level", "Level of need", "Your concern", LevelForm),
    Section("parents", "What the parents know", "Sharing", ParentsForm),
)
BY_SLUG: Final[Mapping[str, Section]] = {section.slug: section for section in SECTIONS}
LISTS: Final = frozenset(section.slug for section in SECTIONS if section.most)


def new_member() -> str:
    """An id for one more person of a list, so that saving it again and again keeps one."""
    return secrets.token_hex(4)


def members(data: Mapping[str, Any], slug: str) -> list[dict[str, Any]]:
    """What a draft holds of the children or the adults, each with its `id`."""
    rows: list[dict[str, Any]] = data.get(slug) or []
    return rows


def put_member(data: dict[str, Any], slug: str, member: str, raw: Mapping[str, Any]) -> None:
    """Replace the person `member` of a list, or add them; a full list stays as it is."""
    rows = members(data, slug)
    row = {**raw, "id": member}
    if any(each["id"] == member for each in rows):
        rows = [row if each["id"] == member else each for each in rows]
    elif len(rows) < BY_SLUG[slug].most:
        rows = [*rows, row]
    data[slug] = rows


def remove_member(data: dict[str, Any], slug: str, member: str) -> None:
    """Take the person `member` off a list."""
    data[slug] = [each for each in members(data, slug) if each["id"] != member]


class Answers:
    """What a draft of the referral form holds."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """`data`: as cases.services.drafts.read gives it."""
        self.data = data

    def form(self, slug: str) -> SectionForm:
        """A section that isn't a list, as a form that was sent."""
        return self._forms[slug]

    @cached_property
    def _forms(self) -> dict[str, SectionForm]:
        return {s.slug: s.form_class.stored(self.data.get(s.slug) or {}) for s in SECTIONS if not s.most}

    @cached_property
    def children(self) -> list[tuple[str, ChildForm]]:
        """(id, form) of each child."""
        return [(row["id"], ChildForm.stored(row)) for row in members(self.data, "children")]

    @cached_property
    def adults(self) -> list[tuple[str, AdultForm]]:
        """(id, form) of each adult."""
        return [(row["id"], AdultForm.stored(row)) for row in members(self.data, "adults")]

    def people(self, slug: str) -> Sequence[tuple[str, ChildForm | AdultForm]]:
        """The members of one of the two lists."""
        return self.children if slug == "children" else self.adults

    def status(self, slug: str) -> str:
        """`todo`, `started` or `done`."""
        if slug in LISTS:
            return self._list_status(slug)
        if slug not in self.data:
            return "todo"
        return "done" if self.form(slug).is_valid() else "started"

    def _list_status(self, slug: str) -> str:
        forms = [form for _, form in self.people(slug)]
        if forms:
            return "done" if all(form.is_valid() for form in forms) else "started"
        return "done" if slug == "adults" and self.data.get("no_adults") else "todo"

    def missing(self) -> Iterator[Section]:
        """The sections that aren't complete."""
        return (section for section in SECTIONS if self.status(section.slug) != "done")

    @property
    def title(self) -> str:
        """How the draft is called in a list: by the first child's name."""
        if not self.children:
            return "Referral without a child yet"
        more = len(self.children) - 1
        return self.children[0][1].who + (f" and {more} more" if more else "")

    def prompts(self) -> tuple[ToolPrompt, ...]:
        """Tools that the themes call for and nobody has used or explained yet."""
        return cast(ConcernsForm, self.form("concerns")).prompts()

    def facts(self, today: date) -> ReferralFacts:
        """The whole referral. Only when nothing is missing."""
        told: dict[str, Any] = {}
        for section in SECTIONS:
            if not section.most:
                form = self.form(section.slug)
                form.is_valid()
                told |= form.facts(today)
        for _, person in (*self.children, *self.adults):
            person.is_valid()
        return ReferralFacts(
            children=tuple(form.child_facts(today) for _, form in self.children),
            adults=tuple(form.adult_facts() for _, form in self.adults),
            **told,
        )
