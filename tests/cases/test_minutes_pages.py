"""The pages of minutes: written part by part, sent out as each recipient's own copy, kept to receipt."""

from __future__ import annotations

import io
import re
import zlib
from datetime import timedelta
from html.parser import HTMLParser

import pypdf
import pytest
from django.urls import reverse

from cases.models import Minutes, MinutesCopy
from cases.services import minutes
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog
from safeguarding.rules.redaction import Block
from tests.factories import meetings, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.team_manager, at=at)


@pytest.fixture
def held(child, personas, at):
    return meetings.held(child, personas, at)


@pytest.fixture
def blocks(personas):
    police, surgery = personas.police.agency_id, personas.gp.agency_id
    return [
        Block("open", "What happened", "Sharedwords about the bruise", "shared"),
        Block("gp", "Risk", "Professionalwords on risk", "professionals"),
        Block("care", "Staffing", "Socialcarewords only", "social_care"),
        Block(
            "police",
            "Intelligence",
            "Policewords about a suspect",
            "police",
            agency=police,
        ),
        Block("own", "Practice note", "Practicewords of the surgery", "own_agency", agency=surgery),
    ]


EVERYTHING = ("Sharedwords", "Professionalwords", "Socialcarewords", "Policewords", "Practicewords")
SEES = {
    "gp": {"Sharedwords", "Professionalwords", "Practicewords"},
    "police": {"Sharedwords", "Professionalwords", "Policewords"},
    "business_support": set(EVERYTHING),
    "social_worker": {"Sharedwords", "Professionalwords", "Socialcarewords"},
}


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def everything_in(pdf: bytes) -> str:
    """All that a PDF holds: its text, every object, and every stream unpacked."""
    read = pypdf.PdfReader(io.BytesIO(pdf))
    found = [pdf.decode("latin-1"), str(read.metadata), str(read.outline), str(list(read.attachments))]
    found += [page.extract_text() for page in read.pages]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            found.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


def address(name, meeting, *parts):
    return reverse(name, args=[meeting.reference, *parts])


def posted(page) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    reader = _Fields()
    reader.feed(page.content.decode())
    return reader.values


