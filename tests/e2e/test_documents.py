"""Adding, downloading and withdrawing a document in a real browser, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.utils import timezone

from tests.e2e.conftest import assert_accessible
from tests.factories import files, records, referrals

DOWNLOAD_LETTER = re.compile("Letter from the GP.*download")


@pytest.fixture
def child(people):
    made = records.child("Ada", "Example", by=people.front_door_worker, at=timezone.now())
    with transaction.atomic():
        records.involve(made, people.school.agency, by=people.front_door_worker, at=timezone.now())
    return made


def _choose(page, content=files.PDF, name="letter.pdf"):
    page.get_by_label("Choose a file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_document_is_added_downloaded_and_withdrawn(people, child, open_browser, javascript):
    page = open_browser(people.school, javascript=javascript)
    page.goto(f"/children/{child.reference}/")
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("button", name="Add a document").click()
    page.get_by_text("Who will see this").wait_for()
    page.get_by_label("What is the document?").fill("Letter from the GP")
    _choose(page, b"<html><script>alert(1)</script>", "page.txt")
    page.get_by_role("button", name="Add the document").click()
    page.get_by_role("link", name="Web pages and drawings").wait_for()
    assert page.get_by_label("What is the document?").input_value() == "Letter from the GP"
    if javascript:
        assert_accessible(page)
    _choose(page)
    page.get_by_role("button", name="Add the document").click()
    page.get_by_text("The document is added").wait_for()
    page.get_by_text("Not scanned").wait_for()
    if javascript:
        assert_accessible(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=DOWNLOAD_LETTER).click()
    assert waiting.value.suggested_filename == "letter.pdf"
    assert waiting.value.path().read_bytes() == files.PDF
    page.get_by_role("link", name=re.compile("Withdraw.*Letter from the GP")).click()
    if javascript:
        assert_accessible(page)
    page.get_by_label("Why is it withdrawn?").fill("About another child")
    page.get_by_role("button", name="Withdraw the document").click()
    page.get_by_text("About another child").wait_for()
    assert page.get_by_role("link", name=DOWNLOAD_LETTER).count() == 0


def test_a_document_is_added_to_a_referral_on_a_telephone(people, open_browser):
    sent = referrals.referral(by=people.school, at=timezone.now())
    page = open_browser(people.school, phone=True)
    page.goto(f"/referrals/{sent.reference}/")
    page.get_by_role("link", name="Add a document").click()
    assert_accessible(page)
    page.get_by_label("What is the document?").fill("Body map")
    _choose(page, files.picture("JPEG"), "IMG_0001.JPG")
    page.get_by_role("button", name="Add the document").click()
    page.get_by_role("link", name=re.compile("Body map.*download")).wait_for()
    page.get_by_text("IMG_0001.jpg").wait_for()
    assert_accessible(page)
