"""The stories on a stage: the demo's own builders, told on one fixed morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from cases.models import ReferralChild
from cases.queries import digest
from cases.queries.digest import Digest
from cases.services import front_door
from safeguarding.demo import partnership
from safeguarding.demo.loading import BEGINNING
from safeguarding.demo.stage import Stage
from safeguarding.rules.london_time import LONDON

AT = datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)


@dataclass
class Told:
    """A story that has been told, with what a test asks of it."""

    stage: Stage
    sign_in: Callable[..., Client]

    def part(self, key: str, child: str) -> ReferralChild:
        """One child's part of one of the story's referrals, as it is now."""
        return ReferralChild.objects.select_related("referral", "child").get(
            pk=self.stage.referred[key, child].pk
        )

    def match(self, key: str, child: str) -> ReferralChild:
        """The front-door worker says whose record it is."""
        return front_door.match(
            referral_child=self.part(key, child),
            child=self.stage.children[child],
            by=self.stage.staff("front_door_worker"),
            at=self.stage.at,
        )

    def digest(self, key: str, child: str, reader: str = "front_door_worker") -> Digest:
        """The history as the reader sees it beside the matched referral."""
        part = self.part(key, child)
        assert part.child is not None
        return digest.build(
            user=self.stage.staff(reader), child=part.child, at=self.stage.at, referral_child=part
        )

    def page(self, reader: str, name: str, *args: object, status: int = 200) -> str:
        """The text of a page as a persona reads it, entities undone."""
        response = self.sign_in(self.stage.staff(reader)).get(reverse(name, args=args))
        assert response.status_code == status
        return unescape(response.content.decode())

    def digest_page(self, key: str, child: str, reader: str = "front_door_manager") -> str:
        """The page of the history, as the reader sees it."""
        part = self.part(key, child)
        return self.page(reader, "front_door_digest", part.referral.reference, part.position)


@pytest.fixture(scope="module")
def stage(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """The story of the test module (its `STORY`), told once; each test's own changes are undone after it."""
    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False), transaction.atomic():
        cast = partnership.build(at=BEGINNING.moment(AT))
        yield request.module.STORY.story(AT).play(Stage(cast, AT))
        transaction.set_rollback(True)


@pytest.fixture
def told(stage: Stage, db: None, sign_in: Callable[..., Client]) -> Iterator[Told]:
    """The story at its morning, on which the clocks stand."""
    with time_machine.travel(AT, tick=False):
        yield Told(replace(stage), sign_in)
