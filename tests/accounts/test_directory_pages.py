"""The directory on screen: the system admin's alone, and nothing of a child in it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from safeguarding.accounts.models import Agency, Role, Team, User
from safeguarding.accounts.services import recording
from tests.accounts.test_sign_in import with_password
from tests.factories import partnership, records

PAGES = [
    ("directory", None),
    ("directory_user_new", None),
    ("directory_user", "user"),
    ("directory_user_edit", "user"),
    ("directory_user_deactivate", "user"),
    ("directory_user_reactivate", "user"),
    ("directory_agencies", None),
    ("directory_agency_new", None),
    ("directory_agency", "agency"),
    ("directory_agency_edit", "agency"),
    ("directory_team_new", "agency"),
    ("directory_team", "team"),
]


def address(name: str, kind: str | None, of: User) -> str:
    """The page's address for what belongs to `of`."""
    key = {"user": of.pk, "agency": of.agency_id, "team": of.team_id, None: None}[kind]
    return reverse(name, args=[key] if key else [])


@pytest.fixture
def admin(sign_in, personas) -> Client:
    """A client signed in as the system admin."""
    return sign_in(personas.system_admin)


@pytest.mark.parametrize(("name", "kind"), PAGES)
def test_the_system_admin_opens_every_page(admin, personas, name, kind):
    assert admin.get(address(name, kind, personas.police)).status_code == 200


@pytest.mark.parametrize("persona", [name for name in partnership.NAMES if name != "system_admin"])
def test_for_everybody_else_every_page_is_closed_whether_it_exists_or_not(sign_in, personas, persona):
    client = sign_in(getattr(personas, persona))

    answers = {client.get(address(name, kind, personas.police)).status_code for name, kind in PAGES}
    missing = client.get(reverse("directory_user", args=[99_999_999])).status_code

    assert answers | {missing} == {403}
    assert client.post(reverse("directory_user_invite", args=[personas.gp.pk])).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["directory_user", "directory_user_edit", "directory_agency", "directory_agency_edit", "directory_team"],
)
def test_what_is_not_there_is_404(admin, name):
    assert admin.get(reverse(name, args=[99_999_999])).status_code == 404


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ("dhillon", "Priya Dhillon"),
        ("priya police", "Priya Dhillon"),
        ("ASHFIELD", "Sarah Linton"),
        ("gareth.penrose@", "Gareth Penrose"),
    ],
)
def test_people_are_found_by_name_address_and_agency(admin, personas, terms, found):
    page = admin.get("/directory/", {"q": terms}).text

    assert found in page
    assert "Bea Lowry" not in page


def test_people_of_one_agency_are_listed(admin, personas):
    page = admin.get("/directory/", {"agency": personas.gp.agency_id}).text

    assert "Gareth Penrose" in page
    assert "Priya Dhillon" not in page
    assert admin.get("/directory/", {"agency": "x", "page": "y"}).status_code == 200


def test_closed_accounts_are_listed_only_when_asked_for(admin, personas):
    close = reverse("directory_user_deactivate", args=[personas.gp.pk])
    admin.post(close, {"reason": "Left"}, follow=True)

    assert "Gareth Penrose" not in admin.get("/directory/").text
    assert "Gareth Penrose" in admin.get("/directory/", {"closed": "yes"}).text


def test_fifty_people_are_on_a_page(admin, personas):
    for number in range(60):
        partnership.user(f"Extra {number:02}", personas.school.agency)

    first, second = (
        admin.get("/directory/", {"q": "extra"}).text,
        admin.get("/directory/?q=extra&page=2").text,
    )

    assert "Extra 49" in first
    assert "Extra 50" not in first
    assert "Extra 50" in second


def test_the_list_takes_the_same_number_of_queries_however_long(
    admin, personas, django_assert_max_num_queries
):
    for number in range(30):
        partnership.user(f"Extra {number:02}", personas.school.agency)

    with django_assert_max_num_queries(8):
        admin.get("/directory/")


def facts(user: User, **changed: object) -> dict[str, object]:
    """What the form of a person posts."""
    return {
        "full_name": user.full_name,
        "email": user.email,
        "agency": user.agency_id,
        "team": user.team_id or "",
        "role": user.role,
        **changed,
    }


