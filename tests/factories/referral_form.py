"""The referral form as a browser fills it in: what is posted to each of its pages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Referral

CHILD = {
    "given_name": "Maisie",
    "family_name": "Thornbury",
    "born": "age",
    "age": "8",
    "sex": "F",
    "school": "Ashfield Primary School",
}
ADULT = {"name": "Kerry Thornbury", "relationship": "Mother", "sex": "F", "in_household": "yes"}
SECTIONS: dict[str, dict[str, Any]] = {
    "you": {
        "who": "self",
        "own_role": "Deputy head",
        "own_phone": "01632 960 001",
        "own_email": "sarah.linton@northmoor.example",
        "own_source": "2A",
    },
    "danger": {"immediate_danger": "no", "crime_alleged": "no"},
    "family": {
        "address_lines": "4 Mill Lane",
        "postcode": "NM1 2AB",
        "males": "The father, Dean, is said to have left; nobody has met him.",
        "known": "no",
    },
    "happened": {
        "what_happened": "Maisie came without a coat for the third day in the snow.",
        "happened_when": "All of this week",
    },
    "daily-life": {
        "daily_life": "She gets herself and Alfie up and dressed. There is no food for breakfast.",
        "heard": "yes",
        "voice": "I look after Alfie because mum is poorly.",
    },
    "concerns": {"themes_abuse": ["neglect"], "themes_home": ["young_carer"], "tool": "none"},
    "level": {
        "level": "3",
        "criteria_3": ["3_parenting_basic_care"],
        "level_rationale": "Early help was refused.",
    },
    "parents": {"parents_know": "agree", "sharing_basis": "safeguarding"},
}


class Form:
    """One draft in one signed-in browser."""

    def __init__(self, client: Client, draft: str = "") -> None:
        """Begin a draft, or go on with the one at the address `draft`."""
        self.client = client
        self.draft = draft or client.post(reverse("referral_start"))["Location"]

    def get(self, path: str = "") -> HttpResponse:
        """A page of the draft."""
        return self.client.get(self.draft + path)

    def post(self, path: str, data: dict[str, Any], **headers: Any) -> HttpResponse:
        """Send a page of the draft."""
        return self.client.post(self.draft + path, data, **headers)

    def add(self, what: str, data: dict[str, Any]) -> str:
        """Add a child or an adult; answers the address of their page."""
        page = self.client.get(f"{self.draft}{what}/new/")["Location"]
        answer = self.client.post(page, data)
        assert answer.status_code == 303, errors(answer)
        return page

    def fill(self, *, children: list[dict[str, Any]] | None = None, **changed: dict[str, Any]) -> None:
        """Fill in every section; `changed` replaces answers of a section (`daily_life={…}`)."""
        for slug, answers in SECTIONS.items():
            answer = self.post(f"{slug}/", {**answers, **changed.get(slug.replace("-", "_"), {})})
            assert answer.status_code == 303, (slug, errors(answer))
        for child in children or [CHILD]:
            self.add("children", child)
        self.add("adults", ADULT)

    def send(self) -> HttpResponse:
        """Press "Send the referral"."""
        return self.post("check/", {})


def send(client: Client, **changed: Any) -> Referral:
    """A referral, the whole way through the form."""
    form = Form(client)
    form.fill(**changed)
    answer = form.send()
    assert answer.status_code == 303, errors(answer)
    return Referral.objects.get(reference=answer["Location"].split("/")[2])


def text(response: HttpResponse) -> str:
    """What a person reads on the page, with single spaces."""
    main = response.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip())


def errors(response: HttpResponse) -> list[str]:
    """The lines of the error summary."""
    summary = response.content.decode().split("govuk-error-summary__list", 1)
    found = (
        re.findall(r'<a href="[^"]*">\s*([^<]+?)\s*</a>', summary[1].split("</ul>")[0]) if summary[1:] else []
    )
    return [unescape(each) for each in found]


def years_ago(years: int) -> dict[str, str]:
    """A date of birth in three boxes."""
    return {
        "date_of_birth_day": "1",
        "date_of_birth_month": "3",
        "date_of_birth_year": str(timezone.localdate().year - years),
    }
