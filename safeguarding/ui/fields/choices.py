"""Fields of choices: radios, checkboxes, yes or no, select, a person out of candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from markupsafe import Markup

from safeguarding.ui.fields.base import GovukBoundField, GovukField, Params
from safeguarding.ui.fields.text import shown
from safeguarding.ui.jinja import govuk


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. `reveals` names fields of the same form that are asked only when it is chosen.

    `divider` is a word ("or") shown above it; `exclusive` (checkboxes) clears the others.
    """

    value: str
    label: str
    hint: str = ""
    reveals: tuple[str, ...] = ()
    divider: str = ""
    exclusive: bool = False


Options = Iterable[Choice | tuple[Any, Any]]


def as_choices(options: Options) -> tuple[Choice, ...]:
    """Return `options` as Choice objects; Django's `Model.choices` pairs are taken as they are."""
    return tuple(o if isinstance(o, Choice) else Choice(str(o[0]), str(o[1])) for o in options)


def choosing(form: forms.BaseForm, name: str) -> OptionsField:
    """Return the form's field of this name, whose options are to be set or read.

    Raises TypeError when it is a field without options.
    """
    field = form.fields[name]
    if not isinstance(field, OptionsField):
        raise TypeError(f"{name} has no options")
    return field


class OptionsField(GovukField, forms.ChoiceField):
    """Mixin: knows its options and renders them as items."""

    required_verb = "Select"
    widget: Any
    options: tuple[Choice, ...]
    exclusive_behaviour = False

    def set_options(self, options: Options) -> None:
        """Replace the options, e.g. in a form's `__init__` with the candidates of this case."""
        self.options = as_choices(options)
        self.choices = [(o.value, o.label) for o in self.options]

    @property
    def reveals(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the fields asked with each value."""
        return {o.value: o.reveals for o in self.options if o.reveals}

    def items(self, bound: GovukBoundField) -> list[Params]:
        """Return the options as the macros take them, revealed fields within."""
        chosen = self.chosen(bound.value())
        items: list[Params] = []
        for number, option in enumerate(self.options, start=1):
            if option.divider:
                items.append({"divider": option.divider})
            item: Params = {
                "value": option.value,
                "text": option.label,
                "checked": option.value in chosen,
                "id": bound.element_id if number == 1 else f"{bound.element_id}-{number}",
            }
            if option.hint:
                item["hint"] = {"text": option.hint}
            if option.reveals:
                item["conditional"] = {"html": self.revealed(bound, option)}
            if option.exclusive:
                item["behaviour"] = "exclusive"
            items.append(item)
        return items

    def revealed(self, bound: GovukBoundField, option: Choice) -> Markup:
        """Return the fields below an option, their labels lighter than the question's."""
        for name in option.reveals:
            field = bound.form.fields[name]
            if isinstance(field, GovukField):
                field.label_size = field.label_size or "plain"
        return Markup("\n").join(bound.form[name].render() for name in option.reveals)

    def chosen(self, value: Any) -> frozenset[str]:
        """Return the chosen values as text, whatever form they come in."""
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return frozenset(_text(v) for v in values if v not in (None, ""))

    def group_params(self, bound: GovukBoundField) -> Params:
        """Return what govukRadios and govukCheckboxes share."""
        params = self.common_params(bound)
        params["idPrefix"] = params.pop("id")
        return {**params, "fieldset": {"legend": self.label_params("legend")}, "items": self.items(bound)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(getattr(value, "value", value))


class RadiosField(OptionsField, forms.TypedChoiceField):
    """One of a few. `choices`: Choice objects or pairs; `inline`: side by side (two short options only)."""

    widget = forms.TextInput

    def __init__(
        self,
        label: str,
        choices: Options = (),
        *,
        inline: bool = False,
        small: bool = False,
        coerce: Callable[[Any], Any] = str,
        empty_value: Any = "",
        **kwargs: Any,
    ) -> None:
        """Take the options; `coerce` turns the chosen text into the value (an enum class, `int`, …)."""
        super().__init__(label, coerce=coerce, empty_value=empty_value, **kwargs)
        self.error_messages["invalid_choice"] = self.error_messages["required"]
        self.inline, self.small = inline, small
        self.set_options(choices)

    def empty(self) -> Any:
        """Return the value for no choice."""
        return self.empty_value

    def raw(self, value: Any) -> Any:
        """Return the posted choice as text."""
        return shown(value)

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return radios."""
        params = self.group_params(bound)
        classes = ("govuk-radios--inline",) * self.inline + ("govuk-radios--small",) * self.small
        return govuk("radios", "govukRadios", {**params, "classes": " ".join(classes)})


class YesNoField(RadiosField):
    """Yes or no, as True, False or None. `yes_reveals`, `no_reveals`: fields asked with that answer."""

    def __init__(
        self,
        label: str,
        *,
        yes_reveals: Sequence[str] = (),
        no_reveals: Sequence[str] = (),
        yes_label: str = "Yes",
        no_label: str = "No",
        **kwargs: Any,
    ) -> None:
        """Take the question; the two sit side by side unless one of them reveals something."""
        options = (
            Choice("yes", yes_label, reveals=tuple(yes_reveals)),
            Choice("no", no_label, reveals=tuple(no_reveals)),
        )
        kwargs.setdefault("inline", not (yes_reveals or no_reveals))
        kwargs.setdefault("error_required", "Select yes or no")
        super().__init__(label, options, coerce=lambda text: text == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return True and False as `yes` and `no`."""
        return _text(value) if isinstance(value, bool) else value


class SelectField(RadiosField):
    """One of many, as a drop-down. Radios are better for fewer than about twelve options."""

    def __init__(
        self, label: str, choices: Options = (), *, placeholder: str = "Choose one", **kwargs: Any
    ) -> None:
        """Take the options and the text of the empty one."""
        self.placeholder = placeholder
        super().__init__(label, choices, **kwargs)

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a select."""
        chosen = self.chosen(bound.value())
        items: list[Params] = [{"value": "", "text": self.placeholder, "selected": not chosen}]
        items += [{"value": o.value, "text": o.label, "selected": o.value in chosen} for o in self.options]
        return govuk(
            "select",
            "govukSelect",
            {**self.common_params(bound), "label": self.label_params(), "items": items},
        )


class CheckboxesField(OptionsField, forms.TypedMultipleChoiceField):
    """Any of several; cleaned to a list in the order of the options."""

    widget = forms.SelectMultiple

    def __init__(
        self,
        label: str,
        choices: Options = (),
        *,
        small: bool = False,
        coerce: Callable[[Any], Any] = str,
        **kwargs: Any,
    ) -> None:
        """Take the options; `coerce` turns each chosen text into its value."""
        super().__init__(label, coerce=coerce, empty_value=[], **kwargs)
        self.error_messages["invalid_choice"] = "Select only from the options shown"
        self.error_messages["invalid_list"] = "Select only from the options shown"
        self.small = small
        self.set_options(choices)

    def clean(self, value: Any) -> list[Any]:
        """Return the chosen values without repeats, in the order of the options."""
        order = [o.value for o in self.options]
        if isinstance(value, list | tuple):
            known = sorted({str(v) for v in value}, key=lambda v: order.index(v) if v in order else -1)
            value = known
        cleaned: list[Any] = super().clean(value)
        return cleaned

    def empty(self) -> list[Any]:
        """Return nothing chosen."""
        return []

    def raw(self, value: Any) -> Any:
        """Return the posted choices as a list of text."""
        return [str(v) for v in value or []]

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return checkboxes."""
        params = {**self.group_params(bound), "classes": "govuk-checkboxes--small" if self.small else ""}
        return govuk("checkboxes", "govukCheckboxes", params)


class CheckboxField(CheckboxesField):
    """A single box to tick ("I have told the parents"), cleaned to True or False."""

    def __init__(self, label: str, *, statement: str = "", **kwargs: Any) -> None:
        """`statement` stands beside the box; `label` above it."""
        super().__init__(label, [Choice("yes", statement or label)], **kwargs)
        self.bare = not statement

    def clean(self, value: Any) -> bool:  # type: ignore[override]
        """Return whether the box is ticked; raises ValidationError when it must be and isn't."""
        return bool(super().clean(value))

    def empty(self) -> Any:
        """Return not ticked."""
        return False

    def prepare_value(self, value: Any) -> Any:
        """Return True as the one option."""
        return ["yes"] if value is True else value or []

    def group_params(self, bound: GovukBoundField) -> Params:
        """Return the box's parameters; without a statement of its own, the label isn't said twice."""
        params = super().group_params(bound)
        if self.bare:
            params["fieldset"]["legend"]["classes"] = "govuk-visually-hidden"
        return params


class PersonPickerField(RadiosField):
    """One person out of candidates that the view found; more than `as_radios` of them become a drop-down.

    Set the candidates in the form's `__init__`: `choosing(self, "worker").set_options(candidates)`.
    """

    def __init__(self, label: str, choices: Options = (), *, as_radios: int = 10, **kwargs: Any) -> None:
        """Take the label and how many candidates fit as radios."""
        self.as_radios = as_radios
        super().__init__(label, choices, **kwargs)

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return radios, or a select when there are many."""
        if len(self.options) <= self.as_radios:
            return super().render_govuk(bound)
        chosen = self.chosen(bound.value())
        items: list[Params] = [{"value": "", "text": "Choose a person", "selected": not chosen}]
        for option in self.options:
            text = f"{option.label} – {option.hint}" if option.hint else option.label
            items.append({"value": option.value, "text": text, "selected": option.value in chosen})
        params = {**self.common_params(bound), "label": self.label_params(), "items": items}
        return govuk("select", "govukSelect", params)
