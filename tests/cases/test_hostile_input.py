"""Thousands of hostile inputs over HTTP, against the forms and addresses of the service: never a crash.

The test client raises what a view doesn't catch, so every request that comes back is one that didn't break.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.forms.referral.whole import LISTS, SECTIONS
from cases.models import Document, Referral
from safeguarding.ui.fields import GovukForm
from tests.factories import files, records, referral_form

HOSTILE = [
    "\x00",
    "Ada\x00Example",
    "photo\u202egnp.exe",
    "\u2066hidden\u2069",
    "\ud800",
    "9" * 5_000,
    "-1",
    "1e309",
    "NaN",
    "٣",
    "²",
    "௧௨",
    "0x10",
    "1_000",
    "x" * 20_000,
    "\n" * 3_000,
    "e\u0301" * 500,
    "Z\u0351\u036f" * 300,
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raise %}",
    "'; DROP TABLE cases_child; --",
    "%s%n%00",
    "../../etc/passwd",
    "=1+1",
    "\ufeff",
    "\x7f\x9f",
    "2026-02-30",
    "99999999999",
    "[]",
    '{"a": null}',
]
text = st.sampled_from(HOSTILE) | st.text(max_size=60) | st.integers().map(str)


def inputs(number: int) -> settings:
    """So many inputs, the same in each run."""
    return settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def sendable(value: str) -> str:
    """As a client can send it: a lone surrogate has no bytes, so it arrives as the replacement does."""
    return value.encode(errors="surrogatepass").decode(errors="replace")


def names_of(form: type[GovukForm]) -> list[str]:
    """Every name that a form reads from a POST."""
    parts = ("", "_day", "_month", "_year", "_time")
    return [f"{name}{part}" for name in form.base_fields for part in parts]


SLUGS = {section.slug: section for section in SECTIONS}


@pytest.fixture
def draft(personas, sign_in) -> referral_form.Form:
    return referral_form.Form(sign_in(personas.school))


def fed(form: type[GovukForm]) -> st.SearchStrategy[dict[str, Any]]:
    """Hostile answers to some of a form's questions, some of them several times."""
    return st.dictionaries(
        st.sampled_from(names_of(form)), st.lists(text, min_size=1, max_size=3), max_size=12
    )


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in LISTS])
def test_no_section_of_the_referral_breaks(draft, slug):
    @inputs(100)
    @given(fed(SLUGS[slug].form_class), st.booleans())
    def _feed(answers, autosave):
        sent = {name: [sendable(one) for one in values] for name, values in answers.items()}
        headers = {"HTTP_X_AUTOSAVE": "1"} if autosave else {}
        assert draft.post(f"{slug}/", sent, **headers).status_code in {200, 204, 303}

    _feed()
    assert draft.get(f"{slug}/").status_code == 200
    assert draft.get("check/").status_code == 200


@pytest.mark.parametrize("slug", sorted(LISTS))
def test_no_person_of_the_referral_breaks(draft, slug):
    page = draft.client.get(f"{draft.draft}{slug}/new/")["Location"]

    @inputs(80)
    @given(fed(SLUGS[slug].form_class))
    def _feed(answers):
        sent = {name: [sendable(one) for one in values] for name, values in answers.items()}
        assert draft.client.post(page, sent).status_code in {200, 303}

    _feed()
    assert draft.get("").status_code == 200


def test_a_draft_full_of_hostile_text_is_never_sent_but_never_breaks(draft):
    for slug, section in SLUGS.items():
        if slug not in LISTS:
            names = names_of(section.form_class)
            for value in HOSTILE:
                draft.post(f"{slug}/", dict.fromkeys(names, sendable(value)), HTTP_X_AUTOSAVE="1")
            assert draft.get(f"{slug}/").status_code == 200
    assert draft.post("check/", {}).status_code == 200
    assert not Referral.objects.exists()


