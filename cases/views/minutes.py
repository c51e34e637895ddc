"""A meeting's minutes: their versions, writing them, what changed, and a recipient's own copy."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.forms import minutes as forms
from cases.meeting_states import CopyKind, MeetingState
from cases.models import Minutes
from cases.queries import meetings, minutes_start
from cases.queries import minutes as queries
from cases.services import distribution, minutes
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from safeguarding.audit.models import Action as Look
from safeguarding.rules.redaction import Block
from safeguarding.ui.fields import Choice, GovukForm
from safeguarding.ui.pdf import render_pdf
from safeguarding.ui.versioned import VERSION, VersionedForm
from safeguarding.ui.views import SeeOther

_WRITABLE = frozenset({MeetingState.HELD, MeetingState.DRAFTED})


class MinutesPage(OneMeeting):
    """The base of pages about a meeting's minutes: 404 for a meeting that may not be seen, logged."""

    @cached_property
    def version(self) -> Minutes:
        """The version of the page's address; 404 for one that may not be opened."""
        return queries.get(self.user, self.meeting, self.kwargs["number"])

    def require_run(self) -> None:
        """403 for those who see the meeting and don't run it."""
        access_meetings.require_run(self.user, self.meeting)

    def href(self, name: str, *parts: Any) -> str:
        """The address of another page of this meeting."""
        return reverse(name, args=[self.meeting.reference, *parts])

    def shown_parts(self, version: Minutes) -> list[queries.Part]:
        """The parts of a version that the person reads, named."""
        return queries.parts(
            queries.seen_blocks(self.user, version), meetings.children(self.user, self.meeting)
        )


