"""Supervision read: a person's own, one, a child's, its file; how much was in time; sampling."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from cases import access, access_supervision
from cases.access import Action
from cases.models import Supervision
from cases.queries import supervision as queries
from cases.queries import supervision_compliance
from cases.services import supervision_after, supervision_signing
from cases.supervision_states import GRADES, SupervisionState
from cases.views.pages import ChildPage, Page
from safeguarding.audit.models import Action as Look
from safeguarding.rules.supervision import REFERENCE
from safeguarding.ui.pdf import render_pdf


class MySupervisionPage(Page):
    """What waits for the person, what they are writing, what is due, what was signed."""

    action = Action.BE_SUPERVISED
    template_name = "supervision/mine.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render(
            mine=queries.mine(self.user),
            can_start=access.may(self.user, Action.SUPERVISE),
            can_sample=access.may(self.user, Action.SAMPLE_SUPERVISION),
            can_count=access.may(self.user, Action.VIEW_SUPERVISION_COUNTS),
        )


class OneSupervision(Page):
    """A page of one supervision: 404 where it may not be read, logged as a look at each of its children."""

    look: Look | None = None

    @cached_property
    def row(self) -> Supervision:
        """The supervision of the address, through the gate."""
        return queries.get(self.user, self.kwargs["pk"])

    @cached_property
    def found(self) -> queries.Whole:
        """It with everything that hangs on it."""
        return queries.whole(self.user, self.row)

    def require(self) -> None:
        """Raise NotPermittedError where the person may read it and not do this."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, ask whether, log the looks, answer."""
        row = self.row
        self.require()
        if not getattr(self, "only_keeps", False):
            children = queries.children_of(self.user, row)
            look = self.look or self.reading
            access.log_each(self.user, children, at=self.at, origin=self.origin, look=look)
        return super().dispatch(request, *args, **kwargs)


class SupervisionPage(OneSupervision):
    """All of one supervision; after it is signed, what was added since stands below."""

    template_name = "supervision/one.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        row, found = self.row, self.found
        part_of = {each.person_id: each for each in found.signatures}
        takes_part = self.user.pk in part_of and not self.is_print
        is_draft = row.state == SupervisionState.DRAFT
        is_open = row.state in {SupervisionState.DRAFT, SupervisionState.SIGNED_BY_ONE}
        has_signed = takes_part and part_of[self.user.pk].signed_at is not None
        return self.render(
            row=row,
            found=found,
            unfinished=supervision_signing.unfinished(found, at=self.at) if is_open else [],
            grades=dict(GRADES),
            can_write=takes_part and is_draft,
            can_call_off=takes_part and is_draft and row.supervisor_id == self.user.pk,
            can_sign=takes_part and is_open and not has_signed,
            can_take_back=takes_part and row.state == SupervisionState.SIGNED_BY_ONE,
            can_add=takes_part and row.state == SupervisionState.SIGNED,
            can_close=takes_part and row.state == SupervisionState.SIGNED,
            can_close_all=row.supervisor_id == self.user.pk,
            can_sample=not self.is_print
            and row.state == SupervisionState.SIGNED
            and supervision_after.may_sample(self.user, row)
            and all(each.sampled_by_id != self.user.pk for each in found.samples),
            me=self.user.pk,
        )


class SupervisionPdf(OneSupervision):
    """The same as a PDF, with its warning on top."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand it out."""
        facts = {
            "row": self.row,
            "found": self.found,
            "reference": f"Supervision {self.row.pk}",
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"{self.row.get_kind_display()}, {self.row.held_on:%-d %B %Y}"
        answer = HttpResponse(
            render_pdf("supervision/document.html", facts, title=title), content_type="application/pdf"
        )
        answer["Content-Disposition"] = f'attachment; filename="supervision-{self.row.pk}.pdf"'
        return answer


class ChildSupervisionPage(ChildPage):
    """When and by whom a child was discussed, as far as the person may read it."""

    child_action = Action.BE_SUPERVISED
    template_name = "supervision/child.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(
            child=self.child,
            rows=queries.of_the_child(self.user, self.child),
            due=queries.due_children(self.user, [self.child]).get(self.child.pk),
            is_mandatory=bool(queries.owing(self.user, [self.child.pk])),
            reads_all=access_supervision.reads_of_children(self.user)
            and access.may(self.user, Action.SUPERVISE),
        )


class CompliancePage(Page):
    """Supervised in time ÷ due, by level and team; counts alone."""

    action = Action.VIEW_SUPERVISION_COUNTS
    template_name = "supervision/compliance.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render(
            levels=supervision_compliance.levels(now=self.at),
            months=supervision_compliance.MONTHS,
            reference=REFERENCE,
        )


class SamplingPage(Page):
    """What a head of service may sample, and what was found."""

    action = Action.SAMPLE_SUPERVISION
    template_name = "supervision/sampling.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        waiting = queries.to_sample(self.user)
        sampled = queries.sampled(self.user)
        rows = [*waiting, *(each.supervision for each in sampled)]
        return self.render(
            waiting=waiting,
            sampled=sampled,
            who=queries.whom(self.user, rows),
            counts=queries.grades(self.user),
            grades=GRADES,
        )
