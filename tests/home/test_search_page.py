"""The search page: terms stay out of addresses, results come from the session."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeguarding.audit.models import AccessLog, Action
from tests.factories import records


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def look(sign_in):
    def _look(user, terms):
        return sign_in(user).post(reverse("search"), {"terms": terms}, follow=True)

    return _look


def test_what_is_searched_for_never_stands_in_an_address(by, at, look):
    records.child("Rosalind", "Ashdown", by=by, at=at)
    response = look(by, "rosalind ashdown")
    assert response.redirect_chain == [("/search/?page=1", 303)]
    page = response.content.decode()
    assert "1 person found" in page
    assert "Same name" in page
    assert "Make a new record" in page


def test_an_open_box_shows_no_earlier_results(by, at, sign_in):
    client = sign_in(by)
    client.post(reverse("search"), {"terms": "rosalind"})
    assert "found" not in client.get(reverse("search")).content.decode().split("<main")[1].split("too.")[1]
    assert AccessLog.objects.filter(action=Action.SEARCH).count() == 0


def test_nothing_typed_is_asked_for_again(by, look):
    assert "Enter what to search for" in look(by, " ").content.decode()


def test_pages_are_walked_from_the_session(by, at, sign_in):
    for _ in range(21):
        records.child("Caitlin", "Hartley", by=by, at=at)
    client = sign_in(by)
    client.post(reverse("search"), {"terms": "caitlin hartley"})
    first = client.get(reverse("search"), {"page": 1}).content.decode()
    assert "21 people found" in first
    assert "Page 1 of 2" in first
    assert "/search/?page=2" in first
    for number in ("2", "x", "²", "-1", "99999999"):
        assert client.get(reverse("search"), {"page": number}).status_code == 200


def test_another_partners_child_and_nobody_give_the_same_page(personas, by, at, look):
    child = records.child("Rosalind", "Ashdown", by=by, at=at)
    records.involve(child, personas.gp.agency, by=by, at=at)
    theirs, nobody = (
        look(personas.school, name).content.decode() for name in ("Rosalind Ashdown", "Xaver Quigg")
    )
    strip = lambda page, name: page.split("<main")[1].replace(name, "").replace("<", "\n<")  # noqa: E731
    assert (
        strip(theirs, "Rosalind Ashdown").split("</form>")[1]
        == strip(nobody, "Xaver Quigg").split("</form>")[1]
    )
    assert "Nobody that you may see fits" in theirs
    assert "Make a new record" not in theirs


def test_the_system_admin_may_not_search(personas, sign_in):
    assert sign_in(personas.system_admin).get(reverse("search")).status_code == 403


def test_any_text_is_answered(by, sign_in):
    client = sign_in(by)

    @given(terms=st.text(max_size=250))
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def type_it(terms):
        assert client.post(reverse("search"), {"terms": terms}, follow=True).status_code == 200

    type_it()
