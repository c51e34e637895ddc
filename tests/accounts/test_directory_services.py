"""Making and changing agencies, teams and people."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from safeguarding.accounts import queries
from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import Agency, AgencyKind, Role, Team, TeamFunction, User
from safeguarding.accounts.permissions import DirectoryNotPermittedError
from safeguarding.accounts.services import invitations, people
from tests.factories import partnership

SERVICES = {
    "create_agency": lambda p, who: {"name": "New", "kind": AgencyKind.SCHOOL},
    "update_agency": lambda p, who: {"agency": p.gp.agency, "changes": {"name": "Other"}},
    "create_team": lambda p, who: {"agency": p.gp.agency, "name": "New"},
    "update_team": lambda p, who: {"team": p.police.team, "changes": {"name": "Other"}},
    "create_user": lambda p, who: {"email": "a@b.example", "full_name": "A B", "agency": p.gp.agency},
    "update_user": lambda p, who: {"user": p.gp, "changes": {"full_name": "Other"}},
    "deactivate_user": lambda p, who: {"user": p.gp},
    "reactivate_user": lambda p, who: {"user": p.gp},
}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("persona", [name for name in partnership.NAMES if name != "system_admin"])
def test_only_the_system_admin_changes_the_directory(personas, at, service, persona):
    who = getattr(personas, persona)
    counts = User.objects.count(), Agency.objects.count(), Team.objects.count()

    with pytest.raises(DirectoryNotPermittedError):
        getattr(people, service)(**SERVICES[service](personas, who), by=who, at=at)

    assert (User.objects.count(), Agency.objects.count(), Team.objects.count()) == counts


def test_a_closed_system_admin_changes_nothing(personas, at):
    personas.system_admin.is_active = False

    with pytest.raises(DirectoryNotPermittedError):
        people.deactivate_user(user=personas.gp, by=personas.system_admin, at=at)


@pytest.fixture
def admin(personas) -> User:
    """The system admin."""
    return personas.system_admin


def test_a_new_agency_has_a_group_for_its_grants_and_a_first_line_of_history(admin, at):
    agency = people.create_agency(name=" Oak Nursery ", kind=AgencyKind.EARLY_YEARS, by=admin, at=at)

    line = agency.history.get()
    assert agency.name == "Oak Nursery"
    assert agency.group.agency == agency
    assert (line.history_user, line.history_date) == (admin, at)


def test_two_agencies_never_share_a_name(personas, admin, at):
    with pytest.raises(DirectoryError, match="already an agency with this name") as caught:
        people.create_agency(name="ashfield primary SCHOOL", kind=AgencyKind.SCHOOL, by=admin, at=at)

    assert caught.value.field == "name"


def test_one_authority_leads(personas, admin, at):
    with pytest.raises(DirectoryError, match="already leads") as caught:
        people.create_agency(
            name="Other Council", kind=AgencyKind.CHILDRENS_SOCIAL_CARE, is_lead=True, by=admin, at=at
        )

    assert caught.value.field == "is_lead"


def test_an_agency_is_changed_with_a_reason(personas, admin, at):
    agency = people.update_agency(
        agency=personas.gp.agency, changes={"name": "Mill Surgery"}, by=admin, at=at, reason="They merged"
    )

    newest = queries.history(agency)[0]
    assert newest.reason == "They merged"
    assert newest.what == ("Name: Millbrook Surgery → Mill Surgery",)


def test_an_agency_closes_only_once_nobody_works_there(personas, admin, at):
    with pytest.raises(DirectoryError, match="Close the accounts"):
        people.update_agency(agency=personas.gp.agency, changes={"is_active": False}, by=admin, at=at)

    people.deactivate_user(user=personas.gp, by=admin, at=at)
    closed = people.update_agency(agency=personas.gp.agency, changes={"is_active": False}, by=admin, at=at)
    assert not closed.is_active
    with pytest.raises(DirectoryError, match="agency is closed"):
        people.reactivate_user(user=personas.gp, by=admin, at=at)


def test_a_team_is_made_changed_and_closed_when_empty(personas, admin, at):
    team = people.create_team(agency=personas.gp.agency, name="Night", by=admin, at=at)
    assert team.group.team == team
    team = people.update_team(
        team=team, changes={"name": "Night team", "function": TeamFunction.OTHER}, by=admin, at=at
    )
    assert team.name == "Night team"
    assert not people.update_team(team=team, changes={"is_active": False}, by=admin, at=at).is_active

    with pytest.raises(DirectoryError, match="Move everybody out"):
        people.update_team(team=personas.police.team, changes={"is_active": False}, by=admin, at=at)


def test_a_team_name_is_unique_within_its_agency_only(personas, admin, at):
    with pytest.raises(DirectoryError, match="already has a team"):
        people.create_team(agency=personas.police.agency, name="safeguarding unit", by=admin, at=at)

    assert people.create_team(agency=personas.gp.agency, name="Safeguarding Unit", by=admin, at=at).pk


@pytest.mark.parametrize("service", ["update_agency", "update_team", "update_user"])
def test_a_field_that_is_not_to_be_changed_is_refused(personas, admin, at, service):
    thing = {
        "update_agency": {"agency": personas.gp.agency},
        "update_team": {"team": personas.police.team},
        "update_user": {"user": personas.gp},
    }[service]

    with pytest.raises(ValueError, match="can't be changed: group"):
        getattr(people, service)(**thing, changes={"group": None}, by=admin, at=at)


def test_a_time_without_a_zone_is_refused(personas, admin, at):
    with pytest.raises(ValueError, match="time-zone aware"):
        people.deactivate_user(user=personas.gp, by=admin, at=at.replace(tzinfo=None))


class TestNewPerson:
    """create_user."""

    @pytest.fixture
    def made(self, personas, admin, django_capture_on_commit_callbacks) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            return people.create_user(
                email="Nadia.Reeve@Northmoor.example",
                full_name="Nadia Reeve",
                agency=personas.police.agency,
                team=personas.police.team,
                role=Role.MANAGER,
                by=admin,
                at=timezone.now(),
            )

    def test_is_in_the_groups_of_agency_and_team(self, made):
        assert set(made.groups.all()) == {made.agency.group, made.team.group}

    def test_has_no_password_and_a_first_line_of_history(self, made, admin):
        assert not made.has_usable_password()
        assert made.history.get().history_user == admin
        assert made.joined_at is not None

    def test_gets_a_mail_with_a_link_and_nothing_else(self, made):
        message = mail.outbox[0]

        assert message.subject == "An account was made for you"
        assert message.to == ["nadia.reeve@northmoor.example"]
        for fact in (made.full_name, made.agency.name, made.team.name, "Manager"):
            assert fact not in message.body

    def test_chooses_a_password_behind_the_link_and_signs_in(self, made):
        client = Client()
        link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
        address = client.get(link)["Location"]
        new = "a wholly new password"
        client.post(address, {"password1": new, "password2": new})

        client.post("/account/login/", {"login": made.email, "password": new})

        assert client.session["_auth_user_id"] == str(made.pk)

    def test_the_link_runs_out_after_three_days(self, made):
        link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
        later = timezone.localtime().replace(tzinfo=None) + timedelta(days=3, minutes=5)

        with mock.patch("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", return_value=later):
            page = Client().get(link)

        assert "This link no longer works" in page.text

    def test_the_link_can_be_sent_again_until_a_password_is_chosen(
        self, made, admin, personas, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            invitations.invite_again(user=made, by=admin)
        assert len(mail.outbox) == 2

        made.set_password("a wholly new password")
        with pytest.raises(DirectoryError, match="already have a password"):
            invitations.invite_again(user=made, by=admin)
        made.is_active = False
        with pytest.raises(DirectoryError, match="closed"):
            invitations.invite_again(user=made, by=admin)
        with pytest.raises(DirectoryNotPermittedError):
            invitations.invite_again(user=made, by=personas.gp)

    def test_a_mail_server_that_fails_does_not_lose_the_account(
        self, personas, admin, at, django_capture_on_commit_callbacks, caplog
    ):
        with (
            mock.patch("safeguarding.accounts.services.invitations.send_mail", side_effect=OSError),
            django_capture_on_commit_callbacks(execute=True),
        ):
            user = people.create_user(
                email="x@northmoor.example", full_name="X Y", agency=personas.gp.agency, by=admin, at=at
            )

        assert User.objects.filter(pk=user.pk).exists()
        assert "was not sent" in caplog.text
        assert "x@northmoor.example" not in caplog.text

    def test_an_address_is_taken_once_whatever_its_case(self, made, personas, admin, at):
        with pytest.raises(DirectoryError, match="already has an account") as caught:
            people.create_user(
                email="NADIA.reeve@northmoor.example",
                full_name="Another",
                agency=personas.gp.agency,
                by=admin,
                at=at,
            )

        assert caught.value.field == "email"


def test_a_team_of_another_agency_is_refused(personas, admin, at):
    with pytest.raises(DirectoryError, match="team of their agency") as caught:
        people.create_user(
            email="x@northmoor.example",
            full_name="X Y",
            agency=personas.gp.agency,
            team=personas.police.team,
            by=admin,
            at=at,
        )

    assert caught.value.field == "team"


def test_somebody_who_moves_leaves_the_old_groups(personas, admin, at):
    moved = people.update_user(
        user=personas.social_worker,
        changes={
            "agency": personas.police.agency,
            "team": personas.police.team,
            "email": "New@Police.example",
        },
        by=admin,
        at=at,
        reason="Joined the police",
    )

    assert set(moved.groups.all()) == {personas.police.agency.group, personas.police.team.group}
    assert moved.email == "new@police.example"
    assert [a.email for a in moved.emailaddress_set.all()] == ["new@police.example"]
    newest = queries.history(moved)[0]
    assert (newest.by, newest.reason) == (admin.full_name, "Joined the police")
    assert "Agency: Northmoor Children's Services → Northmoor Police" in newest.what


def test_nobody_is_their_own_line_manager(personas, admin, at):
    with pytest.raises(DirectoryError, match="own line manager"):
        people.update_user(user=personas.gp, changes={"line_manager": personas.gp}, by=admin, at=at)


def test_closing_an_account_ends_its_sessions_and_only_its_own(personas, admin, sign_in):
    theirs, others = sign_in(personas.gp), sign_in(personas.school)
    now = timezone.now()

    closed = people.deactivate_user(user=personas.gp, by=admin, at=now, reason="Left")

    assert (closed.is_active, closed.left_at) == (False, now)
    assert theirs.get("/account/").status_code == 302
    assert others.get("/account/").status_code == 200
    people.reactivate_user(user=personas.gp, by=admin, at=now)
    assert theirs.get("/account/").status_code == 302


def test_closing_twice_and_opening_twice_change_nothing_more(personas, admin, at):
    for service in (people.deactivate_user, people.reactivate_user):
        service(user=personas.gp, by=admin, at=at)
        lines = personas.gp.history.count()
        service(user=personas.gp, by=admin, at=at)
        assert personas.gp.history.count() == lines

    personas.gp.refresh_from_db()
    assert personas.gp.is_active
    assert personas.gp.left_at is None


def test_there_is_always_a_system_admin(personas, admin, at):
    with pytest.raises(DirectoryError, match="your own account"):
        people.deactivate_user(user=admin, by=admin, at=at)
    with pytest.raises(DirectoryError, match="last system admin") as caught:
        people.update_user(user=admin, changes={"role": Role.PRACTITIONER}, by=admin, at=at)
    assert caught.value.field == "role"

    people.update_user(user=personas.partnership_admin, changes={"role": Role.SYSTEM_ADMIN}, by=admin, at=at)
    personas.partnership_admin.refresh_from_db()
    closed = people.deactivate_user(user=admin, by=personas.partnership_admin, at=at)
    assert not closed.is_active


def test_the_first_system_admin_is_made_once_by_a_command(db):
    out = StringIO()
    call_command("found_partnership", "--email", "first@north.example", "--name", "First Admin", stdout=out)

    user = User.objects.get()
    assert (user.role, user.agency.kind) == (Role.SYSTEM_ADMIN, AgencyKind.PARTNERSHIP)
    path = re.search(r"https?://[^/]+(/\S+)", out.getvalue()).group(1)
    assert Client().get(path).status_code == 302
    with pytest.raises(CommandError, match="accounts already"):
        call_command("found_partnership", "--email", "second@north.example", "--name", "Second")
    assert queries.history(user)[0].by == "The system"


def test_what_the_database_refuses_for_other_reasons_is_not_hidden(personas, admin, at):
    with pytest.raises(IntegrityError):
        people.create_user(
            email="x@northmoor.example", full_name="X", agency=personas.gp.agency, role=None, by=admin, at=at
        )


def test_people_are_found_by_their_address_in_any_case(personas):
    assert User.objects.get_by_natural_key(personas.gp.email.upper()) == personas.gp
