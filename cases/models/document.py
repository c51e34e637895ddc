"""A document that somebody added to a child's record or to a referral."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.referral import Referral
from cases.states import ScanState, Sensitivity
from safeguarding.accounts.models import Agency
from safeguarding.audit.models import RecordedModel


class Document(RecordedModel):
    """What is known of a file; the file itself lies in the store (cases.uploads.store) under `stored_as`.

    Never changed and never deleted: one that shouldn't be there is withdrawn, and then nobody can open it.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("size in bytes")
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=60, unique=True)
    sensitivity = models.CharField(max_length=15, choices=Sensitivity, default=Sensitivity.PROFESSIONALS)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scan_state = models.CharField(max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    threat = models.CharField("what the scanner found", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["child", "-uploaded_at"]),
            models.Index(fields=["referral", "-uploaded_at"]),
            models.Index(
                fields=["uploaded_at"],
                condition=Q(scan_state__in=["not_scanned", "failed"], withdrawn_at=None),
                name="document_to_scan",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, referral=None) | Q(child=None, referral__isnull=False),
                name="document_is_of_a_child_or_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(scan_state="not_scanned", scanned_at=None)
                | (~Q(scan_state="not_scanned") & Q(scanned_at__isnull=False)),
                name="scanned_document_says_when",
            ),
            models.CheckConstraint(
                condition=Q(scan_state="infected") & ~Q(threat="") | ~Q(scan_state="infected") & Q(threat=""),
                name="infected_document_says_by_what",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_document_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody took it back."""
        return self.withdrawn_at is not None
