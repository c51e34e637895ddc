"""Forms of the chronology: narrowing it, weighing a line, importing an agency's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cases.forms.people import why
from cases.queries.chronology import Filters
from cases.services.chronology_file import ENDINGS, MOST_MEGABYTES, MOST_ROWS
from cases.states import WRITTEN_BY_THE_SERVICE, EventKind, Sensitivity, Significance
from safeguarding.accounts.models import Agency
from safeguarding.rules import agency_chronology
from safeguarding.rules.themes import THEME_CHOICES
from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    FileField,
    GovukForm,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    choosing,
)
from safeguarding.ui.versioned import VERSION

_ALL: Final[dict[str, Any]] = {"required": False, "mark_optional": False}


class ChronologyFilterForm(GovukForm):
    """Narrows the chronology, or takes the other children at home in."""

    kind = SelectField("What happened", EventKind.choices, placeholder="All", **_ALL)
    agency = SelectField("Agency", placeholder="All", **_ALL)
    theme = SelectField("Theme", THEME_CHOICES, placeholder="All", **_ALL)
    significance = SelectField("How much it weighs now", Significance.choices, placeholder="All", **_ALL)
    since = DateField("From", hint="", in_errors="From", **_ALL)
    until = DateField("To", hint="", in_errors="To", **_ALL)
    household = CheckboxField("Household", statement="Take in the other children at home", **_ALL)

    def __init__(self, *args: Any, agencies: Sequence[Agency], others_at_home: bool, **kwargs: Any) -> None:
        """Take the agencies to choose from, and whether there are other children at home."""
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options([(agency.pk, agency.name) for agency in agencies])
        if not others_at_home:
            del self.fields["household"]

    def clean(self) -> dict[str, Any]:
        """A period doesn't end before it begins."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "To must be the same as or after From")
        return told

    def filters(self) -> Filters:
        """What it narrows to; an answer that is wrong narrows nothing."""
        self.is_valid()
        told = self.cleaned_data
        return Filters(
            kind=told.get("kind", ""),
            agency=int(told["agency"]) if told.get("agency") else None,
            theme=told.get("theme", ""),
            significance=told.get("significance", ""),
            since=told.get("since"),
            until=told.get("until"),
            household=bool(told.get("household")),
        )


class CurationForm(GovukForm):
    """How much a line weighs in the child's story, and what it meant for the child."""

    significance = RadiosField(
        "How much does it weigh in the child’s story?",
        Significance.choices,
        coerce=Significance,
        error_required="Select how much it weighs",
    )
    impact_on_child = TextAreaField(
        "What did it mean for the child?",
        required=False,
        rows=5,
        max_length=2000,
        hint="What the child lived through, not what the adults did",
    )
    reason = why("Why is it seen so now?")
    version = HiddenField(VERSION, required=False)


class ImportFileForm(GovukForm):
    """The file with an agency's own chronology."""

    file = FileField(
        "Choose a file",
        endings=ENDINGS,
        max_megabytes=MOST_MEGABYTES,
        hint=f"CSV, or a Word document (DOCX) with a table. At most {MOST_ROWS} lines, {MOST_MEGABYTES}MB",
        in_errors="The file",
        error_required="Choose a file",
    )


class ImportColumnsForm(GovukForm):
    """Which column is what, and what the lines are."""

    date = SelectField("Date", error_required="Select the column with the date")
    what_happened = SelectField("What happened", error_required="Select the column with what happened")
    impact_on_child = SelectField(
        "What it meant for the child", required=False, placeholder="Not in the file"
    )
    significance = SelectField("How much it weighs", required=False, placeholder="Not in the file")
    source = SelectField(
        "Where it is from, or who wrote it",
        required=False,
        placeholder="Not in the file",
        hint="It is added to what happened",
    )
    kind = SelectField(
        "What kind of lines are they?",
        [(kind.value, kind.label) for kind in EventKind if kind not in WRITTEN_BY_THE_SERVICE],
        coerce=EventKind,
        error_required="Select what kind of lines they are",
    )
    sensitivity = RadiosField(
        "Who may see them?", coerce=Sensitivity, error_required="Select who may see them"
    )

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Take the columns of the file, as key and what stands over and in it."""
        super().__init__(*args, **kwargs)
        for field in agency_chronology.FIELDS:
            choosing(self, field).set_options(columns)

    def mapping(self) -> dict[str, int]:
        """The column of each field that has one."""
        chosen = {field: self.cleaned_data[field] for field in agency_chronology.FIELDS}
        return {field: int(column) for field, column in chosen.items() if column}


class ImportLinesForm(GovukForm):
    """The lines that are taken in, and the reader's yes."""

    lines = CheckboxesField("Lines to import", error_required="Select at least one line")
    yes = CheckboxField(
        "Before you import them",
        statement="I have read these lines. They are about this child, and they may be recorded here",
        error_required="Confirm that you have read the lines and that they are about this child",
    )
    sha256 = HiddenField(required=False)

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        """Take the numbers of the lines that can be imported."""
        super().__init__(*args, **kwargs)
        choosing(self, "lines").set_options([(str(number), f"Line {number}") for number in numbers])
