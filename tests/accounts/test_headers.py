"""What browsers are told with every page, and the pages that ask who it is once more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from safeguarding.accounts.views.pages import Page
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage

PASSWORD = "correct horse battery staple"


class ExportPage(Page, ReauthenticatedPage):
    """A page that gives much away at once."""

    def get(self, request):
        return HttpResponse("everything")

    def post(self, request):
        return HttpResponse(f"exported {request.POST['which']}")


urlpatterns = [path("export/", ExportPage.as_view(), name="export"), path("", include("safeguarding.urls"))]


@pytest.fixture
def signed_in(personas) -> Client:
    """Somebody who came through the sign-in page."""
    user = personas.police
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.urls(__name__)
class TestAPageThatAsksOnceMore:
    def test_asks_for_the_password_and_then_opens(self, signed_in):
        asked = signed_in.get("/export/")
        assert asked.url == "/account/reauthenticate/?next=%2Fexport%2F"
        answer = signed_in.post(asked.url, {"password": PASSWORD}, follow=True)
        assert answer.content == b"everything"
        assert signed_in.get("/export/").content == b"everything"

    def test_asks_again_after_five_minutes(self, signed_in):
        signed_in.post("/account/reauthenticate/?next=/export/", {"password": PASSWORD})
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
            assert signed_in.get("/export/").url.startswith("/account/reauthenticate/")

    def test_goes_on_with_the_form_that_was_sent(self, signed_in):
        asked = signed_in.post("/export/", {"which": "all of it"})
        answer = signed_in.post(asked.url, {"password": PASSWORD}, follow=True)
        assert answer.content == b"exported all of it"

    def test_stays_shut_for_a_wrong_password(self, signed_in):
        signed_in.post("/account/reauthenticate/?next=/export/", {"password": "wrong"})
        assert signed_in.get("/export/").status_code == 302


def test_no_page_may_use_the_browsers_senses_or_be_read_from_elsewhere(db, client):
    page = client.get("/account/login/")
    policy = page["Permissions-Policy"]
    for each in ("camera=()", "microphone=()", "geolocation=()", "publickey-credentials-get=(self)"):
        assert each in policy
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_searching_too_often_is_refused(personas, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "search": "2/m/user"}
    client = sign_in(personas.social_worker)
    answers = [client.post(reverse("search"), {"terms": "Pike"}).status_code for _ in range(3)]
    assert answers == [303, 303, 429]
