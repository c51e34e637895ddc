"""The partnership's escalation policy: every version that was in force, and who has read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

_USER = settings.AUTH_USER_MODEL


class PolicyText(models.Model):
    """One version of the policy. Never changed: a new one takes its place."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    changes = models.TextField("what is new", blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="policy_has_its_text")]

    def __str__(self) -> str:
        return f"policy {self.number}"


class PolicyRead(models.Model):
    """Somebody says that they have read a version."""

    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at"]
        constraints = [models.UniqueConstraint(fields=["policy", "user"], name="a_version_is_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read policy {self.policy_id}"
