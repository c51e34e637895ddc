"""What a recipient may not read is nowhere in their PDF: text, metadata, bookmarks, attachments."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from django.core import mail
from django.urls import reverse

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.models import Invitation, Meeting
from cases.services import distribution, invitations, involvements, meetings, minutes
from safeguarding.accounts.identity import as_user
from safeguarding.rules.redaction import Block
from tests.cases.test_minutes_guests import page as guest_page
from tests.cases.test_minutes_guests import sent_token
from tests.cases.test_minutes_pages import everything_in
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def children(personas, at):
    return [records.child(name, "Familyname", by=personas.team_manager, at=at) for name in ("Anka", "Bela")]


@pytest.fixture
def held(children, personas, at) -> Meeting:
    """A meeting about two children of different mothers; each mother may read of her own."""
    by = personas.social_worker
    with as_user(by):
        meeting = meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=children,
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            format=MeetingFormat.PHONE,
            reason="Reasonwords",
            chair=personas.team_manager,
            minute_taker=personas.business_support,
            by=by,
            at=at,
        )
        common = {"meeting": meeting, "by": by, "at": at}
        for user in (personas.gp, personas.police):
            invitations.invite_user(user=user, **common)
        for mother, child in zip(("Mona First", "Nora Second"), children, strict=True):
            invitations.invite_outside(
                name=mother,
                email=f"{mother.split()[0].lower()}@home.example",
                copy_kind=CopyKind.PARENTS,
                about=[child],
                **common,
            )
        return meetings.hold(held_at=at, **common)


@pytest.fixture
def blocks(children, personas):
    anka, bela = (child.pk for child in children)
    return [
        Block("all", "Allheading", "Allwords", "shared"),
        Block("a", "Ankaheading", "Ankawords", "shared", child=anka),
        Block("b", "Belaheading", "Belawords", "shared", child=bela),
        Block("pro", "Proheading", "Prowords", "professionals"),
        Block("sc", "Careheading", "Carewords", "social_care"),
        Block("pol", "Polheading", "Polwords", "police", agency=personas.police.agency_id),
        Block("own", "Ownheading", "Ownwords", "own_agency", agency=personas.gp.agency_id),
    ]


NAMES = ("All", "Anka", "Bela", "Pro", "Care", "Pol", "Own")
FOR_MOTHER = {"Mona First": {"All", "Anka"}, "Nora Second": {"All", "Bela"}}
FOR_USER = {
    "gp": {"All", "Anka", "Bela", "Pro", "Own"},
    "police": {"All", "Anka", "Bela", "Pro", "Pol"},
}


def sent_out(meeting, personas, at, blocks, number=0):
    with as_user(personas.business_support):
        version = minutes.draft(
            meeting=meeting, blocks=blocks, expected_number=number, by=personas.business_support, at=at
        )
    with as_user(personas.team_manager):
        version = minutes.approve(minutes=version, by=personas.team_manager, at=at)
        distribution.distribute(minutes=version, by=personas.team_manager, at=at)


def tokens(at) -> dict[str, str]:
    """By the first word of the address: the token in the last e-mail to each mother."""
    sent_token(at)
    return {each.to[0].split("@")[0]: each.body.split("/guest/")[1].split("/")[0] for each in mail.outbox}


def found_in(pdf: bytes) -> set[str]:
    """Of which parts the file holds the words or the heading, anywhere in it."""
    whole = everything_in(pdf)
    return {name for name in NAMES if f"{name}words" in whole or f"{name}heading" in whole}


def bookmarks(pdf: bytes) -> set[str]:
    outline = pypdf.PdfReader(io.BytesIO(pdf)).outline
    flat = [each for row in outline for each in (row if isinstance(row, list) else [row])]
    return {each["/Title"] for each in flat}


def test_each_parent_gets_what_is_for_parents_and_of_their_own_child(held, personas, at, blocks):
    sent_out(held, personas, at, blocks)
    by_name = tokens(at)
    for mother, parts in FOR_MOTHER.items():
        pdf = guest_page(by_name[mother.split()[0].lower()], at=at, name="guest_pdf").content
        assert found_in(pdf) == parts, mother
        assert {title for title in bookmarks(pdf) if title.endswith("heading")} == {
            f"{part}heading" for part in parts
        }
        whole = everything_in(pdf)
        other = next(name for name in FOR_MOTHER if name != mother)
        secret = (other, "Reasonwords", "Northmoor Police", personas.gp.agency.name, "home.example")
        assert not [word for word in (*secret, "Familyname") if word in whole]


@pytest.mark.parametrize("persona", sorted(FOR_USER))
def test_each_professional_gets_their_own_copy(held, personas, at, blocks, sign_in, persona):
    sent_out(held, personas, at, blocks)
    path = reverse("minutes_pdf", args=[held.reference, 1])
    pdf = sign_in(getattr(personas, persona)).get(path).content
    assert found_in(pdf) == FOR_USER[persona]
    assert {title for title in bookmarks(pdf) if title.endswith("heading")} == {
        f"{part}heading" for part in FOR_USER[persona]
    }


def test_nothing_about_the_file_names_a_child(held, personas, at, blocks, sign_in):
    sent_out(held, personas, at, blocks)
    answer = sign_in(personas.gp).get(reverse("minutes_pdf", args=[held.reference, 1]))
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    about = f"{read.metadata} {read.xmp_metadata.dc_title if read.xmp_metadata else ''}"
    about += answer["Content-Disposition"] + " ".join(bookmarks(answer.content) - {"Ankaheading"})
    assert "Familyname" not in about
    assert held.reference in read.metadata.title
    assert not read.attachments


def test_what_was_taken_out_by_a_correction_is_gone_from_the_guests_file(held, personas, at, blocks):
    sent_out(held, personas, at, blocks)
    with as_user(personas.team_manager):
        minutes.correct(meeting=held, reason="A name", by=personas.team_manager, at=at)
    later = at + timedelta(hours=1)
    sent_out(held, personas, later, blocks[1:], number=2)
    pdf = guest_page(tokens(later)["mona"], at=later, name="guest_pdf").content
    assert found_in(pdf) == {"Anka"}


def test_what_was_typed_is_words_and_fetches_and_attaches_nothing(held, personas, at, sign_in, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Filewords")
    typed = (
        f'<img src="{secret.as_uri()}"><link rel="attachment" href="{secret.as_uri()}">'
        f'<a href="{secret.as_uri()}">x</a><style>@import "{secret.as_uri()}";</style>'
    )
    sent_out(held, personas, at, [Block("x", f"Heading {typed}", typed, "shared")])
    pdf = sign_in(personas.gp).get(reverse("minutes_pdf", args=[held.reference, 1])).content
    read = pypdf.PdfReader(io.BytesIO(pdf))
    assert "Filewords" not in everything_in(pdf)
    assert not read.attachments
    assert not [page for page in read.pages if "/Annots" in page]
    assert "<img" in "".join(page.extract_text() for page in read.pages)


def test_a_child_whom_the_recipient_sees_no_longer_is_no_longer_in_their_copy(
    held, children, personas, at, blocks, sign_in
):
    sent_out(held, personas, at, blocks)
    anka = children[0]
    with as_user(personas.team_manager):
        for row in list(anka.involvements.filter(user=personas.gp, until=None)):
            involvements.finish(involvement=row, reason="Moved away", by=personas.team_manager, at=at)
    pdf = sign_in(personas.gp).get(reverse("minutes_pdf", args=[held.reference, 1])).content
    assert found_in(pdf) == FOR_USER["gp"] - {"Anka"}


def test_the_receipt_says_who_got_a_copy_and_nothing_of_its_words(held, personas, at, blocks, sign_in):
    sent_out(held, personas, at, blocks)
    answer = sign_in(personas.team_manager).get(reverse("minutes_receipt_pdf", args=[held.reference, 1]))
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    words = "".join(page.extract_text() for page in read.pages).replace("\n", " ")
    for expected in ("Mona First", "Nora Second", "Never opened", "Parents' copy", "Police copy"):
        assert expected in words, expected
    assert found_in(answer.content) == set()
    whole = everything_in(answer.content)
    assert not [word for word in ("home.example", "Familyname", "Reasonwords") if word in whole]
    assert read.metadata.title == f"Receipt for the minutes of {held.reference}"
    assert not read.attachments
    assert Invitation.objects.filter(meeting=held).count() == 4
