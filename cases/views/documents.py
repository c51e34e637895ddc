"""Adding documents, taking them back, and handing out their files."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from cases import access, access_documents
from cases.exceptions import DomainError, NotPermittedError
from cases.forms.documents import ChildDocumentForm, ReferralDocumentForm, WithdrawForm
from cases.forms.records import sensitivity_choices
from cases.models import Document, Referral
from cases.queries import documents as queries
from cases.queries import records
from cases.services import documents
from cases.states import Sensitivity
from cases.views.child_forms import ChildFormPage
from cases.views.pages import Page
from safeguarding.accounts.models import User
from safeguarding.ui.fields import choosing
from safeguarding.ui.views import FormPage

# What a browser that opens the file in spite of all may do with it: nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
STAYS_KEPT = (
    "Nobody will be able to open it any more. That it was here, and why it was withdrawn, stays recorded."
)


class NewChildDocumentPage(ChildFormPage):
    """A document for a child's record."""

    child_action = access.Action.ADD_DOCUMENT
    form_class = ChildDocumentForm
    template_name = "uploads/new.html"
    title = "Add a document"
    submit_text = "Add the document"
    back_to = "child_documents"

    def initial(self) -> dict[str, Any]:
        """The usual readers."""
        return {"sensitivity": Sensitivity.PROFESSIONALS}

    def form(self, **data: Any) -> Form:
        """The form with the readers that the person may choose."""
        form = super().form(**data)
        levels = access.writable_sensitivities(self.user)
        choosing(form, "sensitivity").set_options(sensitivity_choices(levels))
        return form

    def context(self) -> dict[str, Any]:
        """Who is involved now, and so will be able to open it."""
        involved, _ = records.network(self.user, self.child)
        people = {one.user.full_name for one in involved if one.user}
        agencies = {one.agency.name for one in involved if not one.user}
        readers = ["Children’s social care", *sorted(agencies | people)]
        if self.child.is_restricted:
            readers = sorted(people)
        note = "You can narrow this at the end of the form."
        return {**super().context(), "readers": readers, "readers_note": note}

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        told = form.cleaned_data
        documents.add_to_child(
            child=self.child,
            title=told["title"],
            file=told["file"],
            name=told["file"].name,
            sensitivity=told["sensitivity"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The document is added")


class ReferralDocumentPage(Page, FormPage):
    """The base of forms about a referral's documents."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"

    @cached_property
    def referral(self) -> Referral:
        """The referral of the address, through the gate, logged."""
        return access.get_referral(self.user, self.kwargs["reference"], at=self.at, origin=self.origin)

    def back_href(self) -> str:
        """The page of the referral."""
        return reverse("referral", args=[self.referral.reference])

    def context(self) -> dict[str, Any]:
        """Which referral, and the ways back."""
        caption = f"Referral {self.referral.reference}"
        return {"caption": caption, "back_href": self.back_href(), "cancel_href": self.back_href()}


class NewReferralDocumentPage(ReferralDocumentPage):
    """A document for a referral that was sent."""

    form_class = ReferralDocumentForm
    template_name = "uploads/new.html"
    title = "Add a document"
    submit_text = "Add the document"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Ask whether the person may add to this referral before anything else."""
        access_documents.require_addable(self.user, self.referral)
        return super().dispatch(*args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Who reads the referral."""
        readers = [
            "The front door of children’s social care, and the social workers of the children it is about",
            "The team and the safeguarding lead of the agency that sent the referral",
        ]
        return {**super().context(), "readers": readers, "readers_note": ""}

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        told = form.cleaned_data
        documents.add_to_referral(
            referral=self.referral,
            title=told["title"],
            file=told["file"],
            name=told["file"].name,
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The document is added")


class Withdrawing(FormPage):
    """What both forms share that take a document back: whose it is to take, what it means, the reason."""

    form_class = WithdrawForm
    title = "Withdraw this document"
    submit_text = "Withdraw the document"
    user: User
    at: datetime

    @property
    def document(self) -> Document:
        """The document of the address, through its place."""
        raise NotImplementedError

    def back_href(self) -> str:
        """Where the document stands."""
        raise NotImplementedError

    @property
    def intro(self) -> str:
        """Which one, and what it means."""
        return f"{self.document.title}. {STAYS_KEPT}"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the document before anything else; another agency's isn't this person's to take back."""
        if not access_documents.may_withdraw(self.user, self.document):
            raise NotPermittedError(access.Action.ADD_DOCUMENT.value)
        return super().dispatch(*args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Take it back."""
        reason = form.cleaned_data["reason"]
        documents.withdraw(document=self.document, reason=reason, by=self.user, at=self.at)
        return self.done(self.back_href(), "The document is withdrawn")


class WithdrawChildDocumentPage(Withdrawing, ChildFormPage):  # type: ignore[misc]
    """A document of a child's record that shouldn't be there."""

    child_action = access.Action.ADD_DOCUMENT
    back_to = "child_documents"

    @cached_property
    def document(self) -> Document:
        """The document of the address, through the child."""
        return queries.one_of(self.user, self.kwargs["key"], child=self.child)

    def back_href(self) -> str:
        """The documents of the record."""
        return ChildFormPage.back_href(self)


class WithdrawReferralDocumentPage(Withdrawing, ReferralDocumentPage):  # type: ignore[misc]
    """A document of a referral that shouldn't be there."""

    @cached_property
    def document(self) -> Document:
        """The document of the address, through the referral."""
        return queries.one_of(self.user, self.kwargs["key"], referral=self.referral)

    def back_href(self) -> str:
        """The page of the referral."""
        return ReferralDocumentPage.back_href(self)


class FilePage(Page):
    """A document's file: saved to disk, never shown in the browser, never guessed at, never cached."""

    def get(self, *args: Any, **kwargs: Any) -> FileResponse:
        """Hand it out, through the gate, logged."""
        document = access_documents.get_document(
            self.user, self.kwargs["key"], at=self.at, origin=self.origin
        )
        response = FileResponse(
            queries.file_of(document),
            as_attachment=True,
            filename=document.file_name,
            content_type=document.content_type,
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = SANDBOX
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store, private"
        return response
