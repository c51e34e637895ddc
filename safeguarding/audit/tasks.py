"""Sealing what was recorded, and verifying the chain every night."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from safeguarding.audit import chain, runs

logger = logging.getLogger("safeguarding.audit.chain")


@shared_task
def seal_audit(*, whole: bool = False) -> None:
    """Add what is new to the hash chain; once a night by looking at the `whole` of it."""
    with runs.noted(runs.Job.SEALING, clock=timezone.now) as run:
        run.count = chain.seal(at=timezone.now(), whole=whole)


@shared_task
def verify_audit() -> None:
    """Verify the whole chain; a broken row is an error in the log stream, by number only."""
    with runs.noted(runs.Job.VERIFICATION, clock=timezone.now) as run:
        broken, anchor = chain.verify(), chain.newest_anchor()
        if broken:
            run.failure = f"Broken at {broken}"
            logger.error("the audit chain is broken at %s", broken)
        else:
            run.count = anchor.link if anchor else 0
            logger.info("the audit chain holds, anchor %s", anchor)
