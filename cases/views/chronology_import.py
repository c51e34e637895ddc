"""Importing an agency's own chronology: the file, its columns, its lines and the reader's yes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.forms.chronology import ImportColumnsForm, ImportFileForm, ImportLinesForm
from cases.forms.records import sensitivity_choices
from cases.queries import chronology_import as queries
from cases.services import chronology_imports as services
from cases.views.child_forms import ChildFormPage
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import choosing
from safeguarding.ui.views import SeeOther

GIVE_UP = "give_up"


class ImportFilePage(ChildFormPage):
    """The file; and what was imported before."""

    child_action = access.Action.RECORD_EVENT
    form_class = ImportFileForm
    template_name = "chronology/import_file.html"
    title = "Import a chronology"
    submit_text = "Read the file"
    back_to = "child_chronology"
    keeps_draft = False

    def context(self) -> dict[str, Any]:
        """What waits for a yes, and what was imported."""
        return {
            **super().context(),
            "waiting": services.waiting(child=self.child, by=self.user),
            "waiting_href": reverse("chronology_import_columns", args=[self.child.reference]),
            "imports": queries.imports(self.user, self.child),
        }

    def save(self, form: Any) -> HttpResponse:
        """Read it."""
        file = form.cleaned_data["file"]
        services.take_in(child=self.child, file=file, name=file.name, by=self.user, at=self.at)
        return self.done(reverse("chronology_import_columns", args=[self.child.reference]))


class WaitingFilePage(ChildFormPage):
    """The base of pages about a file that was read; without one they lead to where one is chosen."""

    child_action = access.Action.RECORD_EVENT
    back_to = "chronology_import"
    keeps_draft = False

    @cached_property
    def staged(self) -> services.Staged | None:
        """What was read and waits."""
        return services.waiting(child=self.child, by=self.user)

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Give the file up, lead to where one is chosen, or go on."""
        _ = self.child
        if self.request.method == "POST" and GIVE_UP in self.request.POST:
            services.give_up(child=self.child, by=self.user)
            return SeeOther(reverse("child_chronology", args=[self.child.reference]))
        if self.staged is None or not self.is_ready(self.staged):
            return SeeOther(self.back_href())
        return super().dispatch(*args, **kwargs)

    def is_ready(self, staged: services.Staged) -> bool:
        """Whether the page has what it needs."""
        return True

    def context(self) -> dict[str, Any]:
        """The file, and the button that gives it up."""
        return {
            **super().context(),
            "staged": self.staged,
            "secondary_buttons": [{"text": "Give this file up", "name": GIVE_UP, "value": "yes"}],
        }


class ImportColumnsPage(WaitingFilePage):
    """Which column is what."""

    form_class = ImportColumnsForm
    template_name = "chronology/import_columns.html"
    title = "Import a chronology: what the columns are"
    submit_text = "Show the lines"

    def form_kwargs(self) -> dict[str, Any]:
        """The columns, each with its first words."""
        assert self.staged is not None  # noqa: S101 - asked in dispatch
        columns = [
            (str(number), _with_example(name, [row[number] for row in self.staged.rows]))
            for number, name in enumerate(self.staged.columns)
        ]
        return {"columns": columns}

    def initial(self) -> dict[str, Any]:
        """What was said before, or what the headings suggest."""
        assert self.staged is not None  # noqa: S101 - asked in dispatch
        return {
            **{field: str(number) for field, number in self.staged.mapping.items()},
            "kind": self.staged.kind,
            "sensitivity": self.staged.sensitivity,
        }

    def form(self, **data: Any) -> Form:
        """The form with the readers that the writer may choose."""
        form = super().form(**data)
        levels = access.writable_sensitivities(self.user)
        choosing(form, "sensitivity").set_options(sensitivity_choices(levels))
        return form

    def save(self, form: Any) -> HttpResponse:
        """Keep it and show the lines."""
        services.choose(
            child=self.child,
            mapping=form.mapping(),
            kind=form.cleaned_data["kind"],
            sensitivity=form.cleaned_data["sensitivity"],
            by=self.user,
            at=self.at,
        )
        return self.done(reverse("chronology_import_lines", args=[self.child.reference]))


class ImportLinesPage(WaitingFilePage):
    """Every line of the file, what is there already, and the yes without which nothing is imported."""

    form_class = ImportLinesForm
    template_name = "chronology/import_lines.html"
    title = "Import a chronology: read the lines"
    submit_text = "Import the selected lines"
    back_to = "chronology_import_columns"

    def is_ready(self, staged: services.Staged) -> bool:
        """Once it is said which column is what."""
        return staged.is_mapped

    @cached_property
    def lines(self) -> list[queries.Line]:
        """The lines as they would be imported."""
        assert self.staged is not None  # noqa: S101 - asked in dispatch
        return queries.preview(self.user, self.child, self.staged, today=london_date(self.at))

    def form_kwargs(self) -> dict[str, Any]:
        """The lines that can be chosen."""
        return {"numbers": [line.number for line in self.lines if not line.problem]}

    def initial(self) -> dict[str, Any]:
        """Every line that can be imported and isn't there yet."""
        assert self.staged is not None  # noqa: S101 - asked in dispatch
        fresh = [str(line.number) for line in self.lines if not line.problem and not line.duplicate]
        return {"lines": fresh, "sha256": self.staged.sha256}

    def context(self) -> dict[str, Any]:
        """The lines, and how many are which."""
        problems = sum(bool(line.problem) for line in self.lines)
        duplicates = sum(bool(line.duplicate) for line in self.lines)
        return {
            **super().context(),
            "lines": self.lines,
            "problems": problems,
            "duplicates": duplicates,
            "fresh": len(self.lines) - problems - duplicates,
        }

    def save(self, form: Any) -> HttpResponse:
        """Import the chosen ones."""
        told = form.cleaned_data
        made = services.import_lines(
            child=self.child,
            numbers=[int(number) for number in told["lines"]],
            sha256=told["sha256"],
            said_yes=told["yes"],
            by=self.user,
            at=self.at,
        )
        href = reverse("child_chronology", args=[self.child.reference])
        said = "1 line is imported" if made.lines == 1 else f"{made.lines} lines are imported"
        return self.done(href, f"{said}, as {made.reference}")


def _with_example(name: str, cells: list[str]) -> str:
    """A column's heading and the first words under it."""
    first = next((cell for cell in cells if cell), "")
    short = " ".join(first.split())
    return f"{name} (“{short[:40]}{'…' if len(short) > 40 else ''}”)" if short else name