@pytest.mark.django_db(transaction=True)
def test_a_person_is_added_and_gets_the_link(admin, personas):
    answer = admin.post(
        reverse("directory_user_new"),
        facts(personas.police, full_name="Nadia Reeve", email="nadia@northmoor.example", role="manager"),
    )

    made = User.objects.get(email="nadia@northmoor.example")
    assert answer["Location"] == reverse("directory_user", args=[made.pk])
    assert (made.role, made.team) == (Role.MANAGER, personas.police.team)
    assert "Nadia Reeve is added" in admin.get(answer["Location"]).text
    assert [message.to for message in mail.outbox] == [["nadia@northmoor.example"]]
    admin.post(reverse("directory_user_invite", args=[made.pk]))
    assert len(mail.outbox) == 2

    refused = admin.post(reverse("directory_user_invite", args=[with_password(personas.gp).pk]), follow=True)
    assert "They already have a password" in refused.text
    assert len(mail.outbox) == 2


def test_an_incomplete_person_comes_back_with_what_was_typed(admin, personas):
    page = admin.post(reverse("directory_user_new"), {"full_name": "Nadia Reeve"}).text

    assert "There is a problem" in page
    for message in ("Enter their work email address", "Select their agency", "Select their role"):
        assert message in page
    assert 'value="Nadia Reeve"' in page


def test_an_address_in_use_is_named_beside_its_box(admin, personas):
    page = admin.post(reverse("directory_user_new"), facts(personas.gp, full_name="Twin")).text

    assert "Somebody already has an account with this email address" in page
    assert 'href="#id_email"' in page


def test_a_person_is_changed_and_the_history_says_who_what_and_why(admin, personas):
    page = admin.get(reverse("directory_user_edit", args=[personas.police.pk])).text
    assert 'value="Priya Dhillon"' in page

    admin.post(
        reverse("directory_user_edit", args=[personas.police.pk]),
        facts(
            personas.police,
            job_title="Detective sergeant",
            reason="Promoted",
            is_safeguarding_lead="yes",
            version=recording.version(personas.police),
        ),
    )

    page = admin.get(reverse("directory_user", args=[personas.police.pk])).text
    for text in ("Job title: nothing → Detective sergeant", "Promoted", "Sol Archer"):
        assert text in page


def test_an_account_is_closed_and_opened_again(admin, personas):
    where = reverse("directory_user", args=[personas.gp.pk])
    assert "Close this account" in admin.get(reverse("directory_user_deactivate", args=[personas.gp.pk])).text

    admin.post(reverse("directory_user_deactivate", args=[personas.gp.pk]), {"reason": "Left"})
    assert "Open the account again" in admin.get(where).text
    admin.post(reverse("directory_user_reactivate", args=[personas.gp.pk]), {"reason": "Came back"})
    assert "Close the account" in admin.get(where).text


def test_ones_own_account_cannot_be_closed(admin, personas):
    page = admin.post(reverse("directory_user_deactivate", args=[personas.system_admin.pk]), {}).text

    assert "You cannot close your own account" in page


def test_agencies_and_teams_are_added_and_changed(admin, personas):
    admin.post(reverse("directory_agency_new"), {"name": "Oak Nursery", "kind": "early_years"})
    agency = Agency.objects.get(name="Oak Nursery")
    admin.post(reverse("directory_team_new", args=[agency.pk]), {"name": "Babies", "function": "other"})
    team = Team.objects.get(name="Babies")
    admin.post(
        reverse("directory_team", args=[team.pk]),
        {
            "name": "Toddlers",
            "function": "other",
            "is_active": "yes",
            "version": recording.version(team),
        },
    )
    admin.post(
        reverse("directory_agency_edit", args=[agency.pk]),
        {
            "name": "Oak Tree Nursery",
            "kind": "early_years",
            "is_active": "yes",
            "reason": "New name",
            "version": recording.version(agency),
        },
    )

    page = admin.get(reverse("directory_agency", args=[agency.pk])).text
    for text in ("Oak Tree Nursery", "Toddlers", "New name", "Name: Oak Nursery → Oak Tree Nursery"):
        assert text in page
    assert "Oak Tree Nursery" in admin.get(reverse("directory_agencies")).text


def test_an_agency_with_people_does_not_close(admin, personas):
    page = admin.post(
        reverse("directory_agency_edit", args=[personas.gp.agency_id]),
        {
            "name": "Millbrook Surgery",
            "kind": "gp_practice",
            "version": recording.version(personas.gp.agency),
        },
    ).text

    assert "Close the accounts of everybody in this agency first" in page


def test_the_system_admin_sees_no_childs_data_in_the_directory(admin, personas, at):
    child = records.child(by=personas.social_worker, at=at)

    for name, kind in PAGES:
        page = admin.get(address(name, kind, personas.social_worker)).text
        assert child.reference not in page
        assert child.person.family_name not in page
