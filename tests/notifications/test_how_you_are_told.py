"""The page on which one chooses how one is told."""

from __future__ import annotations

from django.urls import reverse

from safeguarding.notifications import queries
from safeguarding.notifications.models import DeliveryChoice, Pace

HERE = "/account/told/"


def test_it_starts_with_the_daily_email_and_keeps_what_is_chosen(personas, sign_in):
    client = sign_in(personas.gp)
    page = client.get(HERE).content.decode()
    assert "How you are told" in page
    assert "They can’t be turned off" in page
    assert queries.pace_of(personas.gp) == Pace.DIGEST
    answer = client.post(HERE, {"pace": "at_once"})
    assert (answer.status_code, answer.url) == (303, reverse("your_account"))
    assert queries.pace_of(personas.gp) == Pace.AT_ONCE
    assert "At once, one e-mail for each" in client.get(reverse("your_account")).content.decode()
    client.post(HERE, {"pace": "digest"})
    assert DeliveryChoice.objects.get().pace == Pace.DIGEST


def test_nothing_chosen_or_nonsense_is_an_error_beside_the_field(personas, sign_in):
    client = sign_in(personas.gp)
    for sent in ({}, {"pace": "never"}):
        page = client.post(HERE, sent).content.decode()
        assert "There is a problem" in page
    assert not DeliveryChoice.objects.exists()


def test_one_persons_choice_is_not_anothers(personas, sign_in):
    sign_in(personas.gp).post(HERE, {"pace": "at_once"})
    assert queries.pace_of(personas.police) == Pace.DIGEST
