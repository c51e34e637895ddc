"""A child's chronology in the record's frame: a list, a picture over time, beside brothers and sisters."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse

from cases import access
from cases.forms.chronology import ChronologyFilterForm
from cases.queries import chronology, chronology_compare, chronology_picture, keyset
from cases.services.chronology import correctable
from cases.states import Significance
from cases.views.chronology import NarrowedChronology, described
from safeguarding.home.views.record import RecordPage
from safeguarding.rules.themes import theme_label
from safeguarding.ui.fields import CheckboxesField, GovukForm, choosing


class ChronologyFrame(RecordPage, NarrowedChronology):
    """The base of these pages: the record's frame, the filters, and the ways to go on."""

    section = "child_chronology"
    # Its own address among the ways to read the chronology.
    here: ClassVar[str] = "child_chronology"

    def shown(self, **context: Any) -> HttpResponse:
        """The page with its filters."""
        return self.show(
            here=self.here,
            filters=self.filters,
            form=self.filter_form,
            told=described(self.filters, self.filter_form),
            theme_label=theme_label,
            many=len(self.children) > 1,
            has_kin=bool(self.kin),
            can_curate=access.may_here(self.user, access.Action.CURATE_CHRONOLOGY, self.child)
            and not self.is_print,
            **context,
        )


class ChronologyPage(ChronologyFrame):
    """Every agency's lines that the reader may read, newest first."""

    template_name = "record/chronology.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it; on paper as many lines as one reads there."""
        lines = chronology.read(
            self.user,
            self.keys,
            filters=self.filters,
            before=self.key("before"),
            after=self.key("after"),
            size=chronology.MOST_ON_PAPER if self.is_print else keyset.PAGE_SIZE,
        )
        return self.shown(
            lines=lines,
            curation_of=chronology.curation_of,
            correctable={
                event.pk
                for event in lines.events
                if event.child_id == self.child.pk and correctable(event, self.user)
            },
        )


class OverTimePage(ChronologyFrame):
    """Lanes by agency, and how densely concern lies over the years; each with a table that says the same."""

    here = "child_over_time"
    template_name = "chronology/over_time.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        picture = chronology_picture.draw(self.user, self.keys, filters=self.filters)
        most = max((cell.concern for cell in picture.whole if cell), default=0)
        return self.shown(
            picture=picture,
            most=most,
            weights=[(weight.value, weight.label) for weight in chronology_picture.WEIGHTS],
            concerns=[
                (weight.value, weight.label)
                for weight in chronology_picture.WEIGHTS
                if weight != Significance.ROUTINE
            ],
        )


class KinForm(GovukForm):
    """Which children stand beside this one."""

    beside = CheckboxesField("Beside this child", required=False, mark_optional=False, small=True)


class ComparePage(ChronologyFrame):
    """Brothers and sisters side by side: what happened to whom in the same month."""

    here = "child_compare"
    template_name = "chronology/compare.html"

    @cached_property
    def filter_form(self) -> ChronologyFilterForm:
        """Without the household: which children stand there is chosen by itself."""
        form = super().filter_form
        form.fields.pop("household", None)
        return form

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it."""
        others = [one.child for one in self.kin]
        asked = self.request.GET.getlist("beside")
        children = chronology_compare.chosen(self.child, others, asked)
        self.note_others(children[1:])
        lines = chronology.read(
            self.user,
            [child.pk for child in children],
            filters=self.filters,
            before=self.key("before"),
            after=self.key("after"),
        )
        form = KinForm(data={"beside": [child.reference for child in children[1:]]})
        options = [(other.reference, f"{other.person.name}, {other.reference}") for other in others]
        choosing(form, "beside").set_options(options)
        return self.shown(
            kin_form=form,
            compared=children,
            months=chronology_compare.side_by_side(lines, children),
            lines=lines,
            curation_of=chronology.curation_of,
            most_children=chronology_compare.MOST_CHILDREN,
        )
