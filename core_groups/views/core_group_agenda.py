"""The agenda written live: all of it on one page, saved as a whole, or line by line where JavaScript runs.

Each line carries what stood there when the person looked. Of two who write to the same line the second is
told what the first wrote, keeps their own words, and puts them in its place by saving again.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import MeetingState
from cases.services import drafts
from core_groups.forms.core_groups import AgendaForm, starting
from core_groups.queries import core_group_agenda as queries
from core_groups.queries.core_group_agenda import Line
from core_groups.services import core_group_record as record
from core_groups.services.core_group_record import fingerprint
from core_groups.views.core_groups import CoreGroupFormPage
from safeguarding.ui.views import SeeOther

_CLOSED = frozenset({MeetingState.CANCELLED, MeetingState.APPROVED, MeetingState.DISTRIBUTED})


class AgendaPage(CoreGroupFormPage):
    """Writing under the agenda, which opens with the child's day."""

    form_class = AgendaForm
    template_name = "core_groups/agenda.html"
    title = "Write under the agenda"
    submit_text = "Save what was said"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is written stands once the minutes are approved: then there is the page that shows it."""
        if self.meeting.state in _CLOSED:
            self.ask()
            return SeeOther(self.href())
        return super().dispatch(request, *args, **kwargs)

    def _sent_once(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A line that is saved by itself may be sent again and again."""
        if self.asks_for_a_part and "row" in request.POST:
            self.ask()
            return self._one(request.POST["row"])
        return super()._sent_once(request, *args, **kwargs)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines as they stand; an item that is closed can't be written to."""
        return [line for line in queries.lines(self.user, self.group) if queries.is_open(line)]

    def form_kwargs(self) -> dict[str, Any]:
        """The lines."""
        return {"lines": self.lines}

    def initial(self) -> dict[str, Any]:
        """What stands there."""
        return starting(self.lines)

    def context(self) -> dict[str, Any]:
        """The lines, and how many still need words."""
        return {
            **super().context(),
            "meeting": self.meeting,
            "lines": self.lines,
            "lacking": sum(line.is_lacking for line in self.lines),
        }

    def save(self, form: Any) -> HttpResponse:
        """Save each line that was written to; what somebody else wrote meanwhile comes back as an error."""
        again = form.data.copy()
        clashed = False
        for line in self.lines:
            if not self._is_written(form, line):
                continue
            try:
                self._write(form, line)
            except DomainError as error:
                form.add_error(_field(line, error), error.message)
                clashed = clashed or isinstance(error, ChangedMeanwhileError)
        if not form.errors:
            return self.done(self.href(), "What was said is saved")
        self._read_anew()
        if clashed:
            now = {line.key: line.seen for line in self.lines}
            for key in [name.removeprefix("seen_") for name in form.fields if name.startswith("seen_")]:
                if key in now:
                    again[f"seen_{key}"] = now[key]
            form.data = again
        return self.show(form)

    def _one(self, key: str) -> HttpResponse:
        """Save one line and answer with how it stands."""
        line = next((each for each in self.lines if each.key == key), None)
        if line is None:
            raise NotVisibleError
        form = self.form(data=self.request.POST)
        form.is_valid()
        names = {f"words_{key}", f"impact_{key}", f"due_{key}"}
        problem = next((str(form.errors[name][0]) for name in sorted(names) if name in form.errors), "")
        if not problem and self._is_written(form, line):
            try:
                self._write(form, line)
            except DomainError as error:
                problem = error.message
        self._read_anew()
        now = next((each for each in self.lines if each.key == key), line)
        if not any(self._is_written(form, each) for each in self.lines):
            drafts.finish(**self._which)
        return self.render("core_groups/agenda_line.html", line=now, problem=problem, saved=not problem)

    def _is_written(self, form: Any, line: Line) -> bool:
        """Whether a line says something else than it says now, and than it said when the page was opened."""
        if f"words_{line.key}" not in form.cleaned_data:
            return False
        typed = _typed(form, line)
        return typed not in {str(form.cleaned_data.get(f"seen_{line.key}", "")), line.seen}

    def _write(self, form: Any, line: Line) -> None:
        facts: dict[str, Any] = {
            "group": self.group,
            "seen": str(form.cleaned_data[f"seen_{line.key}"]),
            "by": self.user,
            "at": self.at,
        }
        words = form.cleaned_data[f"words_{line.key}"]
        if line.item is None:
            record.note(point=line.point.key, child=line.child, text=words, **facts)
            return
        due_on = form.cleaned_data.get(f"due_{line.key}")
        record.address(
            item=line.item,
            progress=words,
            impact=form.cleaned_data[f"impact_{line.key}"],
            due_on=due_on if due_on != line.item.due_on else None,
            **facts,
        )

    def _read_anew(self) -> None:
        vars(self).pop("lines", None)


def _typed(form: Any, line: Line) -> str:
    """The fingerprint of what is typed, made as that of what stands there."""
    words = form.cleaned_data[f"words_{line.key}"]
    if line.item is None:
        return fingerprint(words)
    due_on = form.cleaned_data.get(f"due_{line.key}")
    return fingerprint(words, form.cleaned_data.get(f"impact_{line.key}", ""), str(due_on or ""))


def _field(line: Line, error: DomainError) -> str:
    name = "due" if getattr(error, "field", "") == "due_on" else "words"
    return f"{name}_{line.key}"