class _Fields(HTMLParser):
    """Reads the fields of a page's forms: inputs, text areas, selects."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._in = ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag in {"input", "textarea", "select"} and told.get("name"):
            self._in = told["name"] if tag != "input" else ""
            self.values[told["name"]] = told.get("value") or ""
        elif tag == "option" and "selected" in told:
            self.values[self._in] = told.get("value") or ""

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self._in = ""

    def handle_data(self, data):
        if self._in and self.get_starttag_text().startswith("<textarea"):
            self.values[self._in] += data


def test_the_first_draft_starts_from_the_agenda_and_who_came(held, personas, sign_in):
    page = sign_in(personas.business_support).get(address("minutes_draft", held))
    assert "The child’s voice" in text(page)
    assert "A bruise that nobody explained" in text(page)
    assert "Mona Example: Not yet recorded" in text(page)


def test_minutes_are_saved_as_typed_and_read_again(held, personas, sign_in):
    client = sign_in(personas.business_support)
    data = posted(client.get(address("minutes_draft", held)))
    data |= {"text_risk": "A dog bit him", "heading_new-1": "Plan", "text_new-1": "See him at school"}
    data |= {"sensitivity_new-1": "shared"}
    assert client.post(address("minutes_draft", held), data).status_code == 303
    page = text(client.get(address("minutes_copy", held, 1)))
    assert "A dog bit him" in page
    assert "See him at school" in page
    assert "draft" in page


def test_words_without_a_heading_come_back_with_everything_typed(held, personas, sign_in):
    client = sign_in(personas.business_support)
    data = posted(client.get(address("minutes_draft", held))) | {"text_new-2": "Something said"}
    answer = client.post(address("minutes_draft", held), data)
    assert "Enter a heading for this part" in text(answer)
    assert "Something said" in text(answer)


def test_the_second_to_save_is_told_what_changed_and_keeps_their_words(held, personas, at, blocks, sign_in):
    meetings.drafted(held, personas, at, blocks)
    first, second = sign_in(personas.business_support), sign_in(personas.team_manager)
    before = posted(second.get(address("minutes_draft", held)))
    data = posted(first.get(address("minutes_draft", held)))
    data |= {"text_gp": "The first one's words", "heading_new-1": "Added", "text_new-1": "Added meanwhile"}
    assert first.post(address("minutes_draft", held), data).status_code == 303
    answer = second.post(address("minutes_draft", held), before | {"text_gp": "The second one's words"})
    shown = text(answer).replace("&#39;", "'")
    assert "Somebody else has saved the minutes in the meantime" in shown
    assert "The first one's words" in shown
    assert "The second one's words" in shown
    again = posted(answer)
    assert second.post(address("minutes_draft", held), again).status_code == 303
    page = text(second.get(address("minutes_copy", held, 3))).replace("&#39;", "'")
    assert "The second one's words" in page
    assert "Added meanwhile" in page


def test_a_part_that_the_writer_may_not_read_is_neither_shown_nor_lost(held, personas, at, blocks, sign_in):
    meetings.drafted(held, personas, at, blocks)
    client = sign_in(personas.social_worker)
    page = client.get(address("minutes_draft", held))
    assert "Policewords" not in text(page)
    data = posted(page) | {"text_police": "Overwritten", "heading_police": "Overwritten"}
    assert client.post(address("minutes_draft", held), data).status_code == 303
    kept = {block["key"]: block["text"] for block in Minutes.objects.get(meeting=held, number=2).blocks}
    assert kept["police"] == "Policewords about a suspect"
    assert [block["key"] for block in Minutes.objects.get(number=2).blocks] == [each.key for each in blocks]


def test_two_versions_stand_side_by_side(held, personas, at, blocks, sign_in):
    meetings.drafted(held, personas, at, blocks)
    changed = [Block("open", "What happened", "Sharedwords about the burn", "shared"), *blocks[1:]]
    meetings.drafted(held, personas, at, changed, number=1)
    page = text(sign_in(personas.business_support).get(address("minutes_changes", held, 2)))
    assert "<del>bruise</del>" in page
    assert "<ins>burn</ins>" in page
    assert "Intelligence" not in page


def test_the_chair_approves_sees_who_gets_what_and_sends(held, personas, at, blocks, sign_in):
    meetings.drafted(held, personas, at, blocks)
    chair = sign_in(personas.team_manager)
    assert sign_in(personas.business_support).get(address("minutes_approve", held, 1)).status_code == 403
    assert "Policewords" in text(chair.get(address("minutes_approve", held, 1)))
    assert chair.post(address("minutes_approve", held, 1), {"number": "1"}).status_code == 303
    before = text(chair.get(address("minutes_distribute", held, 1)))
    parents = before[before.index("Parents") : before.index("Police copy")]
    assert "Mona Example" in parents
    assert all(heading in parents for heading in ("Risk", "Staffing", "Intelligence", "Practice note"))
    assert "Nobody will receive: Staffing" in before
    assert chair.post(address("minutes_distribute", held, 1), {"number": "1"}).status_code == 303
    assert MinutesCopy.objects.count() == 3
    answer = chair.post(address("minutes_distribute", held, 1), {"number": "1"})
    assert "have gone out already" in text(answer)


@pytest.mark.parametrize("persona", sorted(SEES))
def test_each_reader_finds_their_parts_and_nothing_of_the_rest(held, personas, at, blocks, sign_in, persona):
    meetings.distributed(held, personas, at, blocks)
    client = sign_in(getattr(personas, persona))
    page = text(client.get(address("minutes_copy", held, 1)))
    assert {word for word in EVERYTHING if word in page} == SEES[persona]
    answer = client.get(address("minutes_pdf", held, 1))
    whole = everything_in(answer.content)
    assert {word for word in EVERYTHING if word in whole} == SEES[persona]
    headings = {block.heading for block in blocks if block.text.split()[0] not in SEES[persona]}
    assert not {heading for heading in headings if heading in whole}


def test_the_pdf_is_tagged_titled_by_its_reference_and_its_print_logged_once(
    held, personas, at, blocks, sign_in
):
    meetings.distributed(held, personas, at, blocks)
    before = AccessLog.objects.filter(action="print").count()
    answer = sign_in(personas.gp).get(address("minutes_pdf", held, 1))
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    assert read.metadata.title == f"Minutes of meeting {held.reference}"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert answer["Content-Disposition"] == f'attachment; filename="minutes-{held.reference}-1.pdf"'
    # One for the meeting, one for the child whom it is about.
    assert AccessLog.objects.filter(action="print").count() == before + 2


def test_opening_acknowledging_and_the_receipt(held, personas, at, blocks, sign_in):
    meetings.distributed(held, personas, at, blocks)
    gp, chair = sign_in(personas.gp), sign_in(personas.team_manager)
    gp.get(address("minutes_copy", held, 1))
    assert gp.post(address("minutes_acknowledge", held, 1)).status_code == 303
    assert "You confirmed on" in text(gp.get(address("minutes_copy", held, 1)))
    page = text(chair.get(address("minutes_receipt", held, 1)))
    assert page.count("Never opened") == 2
    # Never opened stands on top.
    assert page.index(personas.police.full_name) < page.index(personas.gp.full_name)
    unopened = MinutesCopy.objects.get(invitation__user=personas.police)
    assert chair.post(address("minutes_chase", held, 1, unopened.pk)).status_code == 303
    assert "1 time" in text(chair.get(address("minutes_receipt", held, 1)))
    whole = everything_in(chair.get(address("minutes_receipt_pdf", held, 1)).content)
    assert "Never opened" in whole.replace("\n", " ")
    assert "Sharedwords" not in whole
    assert gp.get(address("minutes_receipt", held, 1)).status_code == 403
    assert chair.post(address("minutes_acknowledge", held, 1)).status_code == 403


def test_those_not_asked_find_nothing(held, personas, at, blocks, sign_in):
    meetings.distributed(held, personas, at, blocks)
    client = sign_in(personas.other_school)
    for name, parts in (
        ("minutes", ()),
        ("minutes_copy", (1,)),
        ("minutes_pdf", (1,)),
        ("minutes_draft", ()),
    ):
        assert client.get(address(name, held, *parts)).status_code == 404


def test_a_correction_begins_from_the_words_that_went_out(held, personas, at, blocks, sign_in):
    meetings.distributed(held, personas, at, blocks)
    chair = sign_in(personas.team_manager)
    assert chair.post(address("minutes_correct", held), {"reason": ""}).status_code == 200
    assert chair.post(address("minutes_correct", held), {"reason": "A wrong date"}).status_code == 303
    assert "Correction: A wrong date" in text(chair.get(address("minutes", held)))
    # The recipient still reads what they received, and nothing of the new draft.
    gp = sign_in(personas.gp)
    assert gp.get(address("minutes_copy", held, 1)).status_code == 200
    assert gp.get(address("minutes_copy", held, 2)).status_code == 404


def test_an_agencys_part_about_a_child_whom_one_may_not_see_is_in_no_copy_of_theirs(
    held, personas, at, blocks, sign_in
):
    other = records.child("Rex", "Hidden", by=personas.team_manager, at=at, is_restricted=True)
    about = [*blocks, Block("rex", "About another", "Otherchildwords", "shared", child=other.pk)]
    meetings.distributed(held, personas, at, about)
    for persona in (personas.gp, personas.business_support):
        assert "Otherchildwords" not in text(sign_in(persona).get(address("minutes_copy", held, 1)))


def test_saving_again_an_hour_later_makes_a_version_of_its_own(held, personas, at, blocks):
    meetings.drafted(held, personas, at, blocks)
    with as_user(personas.business_support):
        minutes.draft(
            meeting=held,
            blocks=blocks,
            expected_number=1,
            by=personas.business_support,
            at=at + timedelta(hours=1),
        )
    assert held.minutes.count() == 2


def test_what_is_typed_is_kept_without_another_look_in_the_log(held, personas, sign_in):
    client = sign_in(personas.business_support)
    data = posted(client.get(address("minutes_draft", held))) | {"text_risk": "Half a sentence"}
    looks = AccessLog.objects.count()
    kept = client.post(address("minutes_draft", held), data, headers={"X-Autosave": "1"})
    assert kept.status_code == 200
    assert AccessLog.objects.count() == looks
    assert "Half a sentence" in text(client.get(address("minutes_draft", held)))
    late = {"headers": {"X-Autosave": "1"}}
    assert (
        sign_in(personas.other_school).post(address("minutes_draft", held), data, **late).status_code == 404
    )


@pytest.mark.parametrize("reference", sorted(["%00", "x", "M" * 500, "..%2f", "é"]))
def test_an_address_that_cannot_be_is_not_there(held, personas, sign_in, reference):
    client = sign_in(personas.business_support)
    for path in ("minutes/", "minutes/write/", "minutes/99999999999999999999/", "guests/"):
        assert client.get(f"/meetings/{reference}/{path}").status_code == 404
    assert client.get(f"/meetings/{held.reference}/minutes/99999999999999999999/").status_code == 404
