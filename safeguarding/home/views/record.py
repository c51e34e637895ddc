"""The pages of one child's record that are read: overview, network, family, chronology, person."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.models import Child
from cases.queries import clock_strip, drift, family, historic_risk, records, voice
from cases.states import CHALLENGEABLE_EVENTS
from cases.views.pages import ChildPage
from safeguarding.rules import codes
from safeguarding.rules.london_time import london_date
from strategy_meetings.queries import enquiries, recurrence


class RecordPage(ChildPage):
    """A page of the record: the child's identity above it, the record's other pages beside it."""

    section: ClassVar[str] = ""

    def key(self, name: str) -> int | None:
        """A row's key of the address, when it can be one."""
        return key_of(self.request.GET.get(name, ""))

    def show(self, **context: Any) -> HttpResponse:
        """The page in the record's frame."""
        return self.render(**record_frame(self, self.child, self.section), **context)


def key_of(text: str) -> int | None:
    """A row's key as it stands in an address; None when it can't be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def record_frame(page: RecordPage, child: Child, section: str) -> dict[str, Any]:
    """What every page of the record needs: who the child is, where one can go, what one may do."""
    # Paper has no buttons.
    may = {
        action: access.may_here(page.user, action, child) and not page.is_print for action in access.Action
    }
    header = records.header(child, today=london_date(page.at))
    return {
        "child": child,
        "facts": _facts(child, header),
        "badges": _badges(child, header),
        "sections": _sections(child, section, may),
        "can_edit": may[access.Action.EDIT_PERSON],
        "can_involve": may[access.Action.MANAGE_INVOLVEMENT],
        "can_record": may[access.Action.RECORD_EVENT],
        "can_allocate": may[access.Action.MANAGE_CASE],
        "reads_allocation": may[access.Action.VIEW_ALLOCATION],
        "can_call": may[access.Action.CALL_MEETING],
        "can_challenge": may[access.Action.CHALLENGE],
        "challengeable": CHALLENGEABLE_EVENTS,
        "is_print": page.is_print,
    }


def _facts(child: Child, header: records.Header) -> list[dict[str, str]]:
    person = child.person
    born = records.day(person.date_of_birth)
    worker = child.allocated_to.full_name if child.allocated_to else ""
    return [
        {"key": "Reference", "value": child.reference},
        {"key": "Date of birth", "value": f"{born} ({header.age})" if born else header.age},
        {
            "key": "NHS number",
            "value": codes.nhs_number_spaced(person.nhs_number) if person.nhs_number else "",
        },
        {"key": "Social worker", "value": worker or "Not allocated"},
        {"key": "Social care", "value": header.status},
    ]


def _badges(child: Child, header: records.Header) -> list[dict[str, str]]:
    marks = []
    if child.is_restricted:
        marks.append({"text": "Named people only", "colour": "red"})
    if header.plan is not None:
        marks.append({"text": header.plan.get_kind_display(), "colour": "purple"})
    if child.person.date_of_death:
        marks.append({"text": "Died", "colour": "black"})
    return marks


def _sections(child: Child, active: str, may: dict[access.Action, bool]) -> list[dict[str, Any]]:
    pages = [
        ("Overview", "child"),
        ("Network", "child_network"),
        ("Family", "child_family"),
        ("Voice", "child_voice"),
        ("Chronology", "child_chronology"),
        ("Strategy meetings", "child_strategy"),
        ("Conferences", "child_conferences"),
        ("Core group", "child_core_group"),
        ("Assessments", "child_assessments"),
        ("Tools", "child_tools"),
        ("Challenges", "child_challenges"),
        ("Documents", "child_documents"),
        ("Plans", "child_plans"),
        ("Visits", "child_visits"),
        *([("Supervision", "child_supervision")] if may[access.Action.BE_SUPERVISED] else []),
        *([("History of changes", "child_history")] if may[access.Action.VIEW_HISTORY] else []),
        ("Sharing", "child_sharing"),
        *([("Who has looked", "child_looks")] if may[access.Action.VIEW_LOOKS] else []),
    ]
    return [
        {"text": text, "href": reverse(name, args=[child.reference]), "active": name == active}
        for text, name in pages
    ]


class OverviewPage(RecordPage):
    """What anyone who opens the record should know first."""

    section = "child"
    template_name = "record/overview.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(
            overview=records.overview(self.user, self.child),
            heard=voice.last_heard(self.user, self.child, today=london_date(self.at)),
            strip=clock_strip.strip(self.user, self.child, now=self.at),
            identity=records.identity_rows(self.child.person),
            drifts=drift.of_child(self.user, self.child, london_date(self.at)),
            historic_risk=historic_risk.banner(self.user, self.child),
            can_read_risk=access.may_here(self.user, access.Action.VIEW_HISTORY, self.child),
            protected=enquiries.running(self.user, self.child),
            recurrences=[] if self.is_print else recurrence.open_for(self.user, self.child),
        )


class NetworkPage(RecordPage):
    """Who is involved, in what part, why and since when."""

    section = "child_network"
    template_name = "record/network.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        involved, earlier = records.network(self.user, self.child)
        can_restrict = not self.is_print and access.may_restrict(self.user, self.child)
        return self.show(involved=involved, earlier=earlier, can_restrict=can_restrict)


class FamilyPage(RecordPage):
    """The child's relatives, by where they live."""

    section = "child_family"
    template_name = "record/family.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(family=family.family(self.user, self.child, today=london_date(self.at)))


class PersonPage(RecordPage):
    """Everything recorded about the child or one of their relatives."""

    template_name = "record/person.html"

    @cached_property
    def details(self) -> records.PersonDetails:
        """The person of the page's address, through the child."""
        person = records.get_person(self.user, self.child, self.kwargs["person"])
        return records.details(self.user, person, today=london_date(self.at))

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show(details=self.details, identity=records.identity_rows(self.details.person))
