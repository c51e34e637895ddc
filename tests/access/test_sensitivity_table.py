"""The table of who reads which line is what the gate does, for everybody."""

from __future__ import annotations

import pytest

from cases import access
from cases.access import Reader, Standing
from cases.models import Involvement
from cases.queries import access_table
from cases.services import involvements
from cases.states import Sensitivity
from safeguarding.accounts.models import AgencyKind, Role
from tests.factories import records
from tests.factories.partnership import NAMES, user

_CARE = {
    "front_door_worker",
    "front_door_manager",
    "social_worker",
    "team_manager",
    "head_of_service",
    "conference_chair",
    "business_support",
}
_MANAGERS = {"front_door_manager", "team_manager", "head_of_service"}
_ADMINS = {"partnership_admin", "system_admin"}
# Who reads a line that the housing office wrote, by sensitivity, once they may open the record: spelled
# out by hand, so that a slip in the gate's own table shows.
OTHERS_READ = {
    Sensitivity.SHARED: set(NAMES),
    Sensitivity.PROFESSIONALS: set(NAMES),
    Sensitivity.OWN_AGENCY: set(),
    Sensitivity.SOCIAL_CARE: _CARE,
    Sensitivity.POLICE: {"police"},
    Sensitivity.SUPERVISION: _MANAGERS,
}
OPENS = {"involved": set(NAMES) - {"system_admin"}, "was involved": _CARE, "never": _CARE}


@pytest.fixture
def world(personas, at):
    """A child per standing of every persona's agency, with a line of each sensitivity by each author."""
    from tests.factories.partnership import agency

    housing = user("Holly Okoro", agency("Northmoor Housing", AgencyKind.HOUSING), Role.PRACTITIONER)
    agencies = {who.agency for name, who in personas if name != "system_admin"} | {housing.agency}
    children = {}
    for standing in OPENS:
        child = records.child(by=personas.social_worker, at=at)
        if standing != "never":
            for each in sorted(agencies, key=lambda one: one.pk):
                records.involve(child, each, by=personas.social_worker, at=at)
        if standing == "was involved":
            for row in Involvement.objects.filter(child=child):
                involvements.finish(involvement=row, reason="Moved away", by=personas.social_worker, at=at)
        for level in Sensitivity:
            records.event(child, by=housing, at=at, sensitivity=level, what_happened=f"housing {level}")
            for name, who in personas:
                colleague = f"{name} colleague {level}"
                records.event(child, by=who, at=at, sensitivity=level, what_happened=f"{name} {level}")
                line = {"agency": who.agency, "sensitivity": level, "what_happened": colleague}
                records.event(child, by=housing, at=at, **line)
        children[standing] = child
    return children


@pytest.mark.parametrize("standing", OPENS)
def test_every_persona_reads_of_each_sensitivity_what_the_table_says(personas, world, standing):
    for name, who in personas:
        found = set(
            access.visible_events(who).filter(child=world[standing]).values_list("what_happened", flat=True)
        )
        opens = name in OPENS[standing]
        for level in Sensitivity:
            assert (f"housing {level}" in found) == (opens and name in OTHERS_READ[level]), (name, level)
            assert (f"{name} {level}" in found) == opens, (name, level, "wrote it")
            by_colleague = opens and (level != Sensitivity.SUPERVISION or name in _MANAGERS)
            assert (f"{name} colleague {level}" in found) == by_colleague, (name, level, "their agency's")


@pytest.mark.parametrize("standing", OPENS)
def test_what_an_agency_wrote_stays_readable_to_it_after_it_left(personas, world, standing):
    for name, who in personas:
        found = set(
            access.own_events(who).filter(child=world[standing]).values_list("what_happened", flat=True)
        )
        left = standing == "was involved" and name not in _CARE | _ADMINS
        assert f"housing {Sensitivity.SHARED}" not in found
        for level in Sensitivity:
            assert (f"{name} {level}" in found) == left, (name, level)
            by_colleague = left and level != Sensitivity.SUPERVISION
            assert (f"{name} colleague {level}" in found) == by_colleague, (name, level)


def test_the_page_is_drawn_from_the_gates_table(personas, sign_in):
    lines = {(line.level, line.reader): line.answers for rows in access_table.table() for line in rows}
    assert len(lines) == len(Sensitivity) * len(Reader)
    for level in Sensitivity:
        for reader in Reader:
            expected = tuple(reader in access.READERS[level] & access.STANDINGS[one] for one in Standing)
            assert lines[level.label, reader.value] == expected
    page = sign_in(personas.partnership_admin).get("/access-table/").content.decode()
    assert all(standing.value in page for standing in Standing)
    assert page.count(">Yes<") == sum(sum(answers) for answers in lines.values())
