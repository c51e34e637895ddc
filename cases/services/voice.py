"""What a child said, showed or lived, as somebody heard it; corrected by an entry that supersedes it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import IO, Final

from django.db import transaction

from cases import access, access_voice
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Document, VoiceEntry
from cases.services import documents, events
from cases.states import EventKind, Sensitivity, Significance
from cases.voice_states import DAY_PARTS, VoiceKind
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.ui.filters import date_text


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day in the child's life, part by part; what isn't known is left out."""

    morning: str = ""
    daytime: str = ""
    evening: str = ""
    night: str = ""
    good_things: str = ""
    worries: str = ""


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What was heard, where, and how the child was helped to say it."""

    kind: VoiceKind
    heard_on: date
    place: str
    was_alone: bool = False
    communication: str = ""
    words: str = ""
    day: DayFacts = field(default_factory=DayFacts)
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS


_NEEDED: Final = {
    VoiceKind.WORDS: "Write down what the child said, in their own words",
    VoiceKind.DRAWING: "Say what the child told you about it",
    VoiceKind.OBSERVATION: "Say what you saw: how the child looked, moved and turned to people",
}


@transaction.atomic
def record(
    *,
    child: Child,
    facts: VoiceFacts,
    by: User,
    at: datetime,
    file: IO[bytes] | None = None,
    file_name: str = "",
) -> VoiceEntry:
    """Write down that a child was heard; a drawing comes as a `file`, which becomes a document.

    Raises DomainError with the field, NotVisibleError, NotPermittedError.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    _check(facts, by, at)
    document = None
    if file is not None:
        document = _keep(child, facts, file, file_name, by=by, at=at)
    elif facts.kind is VoiceKind.DRAWING:
        raise DomainError("Choose a photo or scan of the drawing", field="file")
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    return _write(child, facts, document, by=by, at=at)


@transaction.atomic
def correct(*, entry: VoiceEntry, facts: VoiceFacts, reason: str, by: User, at: datetime) -> VoiceEntry:
    """Put right what the writer's own agency took down wrongly; both stay on record.

    Raises DomainError with the field, ChangedMeanwhileError when it has been corrected, NotVisibleError,
    NotPermittedError for another agency's entry.
    """
    found = (
        access_voice.visible_voice(by)
        .select_related("child", "event", "document")
        .filter(pk=entry.pk)
        .first()
    )
    if found is None:
        raise NotVisibleError
    access.require(by, access.Action.RECORD_EVENT, found.child)
    if found.agency_id != by.agency_id:
        raise NotPermittedError("correct_voice")
    Child.objects.select_for_update(no_key=True).get(pk=found.child_id)
    if VoiceEntry.objects.filter(supersedes=found).exists():
        raise ChangedMeanwhileError("Somebody has already corrected this entry")
    if facts.kind != found.kind:
        raise DomainError("A correction is of the same kind", field="words")
    if not reason.strip():
        raise DomainError("Say why it is corrected", field="reason")
    _check(facts, by, at)
    return _write(found.child, facts, found.document, by=by, at=at, corrects=found, reason=reason.strip())


def _check(facts: VoiceFacts, by: User, at: datetime) -> None:
    if facts.heard_on > london_date(at):
        raise DomainError("The day can’t be in the future", field="heard_on")
    if not facts.place.strip():
        raise DomainError("Say where it was, and who was there", field="place")
    if facts.sensitivity not in access.writable_sensitivities(by):
        raise DomainError("Choose who may see this", field="sensitivity")
    if facts.kind is VoiceKind.DAY:
        if not any(part.strip() for part in asdict(facts.day).values()):
            raise DomainError("Tell at least one part of the day", field="morning")
    elif not facts.words.strip():
        raise DomainError(_NEEDED[facts.kind], field="words")


def _keep(child: Child, facts: VoiceFacts, file: IO[bytes], name: str, *, by: User, at: datetime) -> Document:
    title = f"{facts.kind.label}, {date_text(facts.heard_on)}"
    return documents.add_to_child(
        child=child, title=title, file=file, name=name, sensitivity=facts.sensitivity, by=by, at=at
    )


def _write(
    child: Child,
    facts: VoiceFacts,
    document: Document | None,
    *,
    by: User,
    at: datetime,
    corrects: VoiceEntry | None = None,
    reason: str = "",
) -> VoiceEntry:
    is_day = facts.kind is VoiceKind.DAY
    told = {name: text.strip() for name, text in asdict(facts.day).items()} if is_day else {}
    words = "" if is_day else facts.words.strip()
    parts = [f"{DAY_PARTS[name]}: {text}" for name, text in told.items() if text] or [words]
    if corrects is not None:
        parts.append(f"Corrected: {reason}")
    event = events.write(
        child=child,
        kind=EventKind.VOICE,
        what_happened="\n".join([f"{facts.kind.label}. {facts.place.strip()}", *parts]),
        occurred_at=at_hour(facts.heard_on, 12) if facts.heard_on < london_date(at) else at,
        significance=Significance.NOTABLE,
        sensitivity=facts.sensitivity,
        supersedes=corrects.event if corrects else None,
        by=by,
        at=at,
    )
    entry = VoiceEntry(
        child=child,
        kind=facts.kind,
        heard_on=facts.heard_on,
        place=facts.place.strip(),
        was_alone=facts.was_alone,
        communication=facts.communication.strip(),
        words=words,
        sensitivity=facts.sensitivity,
        document=document,
        agency=by.agency,
        recorded_at=at,
        recorded_by=by,
        event=event,
        supersedes=corrects,
        correction_reason=reason,
        **told,
    )
    entry.record(by=by, at=at, reason=reason or "The child was heard")
    return entry
