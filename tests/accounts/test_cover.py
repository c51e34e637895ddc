"""Cover for absence: who may name whom, what deputy and absent person are told, and when it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections
from django.urls import reverse

from safeguarding.accounts import cover_queries
from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import Cover
from safeguarding.accounts.services import cover as service
from safeguarding.notifications import queries
from safeguarding.notifications.models import Notification, Urgency
from tests.factories import partnership

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def name(user, deputy, by=None, starts=TODAY, ends=TODAY + 7 * DAY, at=NOW, **more) -> Cover:
    return service.name_deputy(
        user=user, deputy=deputy, starts_on=starts, ends_on=ends, by=by or user, at=at, **more
    )


def told(user) -> list[str]:
    return [row.text for row in queries.unread(user)]


def dates(prefix: str, day: date) -> dict[str, str]:
    return {f"{prefix}_day": str(day.day), f"{prefix}_month": str(day.month), f"{prefix}_year": str(day.year)}


class TestNaming:
    def test_one_names_ones_own_deputy_who_is_told_at_once_when_it_begins_today(self, personas):
        cover = name(personas.social_worker, personas.front_door_worker, note="Back on Monday")
        assert told(personas.front_door_worker) == [
            "You cover for Sam Brennan from 10 March 2026 to 17 March 2026"
        ]
        assert Notification.objects.get().urgency == Urgency.URGENT
        assert told(personas.social_worker) == []
        line = cover.history.get()
        assert (line.history_user, line.history_date) == (personas.social_worker, NOW)

    def test_what_begins_later_can_wait_for_the_daily_email(self, personas):
        name(personas.social_worker, personas.front_door_worker, starts=TODAY + DAY)
        assert Notification.objects.get().urgency == Urgency.NORMAL

    def test_a_manager_does_it_for_somebody_who_fell_ill_and_both_are_told(self, personas):
        name(personas.social_worker, personas.front_door_worker, by=personas.team_manager)
        assert told(personas.social_worker) == [
            "Farah Siddiqui covers for you from 10 March 2026 to 17 March 2026"
        ]
        assert len(told(personas.front_door_worker)) == 1

    def test_only_for_oneself_and_those_one_manages(self, personas):
        allowed = {
            who for who, user in personas if cover_queries.may_arrange_cover(user, personas.social_worker)
        }
        assert allowed == {"social_worker", "team_manager", "head_of_service"}
        for who in ("front_door_manager", "conference_chair", "police", "system_admin"):
            with pytest.raises(service.CoverNotPermittedError):
                name(personas.social_worker, personas.front_door_worker, by=getattr(personas, who))

    def test_the_list_of_ones_people_is_those_for_whom_one_may(self, personas):
        everybody = [user for _, user in personas]
        for user in everybody:
            may = {other.pk for other in everybody if cover_queries.may_arrange_cover(user, other)}
            assert {other.pk for other in cover_queries.managed(user)} == may - {user.pk}

    def test_the_manager_of_the_team_may_also_without_being_the_line_manager(self, personas):
        personas.social_worker.line_manager = None
        personas.social_worker.save()
        name(personas.social_worker, personas.front_door_worker, by=personas.team_manager)

    def test_twice_the_same_is_one(self, personas):
        first = name(personas.social_worker, personas.front_door_worker)
        assert name(personas.social_worker, personas.front_door_worker) == first
        assert Notification.objects.count() == 1

    @pytest.mark.parametrize(
        ("starts", "ends", "field"),
        [
            (TODAY - DAY, TODAY, "starts_on"),
            (TODAY + DAY, TODAY, "ends_on"),
            (TODAY, TODAY + 367 * DAY, "ends_on"),
        ],
    )
    def test_days_must_make_sense(self, personas, starts, ends, field):
        with pytest.raises(DirectoryError) as refused:
            name(personas.social_worker, personas.front_door_worker, starts=starts, ends=ends)
        assert refused.value.field == field

    def test_a_deputy_works_in_the_same_agency_is_here_and_is_somebody_else(self, personas):
        personas.conference_chair.is_active = False
        personas.conference_chair.save()
        for deputy in (personas.social_worker, personas.police, personas.conference_chair):
            with pytest.raises(DirectoryError) as refused:
                name(personas.social_worker, deputy)
            assert refused.value.field == "deputy"
        with pytest.raises(DirectoryError):
            name(personas.partnership_admin, personas.system_admin)
        offered = {user.pk for user in cover_queries.possible_deputies(personas.social_worker)}
        assert offered.isdisjoint({personas.social_worker.pk, personas.conference_chair.pk})
        assert {user.agency for user in cover_queries.possible_deputies(personas.social_worker)} == {
            personas.social_worker.agency
        }

    def test_one_deputy_at_a_time_who_is_not_away_themselves(self, personas):
        name(personas.social_worker, personas.front_door_worker)
        with pytest.raises(DirectoryError, match="Farah Siddiqui covers from 10 March 2026"):
            name(
                personas.social_worker,
                personas.conference_chair,
                starts=TODAY + 7 * DAY,
                ends=TODAY + 9 * DAY,
            )
        with pytest.raises(DirectoryError, match="Sam Brennan is away too"):
            name(personas.conference_chair, personas.social_worker)
        with pytest.raises(DirectoryError, match="covers for somebody else"):
            name(personas.front_door_worker, personas.conference_chair)
        name(
            personas.social_worker,
            personas.conference_chair,
            starts=TODAY + 8 * DAY,
            ends=TODAY + 9 * DAY,
        )

    def test_today_is_londons(self, personas):
        just_after_midnight = datetime(2026, 7, 2, 0, 30, tzinfo=LONDON)  # still 1 July in UTC
        with pytest.raises(DirectoryError, match="today or later"):
            name(
                personas.social_worker,
                personas.front_door_worker,
                starts=date(2026, 7, 1),
                ends=date(2026, 7, 9),
                at=just_after_midnight,
            )


@pytest.mark.django_db(transaction=True)
def test_two_who_name_each_other_at_once_do_not_both_succeed():
    people = partnership.build()
    pair = [(people.social_worker, people.team_manager), (people.team_manager, people.social_worker)]
    start, outcomes = Barrier(2), []

    def work(user, deputy) -> None:
        try:
            start.wait()
            name(user, deputy)
            outcomes.append("named")
        except DirectoryError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=each) for each in pair]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["named", "refused"]


class TestWhoStandsIn:
    def test_from_the_first_to_the_last_day(self, personas):
        name(personas.social_worker, personas.front_door_worker, starts=TODAY + DAY, ends=TODAY + 2 * DAY)
        for days, deputy in ((0, None), (1, "Farah Siddiqui"), (2, "Farah Siddiqui"), (3, None)):
            found = cover_queries.deputies([personas.social_worker], on=TODAY + days * DAY)
            assert [user.full_name for user in found.values()] == ([deputy] if deputy else [])

    def test_not_one_who_has_left_or_whose_person_has(self, personas):
        name(personas.social_worker, personas.front_door_worker)
        for who in (personas.front_door_worker, personas.social_worker):
            who.is_active = False
            who.save()
            assert cover_queries.deputies([personas.social_worker], on=TODAY) == {}
            assert cover_queries.covered_by(personas.front_door_worker, on=TODAY) == []
            who.is_active = True
            who.save()

    def test_shows_on_the_deputys_first_page_and_in_the_directory(self, personas, sign_in):
        name(personas.social_worker, personas.front_door_worker, note="Ring me for Ada")
        home = sign_in(personas.front_door_worker).get("/").content.decode()
        assert "You cover for" in home
        assert "Until 17 March 2026. Ring me for Ada" in home
        assert "You cover for" not in sign_in(personas.social_worker).get("/").content.decode()
        record = sign_in(personas.system_admin).get(
            reverse("directory_user", args=[personas.social_worker.pk])
        )
        assert "10 March 2026 to 17 March 2026: Farah Siddiqui covers" in record.content.decode()


class TestEndingEarly:
    def test_it_no_longer_holds_and_the_deputy_is_told(self, personas):
        cover = name(personas.social_worker, personas.front_door_worker)
        service.end_early(cover=cover, by=personas.social_worker, at=NOW)
        assert cover_queries.covered_by(personas.front_door_worker, on=TODAY) == []
        assert told(personas.front_door_worker) == ["You no longer cover for Sam Brennan"]
        cover.refresh_from_db()
        assert (cover.ended_by, cover.ended_at, cover.ends_on) == (personas.social_worker, NOW, TODAY)

    def test_one_that_has_not_begun_never_begins(self, personas):
        cover = name(
            personas.social_worker, personas.front_door_worker, starts=TODAY + 3 * DAY, ends=TODAY + 5 * DAY
        )
        service.end_early(cover=cover, by=personas.team_manager, at=NOW)
        assert cover_queries.deputies([personas.social_worker], on=TODAY + 3 * DAY) == {}
        name(personas.social_worker, personas.conference_chair, starts=TODAY + 3 * DAY)

    def test_ended_or_over_it_stays_as_it_is(self, personas):
        cover = name(personas.social_worker, personas.front_door_worker, ends=TODAY)
        later = NOW + 2 * DAY
        assert service.end_early(cover=cover, by=personas.social_worker, at=later).ended_at is None
        service.end_early(cover=cover, by=personas.social_worker, at=NOW)
        service.end_early(cover=cover, by=personas.social_worker, at=NOW + DAY)
        cover.refresh_from_db()
        assert cover.ended_at == NOW

    def test_not_by_the_deputy(self, personas):
        cover = name(personas.social_worker, personas.front_door_worker)
        with pytest.raises(service.CoverNotPermittedError):
            service.end_early(cover=cover, by=personas.front_door_worker, at=NOW)


class TestThePages:
    def test_naming_seeing_and_ending(self, personas, sign_in):
        client = sign_in(personas.social_worker)
        assert "You have named no deputy" in client.get(reverse("cover")).content.decode()
        sent = {
            "deputy": personas.front_door_worker.pk,
            **dates("starts_on", TODAY),
            **dates("ends_on", TODAY + DAY),
        }
        answer = client.post(reverse("cover_new"), sent, follow=True)
        page = answer.content.decode()
        assert "Farah Siddiqui covers for you" in page
        cover = Cover.objects.get()
        end = reverse("cover_end", args=[cover.pk])
        assert end in page
        theirs = sign_in(personas.front_door_worker).get(reverse("cover")).content.decode()
        assert "Sam Brennan" in theirs
        assert end not in theirs
        assert "End it now" in client.get(end).content.decode()
        assert "no longer covers" in client.post(end, follow=True).content.decode()
        assert "You have named no deputy" in client.get(reverse("cover")).content.decode()

    def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(self, personas, sign_in):
        name(personas.front_door_worker, personas.conference_chair)
        sent = {
            "deputy": personas.front_door_worker.pk,
            "note": "Until I am well",
            **dates("starts_on", TODAY),
            **dates("ends_on", TODAY),
        }
        page = sign_in(personas.social_worker).post(reverse("cover_new"), sent).content.decode()
        assert "Farah Siddiqui is away too" in page
        assert "Until I am well" in page
        page = sign_in(personas.social_worker).post(reverse("cover_new"), {}).content.decode()
        for each in ("Select who covers", "Enter the first day away", "Enter the last day away"):
            assert each in page

    def test_a_manager_names_one_for_their_people_and_sees_it_and_nobody_elses(self, personas, sign_in):
        client = sign_in(personas.team_manager)
        address = reverse("cover_new_for", args=[personas.social_worker.pk])
        assert address in client.get(reverse("cover")).content.decode()
        assert "Sam Brennan" in client.get(address).content.decode()
        sent = {
            "deputy": personas.front_door_worker.pk,
            **dates("starts_on", TODAY),
            **dates("ends_on", TODAY),
        }
        page = client.post(address, sent, follow=True).content.decode()
        assert "Farah Siddiqui covers for Sam Brennan" in page
        assert reverse("cover_end", args=[Cover.objects.get().pk]) in page
        assert "Sam Brennan" not in sign_in(personas.police).get(reverse("cover")).content.decode()

    def test_somebody_of_another_agency_cannot_be_sent_in(self, personas, sign_in):
        sent = {"deputy": personas.police.pk, **dates("starts_on", TODAY), **dates("ends_on", TODAY)}
        page = sign_in(personas.social_worker).post(reverse("cover_new"), sent).content.decode()
        assert "There is a problem" in page
        assert not Cover.objects.exists()