class VersionsPage(MinutesPage):
    """The versions of the minutes that the person may open, and what they may do next."""

    template_name = "minutes/versions.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """List them."""
        runs = access_meetings.runs(self.user, self.meeting)
        state = MeetingState(self.meeting.state)
        approves = runs and minutes.may_approve(self.user, self.meeting)
        return self.render(
            meeting=self.meeting,
            versions=queries.versions(self.user, self.meeting),
            can_draft=runs and state in _WRITABLE,
            can_approve=approves and state == MeetingState.DRAFTED,
            can_distribute=runs and state == MeetingState.APPROVED,
            can_correct=approves and state in {MeetingState.APPROVED, MeetingState.DISTRIBUTED},
            can_see_receipt=runs,
        )


class DraftPage(MinutesPage, DraftedFormPage, VersionedForm):
    """Writing the minutes part by part. The second to save is told what changed and keeps their words."""

    form_class = forms.MinutesForm
    template_name = VersionedForm.template_name
    title = "Write the minutes"
    intro = "Each part goes only into the copies of those who may read it. Empty a part to take it out."
    submit_text = "Save the minutes"
    domain_errors = (DomainError,)
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("latest", "blocks")

    def ask(self) -> None:
        """Those who run the meeting write."""
        self.require_run()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them; approved minutes are corrected, not written."""
        return super().get(request, *args, **kwargs) if self._is_open else SeeOther(self.href("minutes"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save a version, unless they were approved meanwhile."""
        return super().post(request, *args, **kwargs) if self._is_open else SeeOther(self.href("minutes"))

    @property
    def _is_open(self) -> bool:
        return self.meeting.state in _WRITABLE

    @cached_property
    def latest(self) -> Minutes | None:
        """The newest version."""
        return minutes.newest(self.meeting)

    @cached_property
    def blocks(self) -> list[Block]:
        """The parts of now that the person reads; before the first version, what is known already."""
        if self.latest is None:
            return minutes_start.blocks(self.user, self.meeting)
        readable = minutes.readable(self.user, self.meeting, queries.seen_children(self.user, self.meeting))
        whole = minutes.blocks_of(self.latest)
        read = [block for block in whole if readable(block)]
        return minutes_start.brought_up(self.user, self.meeting, whole, read)

    def initial(self) -> dict[str, Any]:
        """The parts, and the version that they are of."""
        number = self.latest.number if self.latest else 0
        return {**forms.as_initial(self.blocks), VERSION: str(number)}

    def form(self, **data: Any) -> GovukForm:
        """The form with the parts of now, those that were typed, and (in what was posted) those that somebody
        else added in the meantime, as they stand."""
        posted = data.get("data")
        typed = forms.keys_in(posted if posted is not None else self.typed)
        now = [block.key for block in self.blocks]
        if posted is not None:
            data["data"] = self._with_new_parts(posted)
        keys = [*now, *(key for key in typed if key not in now)]
        made = self.form_class(
            initial=self.starting(), keys=keys, agencies=self._agencies, children=self._children, **data
        )
        return cast(GovukForm, made)

    def context(self) -> dict[str, Any]:
        """Which meeting, and the ways back."""
        back = self.href("minutes")
        return {"caption": f"Meeting {self.meeting.reference}", "back_href": back, "cancel_href": back}

    def save(self, form: Any) -> HttpResponse:
        """Save a version."""
        minutes.draft(
            meeting=self.meeting,
            blocks=form.blocks(),
            expected_number=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href("minutes"), "The minutes are saved")

    def _with_new_parts(self, posted: QueryDict) -> QueryDict:
        """What was posted; a part that wasn't on that page stands as it is recorded."""
        whole = posted.copy()
        for block in self.blocks:
            if f"text_{block.key}" not in whole:
                for name, value in forms.as_initial([block]).items():
                    whole[name] = value
        return whole

    @cached_property
    def _agencies(self) -> list[Choice]:
        return [Choice(str(pk), name) for pk, name in queries.agencies(self.meeting, self.blocks)]

    @cached_property
    def _children(self) -> list[Choice]:
        children = meetings.children(self.user, self.meeting)
        return [Choice(str(child.pk), child.person.name) for child in children]


class ChangesPage(MinutesPage):
    """What a version changed against the one before it, side by side."""

    template_name = "minutes/changes.html"

    def get(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Show it, of both versions what the person reads."""
        before = queries.get(self.user, self.meeting, number - 1)
        found = queries.differences(
            queries.seen_blocks(self.user, before), queries.seen_blocks(self.user, self.version)
        )
        rows = [(each.heading, *queries.marked(each)) for each in found]
        return self.render(meeting=self.meeting, before=before, version=self.version, rows=rows)


class CopyPage(MinutesPage):
    """A version as the person may read it; a recipient's own copy is noted as opened."""

    template_name = "minutes/copy.html"

    def get(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Show it."""
        copy = queries.own_copy(self.user, self.version)
        if copy is not None:
            copy = distribution.opened(copy=copy, by=self.user, at=self.at)
        return self.render(
            meeting=self.meeting,
            version=self.version,
            parts=self.shown_parts(self.version),
            copy=copy,
            copy_kind=CopyKind(copy.invitation.copy_kind).label if copy else "",
        )


class CopyFile(MinutesPage):
    """A version as a PDF that holds what the person may read, and nothing of the rest."""

    look = Look.PRINT

    def get(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Make it; the log has it as a print, once."""
        copy = queries.own_copy(self.user, self.version)
        pdf = copy_pdf(
            self.version,
            self.shown_parts(self.version),
            for_whom=self.user.full_name,
            kind=CopyKind(copy.invitation.copy_kind).label if copy else "",
            at=self.at,
        )
        if copy is not None:
            distribution.opened(copy=copy, by=self.user, at=self.at)
        return pdf_answer(pdf, f"minutes-{self.meeting.reference}-{number}.pdf")


class AcknowledgePage(MinutesPage):
    """The recipient says that they have read their copy."""

    def post(self, request: HttpRequest, reference: str, number: int) -> HttpResponse:
        """Note it; 403 for those who read the version without a copy of their own."""
        copy = queries.own_copy(self.user, self.version)
        if copy is None:
            raise NotPermittedError("acknowledge")
        distribution.acknowledge(copy=copy, by=self.user, at=self.at)
        return SeeOther(self.href("minutes_copy", number))


def copy_pdf(version: Minutes, parts: list[queries.Part], *, for_whom: str, kind: str, at: Any) -> bytes:
    """A copy of the minutes as a document: what isn't among `parts` never reaches the renderer."""
    reference = version.meeting.reference
    context = {
        "held_at": version.meeting.held_at,
        "version": version.number,
        "is_approved": version.approved_at is not None,
        "parts": parts,
        "kind": kind,
        "reference": reference,
        "produced_at": at,
        "produced_by": for_whom,
    }
    return render_pdf("documents/minutes.html", context, title=f"Minutes of meeting {reference}")


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """The file, saved and never kept in a cache; its name carries the reference alone."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
