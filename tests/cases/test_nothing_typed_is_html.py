"""What people type is text wherever it comes back: on pages, in histories, in documents.

That documents reach neither the network nor the disk is tested in tests/ui/test_pdf.py.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pypdf
import pytest
from django.urls import reverse

from cases.services import chronology, documents
from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, Sensitivity
from tests.factories import files, front_door, records, referrals

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea></title><svg/onload=alert(1)>",
    "<b>bold</b> [a](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7}",
    "' onmouseover='alert(1)\" autofocus onfocus=\"alert(1)",
)


class _Browser(HTMLParser):
    """Reads a page as a browser does, and keeps what came alive of a payload."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if any(name.startswith("on") for name in told) or told.get("src") == "x" or tag == "b":
            self.alive.append(f"{tag} {told}")
        if any("javascript:" in (told.get(name) or "") for name in ("href", "src", "action")):
            self.alive.append(f"{tag} {told}")
        if tag == "script" and "src" not in told and not told.get("nonce"):
            self.alive.append(f"{tag} {told}")


def assert_plain(html: str, payload: str) -> None:
    """The payload stands in the page, and as text alone: neither the browser nor the template took it."""
    browser = _Browser()
    browser.feed(html)
    assert browser.alive == []
    assert payload[:25] in unescape(html)


@pytest.fixture(params=PAYLOADS, ids=range(len(PAYLOADS)))
def payload(request) -> str:
    return request.param


@pytest.fixture
def child(personas, at, payload):
    return records.child(payload[:90], payload[:90], by=personas.front_door_worker, at=at)


def test_on_every_page_of_a_record(personas, at, child, payload, sign_in):
    worker = personas.social_worker
    chronology.record_event(
        child=child,
        kind=EventKind.NOTE,
        what_happened=payload,
        impact_on_child=payload,
        occurred_at=at,
        by=worker,
        at=at,
    )
    documents.add_to_child(
        child=child,
        title=payload,
        file=files.upload(),
        name=payload,
        sensitivity=Sensitivity.PROFESSIONALS,
        by=worker,
        at=at,
    )
    client = sign_in(worker)
    names = ("child", "child_network", "child_family", "child_chronology", "child_history", "child_documents")
    for name in names:
        page = client.get(reverse(name, args=[child.reference]))
        assert page.status_code == 200
        assert_plain(page.content.decode(), payload)


def test_in_a_referral_its_digest_and_its_decision(personas, at, child, payload, sign_in):
    adult = AdultFacts(name=payload[:200], relationship=payload[:100], note=payload[:300])
    part = front_door.matched(
        child,
        author=personas.school,
        by=personas.front_door_worker,
        at=at,
        children=(replace(referrals.MAISIE, given_name=payload[:100], school=payload),),
        adults=(adult,),
        what_happened=payload,
        daily_life=payload,
        voice=payload,
        level_rationale=payload,
        family_known=payload,
    )
    reference = part.referral.reference
    door = sign_in(personas.front_door_manager)
    of_part = {"reference": reference, "position": 1}
    pages = [
        sign_in(personas.school).get(reverse("referral", args=[reference])),
        sign_in(personas.school).get(reverse("referrals")),
        door.get(reverse("front_door")),
        door.get(reverse("front_door_child", kwargs=of_part)),
        door.get(reverse("front_door_digest", kwargs=of_part)),
        door.get(reverse("front_door_decide", kwargs=of_part)),
    ]
    for page in pages:
        assert page.status_code == 200
        assert_plain(page.content.decode(), payload if page is not pages[1] else "")
    receipt = sign_in(personas.school).get(reverse("referral_receipt", args=[reference]))
    read = pypdf.PdfReader(io.BytesIO(receipt.content))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages))
    assert re.sub(r"\s+", "", payload) in text
    assert not any("/A" in note.get_object() for page in read.pages for note in page.get("/Annots", ()))


def test_in_the_answer_to_a_form_that_was_not_taken(personas, at, child, payload, sign_in):
    client = sign_in(personas.social_worker)
    answer = client.post(
        reverse("event_new", args=[child.reference]), {"what_happened": payload, "kind": payload}
    )
    assert answer.status_code == 200
    assert_plain(answer.content.decode(), payload)
    answer = client.post(
        reverse("document_new", args=[child.reference]),
        {"title": payload, "file": files.upload(b"", payload)},
    )
    assert answer.status_code == 200
    assert_plain(answer.content.decode(), payload)
    assert_plain(client.get(reverse("search"), {"terms": payload}).content.decode(), "")
