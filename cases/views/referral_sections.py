"""The sections of a referral: each saves what was typed, valid or not, and then says what is missing."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from cases.exceptions import NotVisibleError
from cases.forms.referral.about import YouForm
from cases.forms.referral.people import AnotherForm
from cases.forms.referral.section import SectionForm
from cases.forms.referral.whole import BY_SLUG, Section, members, new_member, put_member, remove_member
from cases.services import drafts
from cases.views.referral_drafts import DraftPage
from safeguarding.ui.views import FormPage, SeeOther

LATER = {"text": "Save and come back later", "name": "action", "value": "later"}


class SavingPage(DraftPage, FormPage):
    """A form whose answers go into the draft, valid or not."""

    template_name = "referrals/section.html"
    submit_text = "Save and continue"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was typed; then, unless the person goes away, say what is missing."""
        form = cast(SectionForm, self.form(data=request.POST))
        saved = drafts.change(
            draft=self.draft, how=lambda data: self.keep(data, form), by=self.user, at=self.at
        )
        if self.is_autosave:
            return JsonResponse({"saved_at": saved.saved_at.isoformat()})
        if request.POST.get("action") == "later":
            return self.done(
                reverse("referrals"), "Your draft is saved. You can go on with it from this page."
            )
        if not form.is_valid():
            return self.show(form)
        return SeeOther(self.next_href())

    @classmethod
    def keeps_what_was_posted(cls) -> bool:
        """A section that comes too late for its session may be handed in: it is saved and no more."""
        return True

    def keep(self, data: dict[str, Any], form: SectionForm) -> None:
        """Put the form's raw answers into the draft's data."""
        raise NotImplementedError

    def next_href(self) -> str:
        """Where to go when the section is complete."""
        return self.href("referral_check" if self.request.GET.get("from") == "check" else "referral_draft")

    def context(self) -> dict[str, Any]:
        """Ways back, and how the draft is saved."""
        return {
            "back_href": self.next_href(),
            "autosave_href": self.request.get_full_path(),
            "draft_saved_at": self.draft.saved_at,
            "secondary_buttons": [LATER],
        }


class SectionPage(SavingPage):
    """One section that isn't a list."""

    @property
    def section(self) -> Section:
        """The section of the page's address."""
        return BY_SLUG[self.kwargs["section"]]

    @property
    def form_class(self) -> type[SectionForm]:  # type: ignore[override]
        """The section's form."""
        return self.section.form_class

    def initial(self) -> dict[str, Any]:
        """What the draft holds, or the author's own details to begin with."""
        slug = self.section.slug
        if slug not in self.answers.data:
            return YouForm.starting(self.user) if slug == "you" else {}
        initial: dict[str, Any] = self.answers.data[slug]
        return initial

    def keep(self, data: dict[str, Any], form: SectionForm) -> None:
        """Replace the section."""
        data[self.section.slug] = form.raw_data()

    def context(self) -> dict[str, Any]:
        """The section's title, and prompts for tools once its themes were saved."""
        slug = self.section.slug
        told = slug == "concerns" and slug in self.answers.data
        return {
            **super().context(),
            "title": self.section.title,
            "caption": "Make a referral",
            "slug": slug,
            "user": self.user,
            "prompts": self.answers.prompts() if told else (),
        }


class PeoplePage(DraftPage, FormPage):
    """The children or the adults named so far, and whether there is one more."""

    form_class = AnotherForm
    template_name = "referrals/people.html"

    @property
    def section(self) -> Section:
        """The list of the page's address."""
        return BY_SLUG[self.kwargs["section"]]

    def form_kwargs(self) -> dict[str, Any]:
        """The question that fits the list."""
        one = self.section.one
        if self.answers.people(self.section.slug):
            return {"question": f"Is there another {one} to add?"}
        if one == "adult":
            return {"question": "Do you know of any adult in the child’s life?"}
        return {"question": "Do you want to add a child now?"}

    def context(self) -> dict[str, Any]:
        """The people so far, each with what it takes to change and remove them."""
        slug = self.section.slug
        rows = [
            {
                "who": person.who,
                "answers": [(question, answer) for question, answer in person.answers() if answer],
                "complete": person.is_valid(),
                "change": self.href("referral_member", slug, member),
                "remove": self.href("referral_member_remove", slug, member),
            }
            for member, person in self.answers.people(slug)
        ]
        return {
            "title": self.section.title,
            "caption": "Make a referral",
            "section": self.section,
            "rows": rows,
            "full": len(rows) >= self.section.most,
            "back_href": self._next_href(),
            "new_href": self.href("referral_member", slug, "new"),
        }

    def save(self, form: AnotherForm) -> HttpResponse:
        """On to one more, or back to the sections."""
        slug, another = self.section.slug, form.cleaned_data["another"]
        if slug == "adults":
            drafts.change(
                draft=self.draft,
                how=lambda data: data.update(no_adults=not another),
                by=self.user,
                at=self.at,
            )
        if another:
            return SeeOther(self.href("referral_member", slug, "new"))
        return SeeOther(self._next_href())

    def _next_href(self) -> str:
        return self.href("referral_check" if self.request.GET.get("from") == "check" else "referral_draft")


class MemberPage(SavingPage):
    """One child or one adult of the draft."""

    template_name = "referrals/member.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; `new` becomes an id first, so that saving it again and again keeps one person."""
        if self.kwargs["member"] == "new":
            return SeeOther(self.href("referral_member", self.section.slug, new_member()))
        return super().get(request, *args, **kwargs)

    @property
    def section(self) -> Section:
        """The list that the person belongs to."""
        return BY_SLUG[self.kwargs["section"]]

    @property
    def form_class(self) -> type[SectionForm]:  # type: ignore[override]
        """A child's or an adult's form."""
        return self.section.form_class

    def initial(self) -> dict[str, Any]:
        """What the draft holds of the person."""
        rows = members(self.answers.data, self.section.slug)
        return next((row for row in rows if row["id"] == self.kwargs["member"]), {})

    def keep(self, data: dict[str, Any], form: SectionForm) -> None:
        """Replace or add the person."""
        put_member(data, self.section.slug, self.kwargs["member"], form.raw_data())

    def next_href(self) -> str:
        """Back to the list."""
        return self.href("referral_section", self.section.slug)

    def context(self) -> dict[str, Any]:
        """Whom the page is about."""
        one = self.section.one
        return {**super().context(), "title": f"About this {one}", "caption": "Make a referral", "one": one}


class RemovePage(DraftPage):
    """Whether to take a person off the draft."""

    template_name = "referrals/remove.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask."""
        people = dict(self.answers.people(self.kwargs["section"]))
        person = people.get(self.kwargs["member"])
        if person is None:
            raise NotVisibleError
        return self.render(who=person.who, back_href=self._list_href())

    def post(self, request: HttpRequest, section: str, member: str, **kwargs: Any) -> HttpResponse:
        """Take them off; nothing happens when they are gone already."""
        drafts.change(
            draft=self.draft, how=lambda data: remove_member(data, section, member), by=self.user, at=self.at
        )
        return SeeOther(self._list_href())

    def _list_href(self) -> str:
        return self.href("referral_section", self.kwargs["section"])
