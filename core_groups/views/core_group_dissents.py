"""An agency doesn't agree with what a core group or child in need meeting says or decides."""

from __future__ import annotations

from functools import cached_property

from cases.models import Child
from cases.queries import meetings
from cases.views import dissents
from core_groups.services import core_group_dissents as services
from core_groups.views.core_groups import CoreGroupFormPage
from safeguarding.accounts.models import Agency


class DissentPage(dissents.DissentPage, CoreGroupFormPage):
    """About one child of the meeting."""

    @cached_property
    def child(self) -> Child:
        """The child of the address, through the gate."""
        return meetings.child_of(self.user, self.meeting, self.kwargs["child"])

    @property
    def caption(self) -> str:
        """Which child."""
        return f"{self.child.person.name}, {self.child.reference}"

    def about(self) -> Child:
        """The child of the address."""
        return self.child

    def meetings_page(self) -> str:
        """The core group's."""
        return self.href()

    def dissent(self, agency: Agency, words: str) -> object:
        """Record it."""
        return services.dissent(
            group=self.group, child=self.child, agency=agency, words=words, by=self.user, at=self.at
        )
