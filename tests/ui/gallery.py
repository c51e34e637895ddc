"""Pages that show every component and field, for the tests and for looking at: no data, no sign-in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator

from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    DateTimeField,
    EmailField,
    Fieldset,
    FileField,
    GovukForm,
    HiddenField,
    PasswordField,
    PersonPickerField,
    PhoneField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNoField,
)
from safeguarding.ui.jinja import service_environment
from safeguarding.ui.views import FormPage

NOW = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)


class GalleryForm(GovukForm):
    """Every field once."""

    first_name = TextField("First name", error_required="Enter the child’s first name", width=20)
    email = EmailField(hint="We will only use it about this referral")
    phone = PhoneField(required=False)
    siblings = WholeNumberField("Number of siblings", min_value=0, max_value=20, suffix="children")
    happened = TextAreaField("What happened?", hint="In your own words.", rows=4, max_length=2000)
    born = DateField("Date of birth", future=False)
    seen_at = DateTimeField("When was the child last seen?", in_errors="When the child was last seen")
    starts = TimeField("Time of the meeting", required=False)
    seen = RadiosField(
        "Was the child seen alone?",
        [
            Choice("yes", "Yes", reveals=("seen_by",)),
            Choice("no", "No", hint="You can say why on the next page"),
            Choice("unknown", "Not known", divider="or"),
        ],
        error_required="Select if the child was seen alone",
    )
    seen_by = TextField("Who saw the child?", error_required="Enter who saw the child")
    themes = CheckboxesField(
        "Concerns",
        [
            Choice("neglect", "Neglect"),
            Choice("other", "Something else", reveals=("other_theme",)),
            Choice("none", "None of these", divider="or", exclusive=True),
        ],
        hint="Select all that apply",
    )
    other_theme = TextAreaField("What else?", rows=2, max_length=300)
    crime = YesNoField("Is a crime alleged?", error_required="Select yes if a crime is alleged")
    level = SelectField("Level of need", [("3", "Level 3: targeted"), ("4", "Level 4: specialist")])
    worker = PersonPickerField("Worker", [Choice("1", "Amira Khan", hint="Front door, 12 open")])
    told = CheckboxField("Consent", statement="The parents know about this referral", required=False)
    letter = FileField("Letter", endings=("pdf", "docx"), required=False)
    password = PasswordField(required=False, mark_optional=False)
    step = HiddenField()

    fieldsets = (Fieldset("Who will work on it", ("level", "worker"), hint="It can change later."),)


@method_decorator(login_not_required, name="dispatch")
class GalleryFormPage(FormPage):
    """The form, as any page has one."""

    form_class = GalleryForm
    title = "Tell us about the child"
    caption = "Referral"

    def context(self) -> dict[str, Any]:
        """Ways out, and the draft's line."""
        return {
            "back_href": "/",
            "cancel_href": "/",
            "autosave_href": "/autosave",
            "draft_saved_at": NOW,
            "secondary_buttons": [{"text": "Save and come back later", "name": "later", "value": "1"}],
        }

    def save(self, form: Any) -> HttpResponse:
        """Go on."""
        return self.done("/", "The concern is saved")


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    return HttpResponse(render_source("components.html", **of(request)))


@login_not_required
def table_page(request: HttpRequest) -> HttpResponse:
    """A list with a filter and a table."""
    return HttpResponse(render_source("list.html", **of(request)))


def render_source(name: str, **context: Any) -> str:
    """Return a template of this folder rendered in the service's environment, past context processors."""
    source = (Path(__file__).parent / "templates" / name).read_text("utf-8")
    return service_environment().from_string(source).render({**sample(), **context})


def of(request: HttpRequest) -> dict[str, Any]:
    """Return what a page knows of its request."""
    return {"request": request, "csp_nonce": getattr(request, "csp_nonce", "")}


def sample() -> dict[str, Any]:
    """Return what the gallery shows."""
    return {
        "now": NOW,
        "csrf_input": "",
        "page": Paginator(range(400), 20).page(6),
        "user_name": "Priya Nair",
        "partnership_name": "Northmoor Safeguarding Children Partnership",
        "navigation": [
            {"text": "Home", "href": "/", "active": True},
            {"text": "Search", "href": "/search", "active": False},
            {"text": "Referrals", "href": "/referrals", "active": False},
            {"text": "Front door", "href": "/front-door", "active": False},
        ],
        "footer_links": [{"text": "Accessibility", "href": "/a"}, {"text": "Privacy", "href": "/p"}],
        "overdue": NOW - timedelta(days=2),
        "soon": NOW + timedelta(hours=3),
        "later": date(2026, 3, 20),
    }


urlpatterns = [
    path("", components, name="home"),
    path("list", table_page),
    path("form", GalleryFormPage.as_view()),
    path("sign-out", components, name="account_logout"),
    path("your-account", components, name="your_account"),
    path("health", components, name="health"),
    path("session-time", components, name="session_time"),
    path("sign-in", components, name="account_login"),
]
