"""Form fields of the design system, each rendering itself through GOV.UK's macros.

class FamilyForm(GovukForm):
    first_name = TextField("First name", error_required="Enter the child's first name", width=20)
    born = DateField("Date of birth", future=False, required=False)
"""

from safeguarding.ui.fields.choices import (
    CheckboxesField,
    CheckboxField,
    Choice,
    PersonPickerField,
    RadiosField,
    SelectField,
    YesNoField,
    choosing,
)
from safeguarding.ui.fields.dates import DateField, DateTimeField, TimeField
from safeguarding.ui.fields.files import FileField
from safeguarding.ui.fields.form import Fieldset, GovukForm, GovukFormMixin
from safeguarding.ui.fields.text import (
    EmailField,
    HiddenField,
    PasswordField,
    PhoneField,
    TextAreaField,
    TextField,
    WholeNumberField,
)

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "Choice",
    "DateField",
    "DateTimeField",
    "EmailField",
    "Fieldset",
    "FileField",
    "GovukForm",
    "GovukFormMixin",
    "HiddenField",
    "PasswordField",
    "PersonPickerField",
    "PhoneField",
    "RadiosField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "WholeNumberField",
    "YesNoField",
    "choosing",
]
