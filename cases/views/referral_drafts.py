"""Writing a referral: start, task list, check, send, discard. A draft is private to its author."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError, NotPermittedError
from cases.forms.referral.check import CheckForm
from cases.forms.referral.whole import FORM, LISTS, SECTIONS, Answers, Section
from cases.models import Draft
from cases.queries import referrals as queries
from cases.services import drafts, referrals
from cases.views.pages import Page
from safeguarding.rules.london_time import london_date
from safeguarding.ui.views import FormPage, SeeOther


class StartPage(Page):
    """What a referral is, who will see it, and the drafts to go on with."""

    action = access.Action.REFER
    template_name = "referrals/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Explain."""
        return self.render(drafts=open_drafts(self))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a draft."""
        draft = drafts.start(form=FORM, by=self.user, at=self.at)
        return SeeOther(reverse("referral_draft", args=[draft.key]))


def open_drafts(page: Page) -> list[dict[str, Any]]:
    """The person's unsent drafts as a list shows them; one that no key opens any more is still named."""
    return [_draft_row(draft, page) for draft in queries.open_drafts(user=page.user, form=FORM)]


def _draft_row(draft: Draft, page: Page) -> dict[str, Any]:
    try:
        title = Answers(drafts.read(draft, by=page.user)).title
    except DomainError as error:
        title = error.message
    return {"key": draft.key, "title": title, "saved_at": draft.saved_at}


class DraftPage(Page):
    """A page of one draft: 404 for everybody but its author; once sent, on to the confirmation."""

    action = access.Action.REFER

    @cached_property
    def draft(self) -> Draft:
        """The draft of the page's address. Raises NotVisibleError."""
        return queries.own_draft(user=self.user, key=self.kwargs["key"], form=FORM)

    @cached_property
    def answers(self) -> Answers:
        """What the draft holds."""
        return Answers(drafts.read(self.draft, by=self.user))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask the gate, find the draft, answer."""
        if not access.may(self.user, access.Action.REFER):
            raise NotPermittedError(access.Action.REFER.value)
        if self.draft.sent_as and not self.is_autosave:
            return SeeOther(reverse("referral_sent", args=[self.draft.sent_as]))
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            return self.refuse(error)

    def refuse(self, error: DomainError) -> HttpResponse:
        """The draft was sent or thrown away meanwhile, or no key opens it: say so."""
        if self.is_autosave:
            return JsonResponse({"error": error.message}, status=409)
        messages.error(self.request, error.message)
        return SeeOther(reverse("referrals"))

    @property
    def is_autosave(self) -> bool:
        """Whether the browser saves while somebody types."""
        return self.request.headers.get("X-Autosave") == "1"

    def href(self, name: str = "referral_draft", *args: str) -> str:
        """The address of another page of this draft."""
        return reverse(name, args=[self.draft.key, *args])


class TasksPage(DraftPage):
    """The sections with how far each has come."""

    template_name = "referrals/tasks.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        groups: dict[str, list[dict[str, str]]] = {}
        for section in SECTIONS:
            groups.setdefault(section.group, []).append(self._task(section))
        done = sum(task["status"] == "done" for tasks in groups.values() for task in tasks)
        return self.render(
            draft=self.draft, groups=groups, done=done, total=len(SECTIONS), prompts=self.answers.prompts()
        )

    def _task(self, section: Section) -> dict[str, str]:
        people = self.answers.people(section.slug) if section.slug in LISTS else []
        return {
            "title": section.title,
            "href": self.href("referral_section", section.slug),
            "status": self.answers.status(section.slug),
            "hint": ", ".join(person.who for _, person in people),
        }


class CheckPage(DraftPage, FormPage):
    """Every answer with a way to change it; then send."""

    form_class = CheckForm
    template_name = "referrals/check.html"
    title = "Check your answers before you send the referral"
    submit_text = "Send the referral"
    domain_errors = (DomainError,)

    def form_kwargs(self) -> dict[str, Any]:
        """The sections that a referral can't be sent without."""
        missing = [
            (s.title, self.href("referral_section", s.slug) + "?from=check") for s in self.answers.missing()
        ]
        return {"missing": missing}

    def context(self) -> dict[str, Any]:
        """All answers, part by part."""
        return {
            "back_href": self.href(),
            "parts": [self._part(section) for section in SECTIONS],
            "prompts": self.answers.prompts(),
            "concerns_href": self.href("referral_section", "concerns") + "?from=check",
            "user": self.user,
        }

    def _part(self, section: Section) -> dict[str, Any]:
        href = self.href("referral_section", section.slug) + "?from=check"
        if section.slug in LISTS:
            people = self.answers.people(section.slug)
            cards = [
                (person.who, person.answers(), self.href("referral_member", section.slug, member))
                for member, person in people
            ]
        else:
            cards = [("", self.answers.form(section.slug).answers(), href)]
        return {
            "title": section.title,
            "href": href,
            "status": self.answers.status(section.slug),
            "cards": cards,
            "none": section.slug == "adults" and bool(self.answers.data.get("no_adults")),
        }

    def save(self, form: CheckForm) -> HttpResponse:
        """Send."""
        facts = self.answers.facts(london_date(self.at))
        referral = referrals.submit(facts=facts, by=self.user, at=self.at, draft=self.draft)
        return SeeOther(reverse("referral_sent", args=[referral.reference]))

    def field_of(self, error: Exception) -> str | None:
        """The whole form: its page has no fields."""
        return None


class DiscardPage(DraftPage):
    """Whether to throw the draft away."""

    template_name = "referrals/discard.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.render(draft=self.draft, back_href=reverse("referrals"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Throw it away."""
        drafts.discard(draft=self.draft, by=self.user)
        messages.success(request, "The draft is deleted.")
        return SeeOther(reverse("referrals"))
