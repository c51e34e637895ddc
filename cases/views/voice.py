"""The child's voice: what they said so far, being heard, putting it right; how well teams hear children."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms import voice as forms
from cases.forms.records import sensitivity_choices
from cases.models import VoiceEntry
from cases.queries import voice as queries
from cases.services import voice
from cases.states import Sensitivity
from cases.views.child_forms import ChildFormPage
from cases.views.pages import ChildPage, Page
from cases.voice_states import DAY_PARTS, VoiceKind
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import choosing


class VoicePage(ChildPage):
    """What the child said, the newest first."""

    template_name = "voice/list.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        writes = access.may_here(self.user, access.Action.RECORD_EVENT, self.child) and not self.is_print
        return self.render(
            child=self.child,
            entries=queries.entries(self.user, self.child, can_write=writes),
            heard=queries.last_heard(self.user, self.child, today=london_date(self.at)),
            within=queries.HEARD_WITHIN_DAYS,
            can_add=writes,
        )


class _HeardPage(ChildFormPage):
    """What the forms of being heard share."""

    child_action = access.Action.RECORD_EVENT
    back_to = "child_voice"
    submit_text = "Save"
    kind: ClassVar[VoiceKind] = VoiceKind.WORDS

    def form(self, **data: Any) -> Form:
        """The form with the readers that the writer may choose."""
        form = super().form(**data)
        levels = access.writable_sensitivities(self.user)
        choosing(form, "sensitivity").set_options(sensitivity_choices(levels))
        return form

    def facts(self, kind: VoiceKind, told: dict[str, Any]) -> voice.VoiceFacts:
        """What was typed."""
        return voice.VoiceFacts(
            kind=kind,
            heard_on=told["heard_on"],
            place=told["place"],
            was_alone=told["was_alone"],
            communication=told["communication"],
            words=told.get("words", ""),
            day=voice.DayFacts(**{name: told.get(name, "") for name in DAY_PARTS}),
            sensitivity=told["sensitivity"],
        )


class NewVoicePage(_HeardPage):
    """The child was heard."""

    # What as_view sets for each kind.
    title: str = ""

    def initial(self) -> dict[str, Any]:
        """The usual readers."""
        return {"sensitivity": Sensitivity.PROFESSIONALS}

    def save(self, form: Any) -> HttpResponse:
        """Write it down."""
        told = form.cleaned_data
        file = told.get("file")
        voice.record(
            child=self.child,
            facts=self.facts(self.kind, told),
            file=file,
            file_name=file.name if file else "",
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "What the child said is recorded")


class CorrectVoicePage(_HeardPage):
    """What was taken down wrongly by the person's own agency."""

    title = "Put this right"
    intro = "What was written stays on record, marked as replaced. Yours stands in its place."
    submit_text = "Save the correction"

    @cached_property
    def entry(self) -> VoiceEntry:
        """The entry of the address, through the child."""
        return queries.get_entry(self.user, self.child, self.kwargs["pk"])

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        """The form of its kind."""
        return forms.DayCorrection if self.entry.kind == VoiceKind.DAY else forms.WordsCorrection

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the entry before anything else; another agency's isn't this person's to correct."""
        _ = self.child
        if self.entry.agency_id != self.user.agency_id:
            raise NotPermittedError(self.child_action.value)
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What was written."""
        row = self.entry
        names = ("heard_on", "place", "was_alone", "communication", "sensitivity", "words", *DAY_PARTS)
        return {name: getattr(row, name) for name in names}

    def save(self, form: Any) -> HttpResponse:
        """Add the entry that stands in its place."""
        told = form.cleaned_data
        voice.correct(
            entry=self.entry,
            facts=self.facts(VoiceKind(self.entry.kind), told),
            reason=told["reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The correction is recorded")


class TeamsPage(Page):
    """How well each team hears the children open to it."""

    action = access.Action.MANAGE_CASE
    template_name = "voice/teams.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        rows = queries.by_team(self.user, today=london_date(self.at))
        return self.render(rows=rows, within=queries.HEARD_WITHIN_DAYS)
