"""The quieter children: with those of the stories some 200, so that lists look as they do in life."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.apps import apps
from django.db import connection

from safeguarding.demo.partnership import Cast
from safeguarding.demo.quiet import histories, special
from safeguarding.demo.stage import Stage

CHILDREN = 180
FAMILIES_BETWEEN_LOOKS = 15
SEED = 1989  # the year of the Children Act; any other would do, but always the same


def load(cast: Cast, at: datetime) -> None:
    """Tell the families with something out of the ordinary, then draw others until there are enough."""
    told = 0
    for story in special.STORIES:
        told += len(story.play(Stage(cast, at)).children)
    random = Random(SEED)  # noqa: S311 - fiction, not a secret
    patterns, shares = zip(*histories.PATTERNS, strict=True)
    families = 0
    while told < CHILDREN:
        if families % FAMILIES_BETWEEN_LOOKS == 0:
            _let_the_planner_look()
        pattern = random.choices(patterns, shares)[0]
        told += len(pattern(random).play(Stage(cast, at)).children)
        families += 1


def _let_the_planner_look() -> None:
    """In one long transaction PostgreSQL would go on planning for empty tables."""
    tables = [model._meta.db_table for model in apps.get_app_config("cases").get_models()]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
