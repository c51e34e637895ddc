"""Forms in which nothing typed is lost.

What is typed is saved as a private draft every few seconds (static/js/draft.js posts the whole form with the
header `X-Autosave: 1`), when the form comes back with errors, and when the session had run out before the
form was sent. Opening the page again, on any machine, gives the words back. The draft is deleted once the
form has become a record; sending the very same form twice makes one record.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from cases.exceptions import DomainError
from cases.models import Draft
from cases.services import drafts, sent_forms
from cases.views.pages import Page
from safeguarding.ui.fields import GovukForm, HiddenField
from safeguarding.ui.limits import too_often
from safeguarding.ui.views import FormPage, SeeOther

TOKEN = "form_token"  # noqa: S105 (the name of a field)
DISCARD = "discard_draft"
_OF_THE_PAGE = frozenset({TOKEN, "csrfmiddlewaretoken"})


class DraftedFormPage(FormPage):
    """The base of forms that keep drafts. Stands behind `Page` in the bases: the gate is asked first."""

    # Nothing worth keeping is typed where this is False, e.g. where one only chooses.
    keeps_draft: ClassVar[bool] = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Keep what is typed, or send the form once."""
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        if self.only_keeps:
            return self._autosaved()
        if self.keeps_draft and DISCARD in request.POST:
            drafts.finish(**self._which)
            return SeeOther(request.get_full_path())
        return self._sent_once(request, *args, **kwargs)

    @classmethod
    def keeps_what_was_posted(cls) -> bool:
        """Whether a form that comes too late for its session may be handed in, to be kept and no more."""
        return cls.keeps_draft

    @property
    def only_keeps(self) -> bool:
        """Whether the form isn't sent: it is saved while somebody types, or their session has run out."""
        late = getattr(self.request, "has_timed_out", False)
        return self.request.method == "POST" and (late or self.request.headers.get("X-Autosave") == "1")

    @cached_property
    def draft(self) -> Draft | None:
        """What the person typed here before and didn't send."""
        return drafts.running(**self._which) if self.keeps_draft else None

    @cached_property
    def typed(self) -> dict[str, Any]:
        """What the draft holds; nothing when no key opens it any more."""
        if self.draft is None:
            return {}
        with suppress(DomainError):
            return drafts.read(self.draft, by=self._page.user)
        return {}

    def starting(self) -> dict[str, Any]:
        """What the form starts with: what is recorded, and over it what the person typed before."""
        return {**super().starting(), **({} if self.request.method == "POST" else self.typed)}

    def frame(self) -> dict[str, Any]:
        """What the layout needs for drafts and for sending once."""
        frame = {**super().frame(), "form_token": self.form_token}
        if not self.keeps_draft:
            return frame
        is_restored = self.request.method != "POST" and bool(self.typed)
        saved_at = self.draft.saved_at if self.draft else None
        return {
            **frame,
            "autosave_href": self.request.get_full_path(),
            "draft_saved_at": saved_at,
            "restored_from": saved_at if is_restored else None,
            "discard_name": DISCARD,
        }

    @cached_property
    def form_token(self) -> str:
        """What tells one rendered form from the next; the same while one form goes to and fro."""
        posted = self._posted_token
        return (posted or uuid4()).hex

    def done(self, href: str, message: str = "") -> HttpResponse:
        """Go on to `href`; the form has become a record."""
        self._is_done = True
        return super().done(href, message)

    @property
    def _page(self) -> Page:
        return cast(Page, self)

    @property
    def _me(self) -> dict[str, Any]:
        return {"by": self._page.user}

    @property
    def _which(self) -> dict[str, Any]:
        match = self.request.resolver_match
        return {"form": match.url_name if match else "", "subject": self.request.path, **self._me}

    @property
    def _posted_token(self) -> UUID | None:
        with suppress(ValueError):
            return UUID(self.request.POST.get(TOKEN, ""))
        return None

    @cached_property
    def _fingerprint(self) -> str:
        token = self._posted_token
        if token is None:
            return ""
        posted = [(name, values) for name, values in self.request.POST.lists() if name not in _OF_THE_PAGE]
        files = [(name, [_digest(file)]) for name, file in self.request.FILES.items()]
        return sent_forms.fingerprint(token, [*posted, *files])

    def _sent_once(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._is_done = False
        with transaction.atomic():
            earlier = self._claimed()
            if earlier is not None:
                return SeeOther(earlier)
            response = cast(HttpResponse, super().dispatch(request, *args, **kwargs))
            self._settle(response)
        if not self._is_done and self.keeps_draft:
            self._keep_if_typed()
        return response

    def _claimed(self) -> str | None:
        """Nothing when this is the first sending, else where the earlier one led."""
        if not self._fingerprint:
            return None
        earlier = sent_forms.claim(fingerprint=self._fingerprint, at=self._page.at, **self._me)
        return earlier.went_to if earlier else None

    def _settle(self, response: HttpResponse) -> None:
        if self._is_done:
            drafts.finish(**self._which)
        if not self._fingerprint:
            return
        if self._is_done and isinstance(response, HttpResponseRedirect):
            sent_forms.settle(fingerprint=self._fingerprint, went_to=response.url, **self._me)
        else:
            sent_forms.release(fingerprint=self._fingerprint, **self._me)

    def _autosaved(self) -> HttpResponse:
        if too_often(self.request, "autosave"):
            return JsonResponse({"error": "Too often"}, status=429)
        if self.keeps_draft and not self._was_sent():
            self._keep(self._as_posted())
        return JsonResponse({"saved_at": self._page.at.isoformat()})

    def _was_sent(self) -> bool:
        """Whether the form became a record while this was on its way."""
        return bool(self._fingerprint) and sent_forms.was_sent(fingerprint=self._fingerprint, **self._me)

    def _as_posted(self) -> GovukForm:
        return cast(GovukForm, self.form(data=self.request.POST))

    def _keep_if_typed(self) -> None:
        form = self._as_posted()
        raw = form.raw_data()
        hidden = {name for name, field in form.fields.items() if isinstance(field, HiddenField)}
        if self.draft or any(_says_something(raw[name]) for name in raw.keys() - hidden):
            self._keep(form)

    def _keep(self, form: GovukForm) -> None:
        drafts.keep(**self._which, data=form.raw_data(), at=self._page.at)


def _digest(file: Any) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _says_something(value: Any) -> bool:
    return any(value) if isinstance(value, (list, tuple)) else bool(value)
