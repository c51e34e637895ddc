"""Where guardian keeps who may see which child: direct foreign keys, not its generic tables.

Written only by cases.services.involvements, read only by the gate.
"""

from __future__ import annotations

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cases.models.child import Child


class ChildUserGrant(UserObjectPermissionBase):
    """One user may see one child."""

    content_object = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [models.Index(fields=["content_object", "user"], name="grant_child_user")]


class ChildGroupGrant(GroupObjectPermissionBase):
    """The members of one team or agency may see one child."""

    content_object = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="group_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        indexes = [models.Index(fields=["content_object", "group"], name="grant_child_group")]
