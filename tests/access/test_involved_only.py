"""With the setting that narrows social care's open access, its staff see what they are involved with."""

from __future__ import annotations

import pytest

from cases import access
from cases.queries import candidates
from safeguarding.audit.models import AccessLog, Basis
from tests.access.rows import SOCIAL_CARE
from tests.factories import records
from tests.factories.partnership import NAMES

PAGES = ("", "network/", "family/", "chronology/", "history/", "chronology/new/", "network/new/", "allocate/")


@pytest.fixture(autouse=True)
def involved_only(settings):
    """The narrow setting."""
    settings.SOCIAL_CARE_OPEN_ACCESS = False


@pytest.fixture
def child(personas, at, settings):
    """A record that the social worker is named on and the child protection team isn't."""
    made = records.child("Quincy", "Uncommon", by=personas.social_worker, at=at)
    records.involve(made, personas.social_worker, by=personas.social_worker, at=at)
    return made


def test_every_page_is_gone_for_social_care_that_isnt_involved(personas, child, sign_in):
    for name in SOCIAL_CARE:
        client = sign_in(getattr(personas, name))
        answers = {client.get(f"/children/{child.reference}/{page}").status_code for page in PAGES}
        assert answers == ({200, 403} if name == "social_worker" else {404}), name
    assert set(AccessLog.objects.filter(child_key=child.pk).values_list("basis", flat=True)) == {
        Basis.INVOLVEMENT
    }


def test_search_lists_and_duplicates_narrow_with_it(personas, child, sign_in):
    for name in NAMES:
        if name == "system_admin":
            continue
        user = getattr(personas, name)
        found = candidates.find(
            user=user,
            given_name="Quincy",
            family_name="Uncommon",
            date_of_birth=child.person.date_of_birth,
        )
        assert bool(found) == (name == "social_worker"), name
        assert access.visible_people(user).filter(pk=child.pk).exists() == (name == "social_worker"), name
        client = sign_in(user)
        client.post("/search/", {"terms": "Quincy Uncommon"})
        page = client.get("/search/?page=1").content.decode()
        assert (child.reference in page) == (name == "social_worker"), name


def test_a_team_that_is_involved_sees_it(personas, child, at):
    records.involve(child, personas.team_manager, by=personas.social_worker, at=at)
    sees = {name for name, user in personas if child in access.visible_children(user)}
    assert sees == {"social_worker", "team_manager"}
