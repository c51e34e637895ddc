"""Sealing what was recorded, and verifying the chain every night."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from safeguarding.audit import chain

logger = logging.getLogger("safeguarding.audit.chain")


@shared_task
def seal_audit() -> None:
    """Add what is new to the hash chain."""
    chain.seal(at=timezone.now())


@shared_task
def verify_audit() -> None:
    """Verify the whole chain; a broken row is an error in the log stream, by number only."""
    broken = chain.verify()
    if broken:
        logger.error("the audit chain is broken at %s", broken)
    else:
        logger.info("the audit chain holds, anchor %s", chain.newest_anchor())
