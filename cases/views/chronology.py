"""The chronology as files, how a line is weighed, and what every page of it shares."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError
from cases.forms.chronology import ChronologyFilterForm, CurationForm
from cases.models import Child, Event
from cases.queries import chronology, chronology_household
from cases.queries.chronology_file import CSV_COLUMNS, csv_row
from cases.services import chronology_curation
from cases.states import Significance
from cases.views.child_forms import VersionedFormPage
from cases.views.minutes import pdf_answer
from cases.views.pages import ChildPage
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.audit.models import Action as Look
from safeguarding.rules.london_time import london_date
from safeguarding.rules.themes import theme_label
from safeguarding.ui.filters import date_text
from safeguarding.ui.pdf import render_pdf
from safeguarding.ui.spreadsheets import csv_lines


class NarrowedChronology(ChildPage):
    """What every page of a chronology shares: the filters of the address, and whose lines they take in."""

    @cached_property
    def kin(self) -> list[chronology_household.Kin]:
        """Brothers, sisters and children at home whose records the reader may open."""
        return chronology_household.kin(self.user, self.child, today=london_date(self.at))

    @cached_property
    def filter_form(self) -> ChronologyFilterForm:
        """The form with what the address asks for."""
        at_home = [one.child.pk for one in self.kin if one.at_home]
        return ChronologyFilterForm(
            data=self.request.GET,
            agencies=chronology.agencies(self.user, [self.child.pk, *at_home]),
            others_at_home=bool(at_home),
        )

    @cached_property
    def filters(self) -> chronology.Filters:
        """What the address narrows to."""
        return self.filter_form.filters()

    @cached_property
    def children(self) -> list[Child]:
        """The children whose lines are asked for; each but the page's own is written into the access log."""
        others = [one.child for one in self.kin if one.at_home] if self.filters.household else []
        self.note_others(others)
        return [self.child, *others]

    def note_others(self, others: list[Child]) -> None:
        """Log that lines of these children are shown too."""
        chronology_household.log_others(
            self.user, self.child, others, at=self.at, origin=self.origin, look=self.look
        )

    @property
    def keys(self) -> list[int]:
        """The keys of the children."""
        return [child.pk for child in self.children]


class ChronologyCsv(NarrowedChronology, ReauthenticatedPage):
    """The whole chronology, as narrowed, for a spreadsheet; logged as an export."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The file. Made whole: what is streamed would be read when nobody asks any more."""
        lines = chronology.whole(self.user, self.keys, filters=self.filters)
        rows = (csv_row(event) for event in chronology.in_batches(lines))
        answer = HttpResponse("".join(csv_lines(CSV_COLUMNS, rows)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="chronology-{self.child.reference}.csv"'
        answer["Cache-Control"] = "no-store, private"
        return answer


class ChronologyPdf(NarrowedChronology, ReauthenticatedPage):
    """The chronology, as narrowed, as a document; logged as an export."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The file; one that would be too long says so instead of leaving lines out."""
        lines = chronology.whole(self.user, self.keys, filters=self.filters)
        events = list(lines[: chronology.MOST_IN_ONE_PDF + 1])
        if len(events) > chronology.MOST_IN_ONE_PDF:
            back = f"{reverse('child_chronology', args=[self.child.reference])}?{request.GET.urlencode()}"
            return self.render("chronology/too_long.html", most=chronology.MOST_IN_ONE_PDF, back_href=back)
        context = {
            "child": self.child,
            "children": self.children,
            "events": events,
            "curation_of": chronology.curation_of,
            "theme_label": theme_label,
            "told": described(self.filters, self.filter_form),
            "reference": self.child.reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Chronology of {self.child.person.name}"
        return pdf_answer(
            render_pdf("documents/chronology.html", context, title=title),
            f"chronology-{self.child.reference}.pdf",
        )


def described(filters: chronology.Filters, form: ChronologyFilterForm) -> list[tuple[str, str]]:
    """The filters in force, in words."""
    said = []
    for name in ("kind", "agency", "theme", "significance"):
        value = getattr(filters, name)
        if value:
            field: Any = form.fields[name]
            said.append((str(field.label), str(dict(field.choices).get(str(value), value))))
    if filters.since:
        said.append(("From", date_text(filters.since)))
    if filters.until:
        said.append(("To", date_text(filters.until)))
    if filters.household:
        said.append(("Household", "With the other children at home"))
    return said


class CurationPage(VersionedFormPage):
    """How much a line weighs and what it meant for the child, as case staff see it now."""

    child_action = access.Action.CURATE_CHRONOLOGY
    form_class = CurationForm
    template_name = "chronology/curation.html"
    title = "Weigh this line"
    submit_text = "Save"
    back_to = "child_chronology"
    read_anew = ("event",)
    changed_errors = (ChangedMeanwhileError,)

    @cached_property
    def event(self) -> Event:
        """The line of the address, through the child."""
        return chronology.get_event(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the line before anything else."""
        _ = self.child, self.event
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What counts now: the last weighing, else the writer's."""
        latest = chronology.curation_of(self.event)
        stands = latest or self.event
        return {
            "significance": Significance(stands.significance),
            "impact_on_child": stands.impact_on_child,
            "version": str(latest.number if latest else 0),
        }

    def context(self) -> dict[str, Any]:
        """The line as it was written, and how it was weighed before."""
        return {**super().context(), "event": self.event, "earlier": getattr(self.event, "curated", [])}

    def save(self, form: Any) -> HttpResponse:
        """Add the weighing."""
        told = form.cleaned_data
        chronology_curation.curate(
            event=self.event,
            significance=told["significance"],
            impact_on_child=told["impact_on_child"],
            reason=told["reason"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The line is weighed. What was written stays as it is.")