@pytest.fixture
def child(personas, at):
    made = records.child(by=personas.front_door_worker, at=at)
    records.involve(made, personas.school.agency, by=personas.front_door_worker, at=at)
    return made


contents = st.sampled_from(
    [files.PDF, files.docx(), files.xlsx(), files.odf(), files.picture(), files.heic(), b"text", b""]
)


def test_no_upload_breaks(personas, child, sign_in):
    client: Client = sign_in(personas.school)
    address = reverse("document_new", args=[child.reference])

    @inputs(250)
    @given(
        base=contents,
        damage=st.binary(max_size=30),
        at=st.floats(0, 1),
        name=text,
        ending=st.sampled_from(["pdf", "docx", "png", "csv", "svg", "PDF\x00"]),
        kind=st.sampled_from(["application/pdf", "text/html", "", "x/\x00y"]),
        title=text,
        sensitivity=st.sampled_from(["professionals", "shared", "police", "nonsense"]),
    )
    def _feed(base, damage, at, name, ending, kind, title, sensitivity):
        place = int(at * len(base))
        content = base[:place] + damage + base[place + len(damage) :]
        upload = SimpleUploadedFile("x", content, content_type=kind)
        upload._name = f"{sendable(name)[:150]}.{ending}".replace("\r", "").replace("\n", "")
        sent = {"title": sendable(title), "sensitivity": sensitivity, "file": upload}
        assert client.post(address, sent).status_code in {200, 303}

    _feed()
    assert client.get(reverse("child_documents", args=[child.reference])).status_code == 200
    for document in Document.objects.all():
        answer = client.get(reverse("document", args=[document.key]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert b"".join(answer.streaming_content)


_PART = b"--x\r\nContent-Disposition: form-data; "
_FILE = _PART + b'name="file"; filename'
_TITLE = _PART + b'name="title"\r\n'
BROKEN = [
    b"",
    b"--x",
    b"--x\r\n\r\n--x--",
    _FILE + b'="\x00"\r\n\r\n%PDF-\r\n--x--\r\n',
    _FILE + b"*=utf-8''%FF%00\r\n\r\nA\r\n--x--\r\n",
    _TITLE + b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
    (_FILE + b'="a.pdf"\r\n\r\n') * 30 + b"--x--",
    _TITLE + b"\r\n\xff\xfe\x00\r\n--x--\r\n",
]


@pytest.mark.parametrize("body", BROKEN)
def test_no_broken_multipart_breaks(personas, child, sign_in, body):
    client = sign_in(personas.school)
    address = reverse("document_new", args=[child.reference])
    answer = client.post(address, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {200, 400}
    assert not Document.objects.exists()


LISTS_WITH_QUERIES = (
    "search",
    "referrals",
    "front_door",
    "team_work",
    "notifications",
    "child_chronology",
    "child_history",
)


def test_no_query_string_breaks_a_list(personas, child, sign_in):
    client = sign_in(personas.team_manager)
    parameters = [
        "page",
        "status",
        "show",
        "kind",
        "agency",
        "theme",
        "before",
        "after",
        "terms",
        "q",
        "print",
    ]

    @inputs(200)
    @given(
        name=st.sampled_from(LISTS_WITH_QUERIES),
        asked=st.dictionaries(st.sampled_from(parameters), text, max_size=4),
    )
    def _ask(name, asked):
        address = reverse(name, args=[child.reference] if name.startswith("child_") else [])
        query = urlencode({key: sendable(value)[:3000] for key, value in asked.items()})
        assert client.get(f"{address}?{query}").status_code in {200, 302, 404}

    _ask()


@pytest.mark.parametrize("value", [v for v in HOSTILE if len(v) < 1000])
def test_no_address_breaks(personas, sign_in, value):
    from urllib.parse import quote

    client = sign_in(personas.school)
    part = quote(sendable(value), safe="")
    for address in (f"/children/{part}/", f"/referrals/{part}/", f"/documents/{part}/", f"/{part}/"):
        assert client.get(address).status_code in {404, 301, 302}
