"""Dates in three boxes and points in time in four, with GOV.UK's rules for their messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from markupsafe import Markup

from safeguarding.ui.fields.base import GovukBoundField, GovukField, Params
from safeguarding.ui.fields.text import shown
from safeguarding.ui.filters import MONTHS, date_text
from safeguarding.ui.jinja import govuk

LONDON = ZoneInfo("Europe/London")
_MONTH_NUMBERS = {name.lower(): n for n, name in enumerate(MONTHS, 1)} | {
    name[:3].lower(): n for n, name in enumerate(MONTHS, 1)
}
_MONTH_NUMBERS["sept"] = 9
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?", re.IGNORECASE)
_NAMED_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class Boxes(forms.Widget):
    """Reads a tuple of texts from inputs named `<field>_<part>`; the field renders them itself."""

    def __init__(self, parts: Sequence[str]) -> None:
        """Take the names of the parts."""
        super().__init__()
        self.parts = tuple(parts)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, ...]:
        """Return the texts of all boxes, stripped."""
        return tuple(str(data.get(f"{name}_{part}") or "").replace("\x00", "").strip() for part in self.parts)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether none of the boxes was posted."""
        return all(f"{name}_{part}" not in data for part in self.parts)


class DateField(GovukField, forms.Field):
    """A date in three boxes.

    `future=False` refuses days after today, `past=False` days before it. `earliest`, `latest`: dates, both
    allowed. The month may be typed as a number or a name.
    """

    parts: tuple[str, ...] = ("day", "month", "year")

    def __init__(
        self,
        label: str,
        *,
        future: bool = True,
        past: bool = True,
        earliest: date | None = None,
        latest: date | None = None,
        hint: str = "For example, 27 3 2024",
        **kwargs: Any,
    ) -> None:
        """Take the bounds; the rest as every field."""
        super().__init__(label, hint=hint, widget=Boxes(self.parts), **kwargs)
        self.future, self.past = future, past
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> Any:
        """Return the date, or None when nothing was entered and nothing is required."""
        texts = dict(zip(self.parts, value or (), strict=False))
        if not any(texts.values()):
            if self.required:
                raise self.error(str(self.error_messages["required"]), self.parts)
            return None
        missing = [part for part in self.parts if not texts.get(part)]
        if missing:
            raise self.error(f"{self.in_errors} must include a {_listed(missing)}", missing)
        return self.value_of(texts)

    def value_of(self, texts: dict[str, str]) -> Any:
        """Return the value of complete boxes; raises ValidationError naming the boxes at fault."""
        day = self.date_of(texts)
        self.check_bounds(day)
        return day

    def date_of(self, texts: dict[str, str]) -> date:
        """Return the date of the boxes; raises ValidationError when there is no such day."""
        if not re.fullmatch(r"[0-9]{4}", texts["year"]):
            raise self.error("Year must include 4 numbers", ["year"])
        month_text = texts["month"].lower().rstrip(".")
        month = _MONTH_NUMBERS.get(month_text) or _number(month_text)
        day = _number(texts["day"])
        if not 1 <= month <= 12:
            raise self.error(f"{self.in_errors} must be a real date", ["month"])
        try:
            return date(int(texts["year"]), month, day)
        except ValueError:
            raise self.error(f"{self.in_errors} must be a real date", self.parts[:3]) from None

    def check_bounds(self, day: date) -> None:
        """Raise ValidationError when the day lies outside what the question allows."""
        today = timezone.localdate()
        earliest = self.earliest or date(1900, 1, 1)
        latest = self.latest or date(2100, 12, 31)
        faults = (
            (not self.future and day > today, "today or in the past"),
            (not self.past and day < today, "today or in the future"),
            (day < earliest, f"the same as or after {date_text(earliest)}"),
            (day > latest, f"the same as or before {date_text(latest)}"),
        )
        for faulty, rule in faults:
            if faulty:
                raise self.error(f"{self.in_errors} must be {rule}", self.parts[:3])

    def error(self, message: str, parts: Sequence[str]) -> ValidationError:
        """Return an error that marks these boxes."""
        return ValidationError(message, params={"parts": tuple(parts)}, code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Return what the boxes show for an initial date, ISO text or a draft's list."""
        if isinstance(value, str) and value:
            value = date.fromisoformat(value[:10])
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return tuple(value or ("",) * len(self.parts))

    def raw(self, value: Any) -> Any:
        """Return the boxes' texts as a list."""
        return list(value or ())

    def part_names(self, name: str) -> Sequence[str]:
        """Return the boxes' names."""
        return [f"{name}_{part}" for part in self.parts]

    def first_input_id(self, bound: GovukBoundField) -> str:
        """Return the first box in error, or the first."""
        faulty = [part for part in self.parts if part in bound.error_parts]
        return f"{bound.element_id}-{(faulty or self.parts)[0]}"

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return the boxes in a fieldset."""
        params = self.common_params(bound)
        del params["name"]
        items = [
            self.item_params(bound, part, text)
            for part, text in zip(self.parts, self.prepare_value(bound.value()), strict=False)
        ]
        params |= {"fieldset": {"legend": self.label_params("legend")}, "items": items}
        return govuk("date-input", "govukDateInput", params)

    def item_params(self, bound: GovukBoundField, part: str, text: str) -> Params:
        """Return one box as the macro takes it."""
        faulty = bound.error_text and (not bound.error_parts or part in bound.error_parts)
        width = "govuk-input--width-2" if part in ("day", "month") else "govuk-input--width-4"
        return {
            "id": f"{bound.element_id}-{part}",
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "value": shown(text),
            "classes": f"{width} govuk-input--error" if faulty else width,
            "inputmode": "numeric" if part != "time" else "text",
        }


class DateTimeField(DateField):
    """A day and a time of day (`2:30pm`, `14:30`, `9am`), as an aware datetime in British time."""

    parts = ("day", "month", "year", "time")

    def __init__(
        self, label: str, *, hint: str = "For example, 27 3 2024 at 2:30pm or 14:30", **kwargs: Any
    ) -> None:
        """Take the bounds, as a date."""
        super().__init__(label, hint=hint, **kwargs)

    def value_of(self, texts: dict[str, str]) -> datetime:
        """Return the instant; raises ValidationError when there is no such day or time."""
        day = self.date_of(texts)
        self.check_bounds(day)
        clock = parse_time(texts["time"])
        if clock is None:
            raise self.error(f"{self.in_errors} must have a real time, like 2:30pm or 14:30", ["time"])
        instant = datetime.combine(day, clock, tzinfo=LONDON)
        if instant.astimezone(ZoneInfo("UTC")).astimezone(LONDON).time() != clock:
            raise self.error(
                f"{self.in_errors} must have a real time: the clocks went forward that night", ["time"]
            )
        if not self.future and instant > timezone.now():
            raise self.error(f"{self.in_errors} must be in the past", self.parts)
        return instant

    def prepare_value(self, value: Any) -> Any:
        """Return what the boxes show for an initial instant, ISO text or a draft's list."""
        if isinstance(value, str) and value:
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            local = value.astimezone(LONDON) if value.tzinfo else value
            return (*super().prepare_value(local.date()), f"{local:%H:%M}")
        return super().prepare_value(value)


class TimeField(GovukField, forms.Field):
    """A time of day, as typed: `2:30pm`, `14:30`, `9am`, `midday`."""

    widget = forms.TextInput

    def __init__(self, label: str, *, hint: str = "For example, 2:30pm or 14:30", **kwargs: Any) -> None:
        """Take the words."""
        super().__init__(label, hint=hint, **kwargs)

    def clean(self, value: Any) -> time | None:
        """Return the time or None; raises ValidationError."""
        text = shown(value).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        clock = parse_time(text)
        if clock is None:
            raise ValidationError(f"{self.in_errors} must be a real time, like 2:30pm or 14:30")
        return clock

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a short text input."""
        value = bound.value()
        text = f"{value:%H:%M}" if isinstance(value, time) else shown(value)
        params = {**self.common_params(bound), "label": self.label_params(), "value": text}
        return govuk("input", "govukInput", {**params, "classes": "govuk-input--width-5"})


def parse_time(text: str) -> time | None:
    """Return the time of day that `text` tells, or None when it tells none."""
    text = text.strip().lower()
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text]
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif match["minute"] is None or text.endswith("m"):
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _number(text: str) -> int:
    """Return the one or two digit number, or 0, which is no day and no month."""
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0


def _listed(parts: Sequence[str]) -> str:
    """Return `day`, `day and month` or `day, month and year`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
