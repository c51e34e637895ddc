"""THE GATE's part for results of assessment tools; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases import access
from cases.models import ToolAccreditation, ToolResult
from safeguarding.accounts.models import User


def visible_results(user: User) -> QuerySet[ToolResult]:
    """The tool results of the children whom `user` may see: the agencies use the tools for each other."""
    return ToolResult.objects.filter(Exists(access.visible_children(user).filter(pk=OuterRef("child"))))


def visible_accreditations(user: User) -> QuerySet[ToolAccreditation]:
    """The register of who is accredited: for everybody who sees children, not for who keeps accounts."""
    rows = ToolAccreditation.objects.all()
    return rows if access.may(user, access.Action.SEARCH) else rows.none()
