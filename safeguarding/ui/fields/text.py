"""Fields of typed text: one line, many lines, numbers, e-mail, passwords, hidden."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from markupsafe import Markup, escape

from safeguarding.ui.fields.base import GovukBoundField, GovukField, Params
from safeguarding.ui.fields.cleaning import clean_text
from safeguarding.ui.jinja import govuk


class TextField(GovukField, forms.CharField):
    """One line of text.

    `width`: characters the box is made for (2, 3, 4, 5, 10, 20 or 30); `autocomplete`, `inputmode`: as in
    HTML; `prefix`, `suffix`: shown beside the box.
    """

    multiline = False

    def __init__(
        self,
        label: str,
        *,
        max_length: int = 200,
        width: int | None = None,
        autocomplete: str = "",
        inputmode: str = "",
        spellcheck: bool | None = None,
        prefix: str = "",
        suffix: str = "",
        **kwargs: Any,
    ) -> None:
        """Take the look of the box; the rest as every field."""
        in_errors = kwargs.get("in_errors") or label
        messages = {
            "max_length": f"{in_errors} must be {max_length:,} characters or fewer",
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(label, max_length=max_length, error_messages=messages, **kwargs)
        self.width = width
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.spellcheck = spellcheck
        self.prefix = prefix
        self.suffix = suffix

    def to_python(self, value: Any) -> str:
        """Return the cleaned text; raises ValidationError for control characters."""
        return clean_text(value, in_errors=self.in_errors, multiline=self.multiline)

    def empty(self) -> str:
        """Return the empty text."""
        return ""

    def raw(self, value: Any) -> str:
        """Return the text as it was posted, without NUL, which JSON columns refuse."""
        return str(value or "").replace("\x00", "")

    def input_params(self, bound: GovukBoundField) -> Params:
        """Return what govukInput takes."""
        params = {**self.common_params(bound), "label": self.label_params(), "value": shown(bound.value())}
        if self.width:
            params["classes"] = f"govuk-input--width-{self.width}"
        if self.spellcheck is not None:
            params["spellcheck"] = self.spellcheck
        for key in ("autocomplete", "inputmode"):
            if getattr(self, key):
                params[key] = getattr(self, key)
        for key in ("prefix", "suffix"):
            if getattr(self, key):
                params[key] = {"text": getattr(self, key)}
        return params

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a text input."""
        return govuk("input", "govukInput", self.input_params(bound))


class EmailField(TextField):
    """An e-mail address."""

    default_validators = [
        EmailValidator("Enter an email address in the correct format, like name@example.com")
    ]

    def __init__(self, label: str = "Email address", **kwargs: Any) -> None:
        """Take the words; the box is made for e-mail."""
        super().__init__(label, **{"autocomplete": "email", "max_length": 254, **kwargs})

    def input_params(self, bound: GovukBoundField) -> Params:
        """Return what govukInput takes."""
        return {**super().input_params(bound), "type": "email", "spellcheck": False}


class PhoneField(TextField):
    """A telephone number, kept as it was typed."""

    def __init__(self, label: str = "Telephone number", **kwargs: Any) -> None:
        """Take the words; the box is made for a telephone number."""
        super().__init__(label, **{"autocomplete": "tel", "max_length": 30, "width": 20, **kwargs})

    def to_python(self, value: Any) -> str:
        """Return the number; raises ValidationError when it can't be one."""
        text = super().to_python(value)
        digits = sum(character.isdigit() for character in text)
        if text and (digits < 7 or any(c not in "0123456789 +()-.extEXT#" for c in text)):
            raise forms.ValidationError("Enter a telephone number, like 01632 960 001 or 07700 900 982")
        return text

    def input_params(self, bound: GovukBoundField) -> Params:
        """Return what govukInput takes."""
        return {**super().input_params(bound), "type": "tel"}


class WholeNumberField(TextField):
    """A whole number between `min_value` and `max_value`."""

    def __init__(
        self, label: str, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any
    ) -> None:
        """Take the bounds; the rest as a text field."""
        super().__init__(label, **{"width": 4, "inputmode": "numeric", "max_length": 12, **kwargs})
        self.min_value, self.max_value = min_value, max_value

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """Return the number or None; raises ValidationError."""
        text = super().clean(value).replace(",", "")
        if not text:
            return None
        try:
            number = int(text)
        except ValueError:
            raise forms.ValidationError(f"{self.in_errors} must be a whole number, like 12") from None
        if self.min_value is not None and number < self.min_value:
            raise forms.ValidationError(f"{self.in_errors} must be {self.min_value:,} or more")
        if self.max_value is not None and number > self.max_value:
            raise forms.ValidationError(f"{self.in_errors} must be {self.max_value:,} or fewer")
        return number

    def empty(self) -> Any:
        """Return None: no number."""
        return None


class TextAreaField(TextField):
    """Several lines of text, with a count of the characters left when `max_length` is near."""

    multiline = True
    widget = forms.Textarea

    def __init__(
        self, label: str, *, rows: int = 5, max_length: int = 4000, count: bool = True, **kwargs: Any
    ) -> None:
        """Take the height in lines and the limit; `count=False` hides the counter."""
        super().__init__(label, max_length=max_length, **kwargs)
        self.rows, self.count = rows, count

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a textarea, with the counter unless it was turned off."""
        # Macros around this one indent their content; a newline as a reference is out of their reach.
        lines = shown(bound.value()).replace("\r\n", "\n").split("\n")
        value = Markup("&#10;").join(escape(line) for line in lines)
        params = {
            **self.common_params(bound),
            "label": self.label_params(),
            "rows": self.rows,
            "value": value,
        }
        if not self.count:
            return govuk("textarea", "govukTextarea", params)
        params |= {"maxlength": self.max_length, "threshold": 75}
        return govuk("character-count", "govukCharacterCount", params)


class PasswordField(GovukField, forms.CharField):
    """A password: never stripped, never shown again."""

    widget = forms.PasswordInput

    def __init__(
        self, label: str = "Password", *, autocomplete: str = "current-password", **kwargs: Any
    ) -> None:
        """Take the words and `current-password` or `new-password`."""
        super().__init__(label, strip=False, max_length=500, **kwargs)
        self.autocomplete = autocomplete

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a password input with a button that shows it."""
        params = {
            **self.common_params(bound),
            "label": self.label_params(),
            "autocomplete": self.autocomplete,
        }
        return govuk("password-input", "govukPasswordInput", params)


class HiddenField(GovukField, forms.CharField):
    """A value the page carries along. Never trust it: the view checks it like any other input."""

    widget = forms.HiddenInput

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        """Take Django's options."""
        super().__init__(label or "This page", **{"required": False, "max_length": 200, **kwargs})

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return clean_text(value, in_errors=self.in_errors)

    def empty(self) -> str:
        """Return the empty text."""
        return ""

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a hidden input."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            bound.html_name, shown(bound.value())
        )


def shown(value: Any) -> str:
    """Return a value as text for a box; nothing for None."""
    return "" if value is None else str(value)
